import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { anthropicEvents, anthropicMessage, chatCompletion, chatCompletionEvents, type ModelOutput } from './answer-shapes';
import { goodAnswer } from './good-answer';
import { readStubRequest, type StubRequest } from './stub-request';
import { stubVector } from './stub-vectors';

export const STUB_MODES = ['ok', 'fence', 'trunc', 'long', 'schema', 'empty', 'refusal', 'filter', 'e401', 'e404', 'e429', 'quota', 'e500', 'reset', 'html', 'redirect', 'hang', 'cut'] as const;
/**
 * ok · fence: JSON in a code fence · trunc: cut at the token limit · long: whole, but ended by the limit · schema: another
 * form · empty · refusal · filter: valid, but ended by the content filter · e401 · e404: unknown model · e429: once, with
 * retry-after, then ok · quota: 429 that no waiting mends · e500 · reset: the socket breaks · html: a page with status 200 ·
 * redirect: to another host · hang: no answer at all · cut: half an answer, then the socket breaks
 */
export type StubMode = (typeof STUB_MODES)[number];

/** What the model says: its text, a value to be sent as JSON, or more exactly how. */
export type StubReply = string | { text?: string; json?: unknown; mode?: StubMode; finish?: ModelOutput['finish']; delayMs?: number };

export interface ProviderStub {
  /** Of the OpenAI-like and the Anthropic-like API alike, with /v1. */
  url: string;
  port: number;
  /** Everything that was asked, oldest first. */
  requests: StubRequest[];
  /** From now on. */
  mode(mode: StubMode): void;
  /** For the next requests only, in this order. */
  next(...modes: StubMode[]): void;
  /** What the model answers; null: as a faithful model would, from the passages in the prompt. */
  reply(fn: ((request: StubRequest) => StubReply | Promise<StubReply>) | null): void;
  /** Forms that the server takes; others get a 400. */
  formats(...formats: ('json_schema' | 'json_object')[]): void;
  /** The only key that is taken; null: any. */
  key(key: string | null): void;
  dimensions(size: number): void;
  /** As it was when it started, with no requests seen. */
  reset(): void;
  close(): Promise<void>;
}

const MODELS = ['stub-small', 'stub-large', 'stub-embed'];
const MAX_BODY = 8 * 1024 * 1024;

/** A language model provider for tests, on this machine: OpenAI's chat, embeddings and models, and Anthropic's messages. */
export async function startProviderStub({ port = 0, host = '127.0.0.1' }: { port?: number; host?: string } = {}): Promise<ProviderStub> {
  const stub = new Stub();
  await stub.listen(port, host);
  return stub;
}

class Stub implements ProviderStub {
  requests: StubRequest[] = [];
  url = '';
  port = 0;
  private readonly server: Server = createServer((incoming, response) => void this.serve(incoming, response).catch(() => response.destroy()));
  private readonly sockets = new Set<Socket>();
  private current: StubMode = 'ok';
  private queue: StubMode[] = [];
  private say: ((request: StubRequest) => StubReply | Promise<StubReply>) | null = null;
  private taken: string[] = ['json_schema', 'json_object'];
  private onlyKey: string | null = null;
  private size = 64;
  /** Whether the one 429 of that mode was given. */
  private limited = false;

  async listen(port: number, host: string): Promise<void> {
    this.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    await new Promise<void>((resolve) => this.server.listen(port, host, resolve));
    this.port = (this.server.address() as AddressInfo).port;
    this.url = `http://${host}:${this.port}/v1`;
  }

  mode(mode: StubMode): void {
    this.current = mode;
    this.limited = false;
  }

  next(...modes: StubMode[]): void {
    this.queue.push(...modes);
  }

  reply(fn: ((request: StubRequest) => StubReply | Promise<StubReply>) | null): void {
    this.say = fn;
  }

  formats(...formats: string[]): void {
    this.taken = formats;
  }

  key(key: string | null): void {
    this.onlyKey = key;
  }

  dimensions(size: number): void {
    this.size = size;
  }

  reset(): void {
    this.requests = [];
    this.queue = [];
    this.say = null;
    this.taken = ['json_schema', 'json_object'];
    this.onlyKey = null;
    this.size = 64;
    this.mode('ok');
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = await bodyOf(incoming);
    const path = incoming.url ?? '/';
    if (path.startsWith('/_stub')) return this.control(path, raw, response);
    const request = readStubRequest(incoming.method ?? 'GET', path.split('?')[0], incoming.headers, raw);
    this.requests.push(request);
    const given = /^bearer (.*)$/i.exec(incoming.headers.authorization ?? '')?.[1] ?? incoming.headers['x-api-key'] ?? '';
    if (this.onlyKey !== null && given !== this.onlyKey) return void this.refuse(request, response, 'e401', String(given));
    if (request.format && request.format !== 'tool' && !this.taken.includes(request.format)) return json(response, 400, { error: { message: `'response_format' of type '${request.format}' is not supported by this model.`, type: 'invalid_request_error', code: null } });
    const said = request.api === 'chat' || request.api === 'messages' ? await this.said(request) : {};
    const mode = said.mode ?? this.queue.shift() ?? this.current;
    if (said.delayMs) await new Promise((resolve) => setTimeout(resolve, said.delayMs));
    if (mode === 'e429' && this.limited) return this.answer(request, response, 'ok', said);
    if (this.refuse(request, response, mode, String(given))) return;
    this.answer(request, response, mode, said);
  }

