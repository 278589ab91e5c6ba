import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  method: string;
  headers: IncomingHttpHeaders;
  raw: Buffer;
  text: string;
}

/** The business's endpoint in a test: keeps what came and answers what the test wants. */
export class WebhookReceiver {
  readonly received: Received[] = [];
  /** HTTP status for the n-th POST (from 1). */
  answer: (n: number) => number = () => 200;
  /** Answer to Meta's verification GET. */
  verify: (challenge: string, verifyToken: string) => { status: number; body: string } = (challenge) => ({ status: 200, body: challenge });
  private server!: Server;
  url = '';

  async listen(): Promise<this> {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        if (request.method === 'GET') {
          const query = new URL(`http://receiver${request.url}`).searchParams;
          const { status, body } = this.verify(query.get('hub.challenge') ?? '', query.get('hub.verify_token') ?? '');
          response.writeHead(status, { 'content-type': 'text/plain' }).end(body);
          return;
        }
        const raw = Buffer.concat(chunks);
        this.received.push({ method: request.method ?? '', headers: request.headers, raw, text: raw.toString('utf8') });
        response.writeHead(this.answer(this.received.length)).end('received');
      });
    });
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/webhooks/whatsapp`;
    return this;
  }

  values(): Record<string, unknown>[] {
    return this.received.flatMap(({ text }) => {
      const { entry } = JSON.parse(text) as { entry: { changes: { value: Record<string, unknown> }[] }[] };
      return entry.flatMap(({ changes }) => changes.map(({ value }) => value));
    });
  }

  messages(): Record<string, unknown>[] {
    return this.values().flatMap((value) => (value['messages'] as Record<string, unknown>[] | undefined) ?? []);
  }

  statuses(): Record<string, unknown>[] {
    return this.values().flatMap((value) => (value['statuses'] as Record<string, unknown>[] | undefined) ?? []);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}
