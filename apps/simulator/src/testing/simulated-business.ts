import { sampleFiles, type SampleName } from '../media/sample-files';
import { startSimulator, type RunningSimulator, type SimulatorOptions } from '../simulator';
import { WebhookReceiver } from './webhook-receiver';

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // a test reads members of many shapes; each access is checked by its own expectation
  body: Record<string, never> & { error?: Record<string, unknown> };
}

export interface Credentials {
  phoneNumberId: string;
  wabaId: string;
  appId: string;
  appSecret: string;
  accessToken: string;
  verifyToken: string;
  displayPhoneNumber: string;
}

export const maya = '+447700900142';

/** A simulator with one business (number +1 555-010-4477), one customer (Maya, c1) and a receiver of its webhooks. */
export class SimulatedBusiness {
  private constructor(
    readonly simulator: RunningSimulator,
    readonly receiver: WebhookReceiver,
    readonly credentials: Credentials,
  ) {}

  static async start(options: SimulatorOptions = {}, provision: Record<string, unknown> = {}): Promise<SimulatedBusiness> {
    const simulator = await startSimulator({ port: 0, ...options });
    const receiver = await new WebhookReceiver().listen();
    const answer = await call(simulator.url, 'POST', '/_control/provision', {
      displayPhoneNumber: '15550104477', callbackUrl: receiver.url, customers: [{ name: 'Maya Chen', phone: maya, userId: 'GB.40718823365519027741' }], ...provision,
    });
    if (answer.status !== 201) throw new Error(answer.text);
    const business = new SimulatedBusiness(simulator, receiver, answer.body as unknown as Credentials);
    await business.control('PATCH', '/settings', { retry: { baseMs: 5, capMs: 20, maxTries: 6, timeoutMs: 500 } });
    return business;
  }

  control(method: string, path: string, body?: unknown): Promise<Answer> {
    return call(this.simulator.url, method, `/_control${path}`, body);
  }

  graph(method: string, path: string, body?: unknown, token: string | null = this.credentials.accessToken): Promise<Answer> {
    return call(this.simulator.url, method, `/v25.0${path}`, body, token === null ? {} : { authorization: `Bearer ${token}` });
  }

  /** Sends members over a valid text message to Maya; `undefined` removes one. */
  send(members: Record<string, unknown> = {}): Promise<Answer> {
    return this.graph('POST', `/${this.credentials.phoneNumberId}/messages`, {
      messaging_product: 'whatsapp', recipient_type: 'individual', to: maya, type: 'text', text: { body: 'It left at 9:10' }, ...members,
    });
  }

  /** `POST /{pnid}/media` as curl does it. */
  async upload(bytes: Buffer, type: string, filename = 'file'): Promise<Answer> {
    const form = new FormData();
    form.append('messaging_product', 'whatsapp');
    form.append('type', type);
    form.append('file', new Blob([new Uint8Array(bytes)], { type }), filename);
    const response = await fetch(`${this.simulator.url}/v25.0/${this.credentials.phoneNumberId}/media`, {
      method: 'POST', headers: { authorization: `Bearer ${this.credentials.accessToken}` }, body: form,
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as Answer['body'] };
  }

  /** The media id of an uploaded sample file. */
  async uploaded(name: SampleName): Promise<string> {
    const { bytes, mimeType, filename } = sampleFiles[name];
    return String((await this.upload(bytes, mimeType, filename)).body['id']);
  }

  /** Maya writes, which also opens the window. */
  async mayaWrites(members: Record<string, unknown> = { text: 'Where is 1182?' }): Promise<string> {
    const answer = await this.control('POST', '/customers/c1/messages', members);
    if (answer.status !== 201) throw new Error(answer.text);
    return (answer.body['messages'] as { wamid: string }[])[0].wamid;
  }

  async quiet(): Promise<void> {
    const { body } = await this.control('POST', '/quiesce', { timeoutMs: 5000 });
    if (!body['quiet']) throw new Error(`not quiet: ${JSON.stringify(body)}`);
  }

  async ledger(kind: string): Promise<Record<string, unknown>[]> {
    return (await this.control('GET', `/ledger?kind=${kind}`)).body['rows'];
  }

  async close(): Promise<void> {
    await this.simulator.close();
    await this.receiver.close();
  }
}

export function wamidOf(answer: Answer): string {
  return (answer.body['messages'] as { id: string }[])[0].id;
}

async function call(url: string, method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(url + path, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  let parsed = {};
  try {
    parsed = JSON.parse(text) as object;
  } catch {
    // HTML and empty answers are what some chaos modes are about
  }
  return { status: response.status, headers: response.headers, text, body: parsed as Answer['body'] };
}
