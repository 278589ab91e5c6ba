import type { ServerResponse } from 'node:http';
import type { SendChaos } from '../delivery/chaos-settings';
import type { PendingTimers } from '../time/pending-timers';
import type { GraphAnswer } from './graph-request';
import type { GraphOutcome } from './graph-api';

const html = '<!DOCTYPE html><html lang="en"><head><title>Facebook | Error</title></head><body>Sorry, something went wrong.</body></html>';

/** Writes the answer, or spoils it the way chaos asks. `hangs` are cut at reset and are not work that tests wait for. */
export class GraphResponder {
  constructor(
    private readonly hangs: PendingTimers,
    private readonly trace: () => string,
  ) {}

  write(response: ServerResponse, { answer, chaos }: GraphOutcome): void {
    const mode = chaos?.mode ?? 'ok';
    if (answer.status >= 400 && (mode === '500-html' || mode === '503-html')) return this.page(response, answer.status);
    if (answer.status !== 200 && answer.status !== 0) return this.json(response, answer);
    switch (mode) {
      case 'hang':
      case 'accept-then-hang':
        return this.hang(response, chaos as SendChaos);
      case 'reset':
      case 'accept-then-reset':
        response.socket?.resetAndDestroy();
        return;
      case 'accept-then-500':
        return this.json(response, {
          status: chaos?.status ?? 500,
          body: { error: { message: `(#${chaos?.code}) Something went wrong`, type: 'OAuthException', code: chaos?.code, fbtrace_id: this.trace() } },
        });
      case 'accept-then-500-html':
        return this.page(response, chaos?.status ?? 500);
      case 'accept-then-truncated':
        return this.truncated(response, answer);
      case 'accept-then-empty':
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '0' }).end();
        return;
      case 'accept-then-drip':
        return this.drip(response, answer);
      case 'accept-then-huge':
        return huge(response);
      case 'accept-then-wrong-shape':
        return this.json(response, { status: 200, body: {} });
      default:
        return this.json(response, answer);
    }
  }

  json(response: ServerResponse, answer: GraphAnswer): void {
    const text = JSON.stringify(answer.body);
    response.writeHead(answer.status, { 'content-type': 'application/json; charset=UTF-8', 'content-length': Buffer.byteLength(text), 'facebook-api-version': 'v25.0', ...answer.headers });
    response.end(text);
  }

  private page(response: ServerResponse, status: number): void {
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'content-length': Buffer.byteLength(html) }).end(html);
  }

  private hang(response: ServerResponse, chaos: SendChaos): void {
    const stop = this.hangs.after(chaos.hangMs, () => response.socket?.destroy());
    response.once('close', stop);
  }

  /** One byte in 100 ms: no single read times out, the whole answer takes half a minute. */
  private drip(response: ServerResponse, answer: GraphAnswer): void {
    const bytes = Buffer.from(JSON.stringify(answer.body));
    response.writeHead(200, { 'content-type': 'application/json; charset=UTF-8', 'content-length': bytes.length });
    const next = (i: number): void => {
      if (response.destroyed) return;
      if (i === bytes.length) response.end();
      else {
        response.write(bytes.subarray(i, i + 1));
        this.hangs.after(100, () => next(i + 1));
      }
    };
    next(0);
  }

  /** Announces the whole length and ends in the middle. */
  private truncated(response: ServerResponse, answer: GraphAnswer): void {
    const text = JSON.stringify(answer.body);
    response.writeHead(200, { 'content-type': 'application/json; charset=UTF-8', 'content-length': Buffer.byteLength(text) });
    response.write(text.slice(0, Math.floor(text.length / 2)), () => response.socket?.destroy());
  }
}

/** 100 MB of JSON: a sender without a limit fills its memory. */
function huge(response: ServerResponse): void {
  const block = Buffer.alloc(1024 * 1024, ' ');
  let left = 100;
  response.writeHead(200, { 'content-type': 'application/json; charset=UTF-8' });
  const more = (): void => {
    while (left-- > 0) if (!response.write(block)) return;
    response.end('{}');
  };
  response.on('drain', more);
  more();
}
