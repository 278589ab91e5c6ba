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

export interface ChatMessage {
  wamid: string;
  from: 'customer' | 'business';
  text: string | null;
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
