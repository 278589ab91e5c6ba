import type { IncomingMessage, ServerResponse } from 'node:http';

/** What a client is still sending after its answer is thrown away for so long and so far; then it is cut off. */
const DISCARD_MS = 5000;
const DISCARD_BYTES = 32 * 1024 * 1024;

/**
 * Sends a whole answer now and ends it once the request's body has come in. Ending it at once would close the connection
 * under a client that is still writing: it would see a reset or EPIPE and never read the answer.
 * `headers` must carry the content-length; the connection is closed afterwards.
 */
export function endAfterBody(request: IncomingMessage, response: ServerResponse, status: number, headers: Record<string, number | string | string[] | undefined>, body = ''): void {
  const set = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
  response.writeHead(status, { ...set, connection: 'close' });
  if (body) response.write(body);
  else response.flushHeaders();
  if (request.complete || request.destroyed) return void response.end();

  let length = 0;
  const timer = setTimeout(end, DISCARD_MS);
  timer.unref();
  request.on('data', count).on('end', end).on('close', end).on('error', end);
  request.resume();

  function count(chunk: Buffer): void {
    length += chunk.length;
    if (length > DISCARD_BYTES) end();
  }
  function end(): void {
    clearTimeout(timer);
    request.off('data', count).off('end', end).off('close', end);
    response.end();
  }
}
