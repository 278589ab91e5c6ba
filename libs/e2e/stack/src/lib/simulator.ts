import { until } from './until';

export interface SimulatedCustomer {
  id: string;
  name: string;
  phone: string | null;
  userId: string;
}

export interface Provisioned {
  phoneNumberId: string;
  wabaId: string;
  appId: string;
  appSecret: string;
  accessToken: string;
  verifyToken: string;
  displayPhoneNumber: string;
  customers: SimulatedCustomer[];
}

export interface LedgerRow {
  seq: number;
  kind: string;
  token?: string;
  to?: string;
  body?: string;
  wamid?: string;
  code?: number;
  [member: string]: unknown;
}

export interface SimulatedTemplate {
  id: string;
  wabaId: string;
  name: string;
  language: string;
  status: string;
  category: string;
  components: Record<string, unknown>[];
}

export interface ChatMessage {
  wamid: string;
  from: 'customer' | 'business';
  type: string;
  text: string | null;
  content: unknown;
  /** A template as the phone shows it. */
  shown: Record<string, unknown> | null;
  ticks: string;
  token: string | null;
}

/** The simulator's control API (docs/simulator.md) for tests. */
export class Simulator {
  constructor(readonly url: string) {}

  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.url}/_control${path}`, { method, ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`simulator ${method} ${path} answered ${answer.status}: ${text.slice(0, 500)}`);
    return (text ? JSON.parse(text) : undefined) as T;
  }

  provision(options: Record<string, unknown>): Promise<Provisioned> {
    return this.call('POST', '/provision', options);
  }

  customer(input: Record<string, unknown>): Promise<SimulatedCustomer> {
    return this.call('POST', '/customers', input);
  }

  /** The customer writes; @returns the wamids */
  async write(customer: string, phoneNumberId: string, message: string | Record<string, unknown>): Promise<string[]> {
    const options = typeof message === 'string' ? { text: message } : message;
    const { messages } = await this.call<{ messages: { wamid: string }[] }>('POST', `/customers/${encodeURIComponent(customer)}/messages`, { phoneNumberId, ...options });
    return messages.map(({ wamid }) => wamid);
  }

  /** One of the actions of docs/simulator.md: press, react, edit, call… */
  act<T = { messages: { wamid: string }[]; deliveries: string[] }>(customer: string, phoneNumberId: string, action: string, body: Record<string, unknown> = {}): Promise<T> {
    return this.call('POST', `/customers/${encodeURIComponent(customer)}/actions/${action}`, { phoneNumberId, ...body });
  }

  /** A webhook of any field; `value` members go over the sample's. */
  field(name: string, phoneNumberId: string, body: Record<string, unknown> = {}): Promise<{ field: string; deliveries: string[] }> {
    return this.call('POST', `/fields/${name}`, { phoneNumberId, ...body });
  }

  async templates(wabaId: string): Promise<SimulatedTemplate[]> {
    return (await this.call<{ templates: SimulatedTemplate[] }>('GET', `/templates?wabaId=${wabaId}`)).templates;
  }

  /** Meta decides about a template and tells it: APPROVED, REJECTED, PAUSED, DISABLED… */
  decide(template: string, event: string, body: Record<string, unknown> = {}): Promise<SimulatedTemplate> {
    return this.call('POST', `/templates/${template}/decide`, { event, ...body });
  }

  /** The bytes of a file that the simulator holds, whoever brought it. */
  async file(mediaId: string): Promise<{ mimeType: string; filename: string | null; bytes: Buffer }> {
    const { mimeType, filename, base64 } = await this.call<{ mimeType: string; filename: string | null; base64: string }>('GET', `/media/${mediaId}/data`);
    return { mimeType, filename, bytes: Buffer.from(base64, 'base64') };
  }

  /** The next matching sends, webhooks or files go wrong. */
  chaosNext(order: Record<string, unknown>): Promise<{ id: number; remaining: number }> {
    return this.call('POST', '/chaos/next', order);
  }

  /** Codes that Meta can answer, for tests that try them all. */
  async errorCodes(): Promise<{ code: number; http: number; title: string }[]> {
    return (await this.call<{ codes: { code: number; http: number; title: string }[] }>('GET', '/error-codes')).codes;
  }

  async chat(customer: string, phoneNumberId: string): Promise<ChatMessage[]> {
    return (await this.call<{ messages: ChatMessage[] }>('GET', `/customers/${encodeURIComponent(customer)}/chat?phoneNumberId=${phoneNumberId}&limit=500`)).messages;
  }

  async ledger(query: Record<string, string>): Promise<LedgerRow[]> {
    const rows: LedgerRow[] = [];
    for (let after = 0; ; ) {
      const page = await this.call<{ rows: LedgerRow[]; next: number }>('GET', `/ledger?${new URLSearchParams({ limit: '1000', ...query, after: String(after) })}`);
      rows.push(...page.rows);
      if (page.rows.length < 1000) return rows;
      after = page.next;
    }
  }

  /** Waits until no webhook and no status is under way. */
  async quiet(timeoutMs = 30_000): Promise<void> {
    await until('the simulator to be quiet', async () => (await this.call<{ quiet: boolean }>('POST', '/quiesce', { timeoutMs: 2000 })).quiet, timeoutMs);
  }
}