  private async said(request: StubRequest): Promise<Exclude<StubReply, string>> {
    if (!this.say) return {};
    const reply = await this.say(request);
    return typeof reply === 'string' ? { text: reply } : reply;
  }

  /** Whatever is no answer of a model. @returns false for the other modes */
  private refuse(request: StubRequest, response: ServerResponse, mode: StubMode, given: string): boolean {
    const fail = (status: number, type: string, message: string, code: string | null = null, headers: Record<string, string> = {}) => {
      json(response, status, request.api === 'messages' ? { type: 'error', error: { type, message } } : { error: { message, type, param: null, code } }, headers);
      return true;
    };
    if (mode === 'e401') return fail(401, 'authentication_error', `Incorrect API key provided: ${given.slice(0, 8)}********${given.slice(-4)}. You can find your key in your account.`, 'invalid_api_key');
    if (mode === 'e404') return fail(404, 'not_found_error', `The model \`${request.model}\` does not exist or you do not have access to it.`, 'model_not_found');
    if (mode === 'quota') return fail(429, 'insufficient_quota', 'You exceeded your current quota, please check your plan and billing details.', 'insufficient_quota');
    if (mode === 'e500') return fail(500, 'server_error', 'The server had an error while processing your request.');
    if (mode === 'e429') {
      this.limited = true;
      return fail(429, 'rate_limit_error', 'Rate limit reached. Please try again soon.', 'rate_limit_exceeded', { 'retry-after-ms': '1500', 'retry-after': '2' });
    }
    if (mode === 'html') response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><html><head><title>Sign in</title></head><body>Welcome to the company gateway.</body></html>');
    else if (mode === 'redirect') response.writeHead(307, { location: 'http://other.example.org/v1/chat/completions' }).end();
    else if (mode === 'reset') response.socket?.resetAndDestroy();
    else if (mode !== 'hang') return false;
    return true;
  }

  private answer(request: StubRequest, response: ServerResponse, mode: StubMode, said: Exclude<StubReply, string>): void {
    if (request.api === 'models') return json(response, 200, { object: 'list', data: MODELS.map((id) => ({ id, object: 'model', type: 'model', display_name: id })) });
    if (request.api === 'embeddings') return this.vectors(request, response, mode);
    if (request.api !== 'chat' && request.api !== 'messages') return json(response, 404, { error: { message: 'Not found' } });
    const output = outputOf(request, mode, said);
    const openAi = request.api === 'chat';
    if (!request.stream) {
      const text = JSON.stringify(openAi ? chatCompletion(request, output) : anthropicMessage(request, output));
      if (mode !== 'cut') return void response.writeHead(200, { 'content-type': 'application/json' }).end(text);
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
      return void response.write(text.slice(0, text.length / 2), () => response.socket?.destroy());
    }
    const events = openAi ? chatCompletionEvents(request, output) : anthropicEvents(request, output);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    if (mode !== 'cut') return void response.end(events.join(''));
    response.write(events.slice(0, Math.ceil(events.length / 2)).join(''), () => response.socket?.destroy());
  }

  private vectors(request: StubRequest, response: ServerResponse, mode: StubMode): void {
    const input = (request.body as { input?: string | string[] }).input ?? [];
    const texts = Array.isArray(input) ? input : [input];
    // In this mode one vector has another size.
    const data = texts.map((text, index) => ({ object: 'embedding', index, embedding: stubVector(text, mode === 'schema' && index === texts.length - 1 ? this.size + 1 : this.size) }));
    json(response, 200, { object: 'list', data, model: request.model, usage: { prompt_tokens: tokens(texts.join(' ')), total_tokens: tokens(texts.join(' ')) } });
  }

  /** For a stub in a process of its own: POST /_stub/mode, /_stub/next, /_stub/say, /_stub/reset; GET /_stub/requests. */
  private control(path: string, raw: string, response: ServerResponse): void {
    const body = (raw ? JSON.parse(raw) : {}) as { mode?: StubMode; modes?: StubMode[]; reply?: StubReply | null };
    if (path === '/_stub/mode' && body.mode) this.mode(body.mode);
    else if (path === '/_stub/next') this.next(...(body.modes ?? []));
    else if (path === '/_stub/say') this.reply(body.reply === null || body.reply === undefined ? null : () => body.reply as StubReply);
    else if (path === '/_stub/reset') this.reset();
    else if (path !== '/_stub/requests') return json(response, 404, {});
    json(response, 200, { requests: this.requests });
  }
}

function outputOf(request: StubRequest, mode: StubMode, said: Exclude<StubReply, string>): ModelOutput {
  const whole = said.text ?? (said.json !== undefined ? JSON.stringify(said.json) : goodAnswer(request));
  const text = mode === 'fence' ? `Here it is:\n\`\`\`json\n${whole}\n\`\`\`` : mode === 'trunc' ? whole.slice(0, whole.length / 2) : mode === 'schema' ? '{"unexpected": true}' : mode === 'empty' ? '' : mode === 'refusal' ? 'I am sorry, I cannot help with that.' : whole;
  const finish = said.finish ?? (mode === 'trunc' || mode === 'long' ? 'length' : mode === 'refusal' ? 'refusal' : mode === 'filter' ? 'content_filter' : 'stop');
  return { text, finish, usage: { tokensIn: tokens(request.raw), tokensOut: tokens(text) } };
}

function tokens(text: string): number {
  return Math.max(Math.ceil(text.length / 4), 1);
}

function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) throw new Error('The request is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
