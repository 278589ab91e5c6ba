import type { IncomingMessage } from 'node:http';

/** Meta's payloads go to 3 MB (META-CLOUD-API §2.4). */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;
/** For the whole body: a slow sender must not hold its place for long. */
const BODY_TIMEOUT_MS = 10_000;

/** No body to work with. `status` null: the sender went away, nobody waits for an answer. */
export class BodyError extends Error {
  constructor(readonly status: 408 | 413 | 415 | null) {
    super(`body not taken: ${status}`);
  }
}

/**
 * The raw bytes of a request, counted while they stream: what is too long is refused without being kept.
 * @param hold told the length of everything that is kept in memory
 * @throws BodyError
 */
export function readBody(request: IncomingMessage, hold: (length: number) => void): Promise<Buffer> {
  // The signature is over the bytes as sent; a compressed body would also be a way to make a small one huge.
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding.trim().toLowerCase() !== 'identity' && encoding !== '') return Promise.reject(new BodyError(415));
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > MAX_BODY_BYTES) return Promise.reject(new BodyError(413));

  return new Promise((resolve, reject) => {
    let first: Buffer | null = null;
    let more: Buffer[] | null = null;
    let length = 0;
    const timer = setTimeout(() => done(new BodyError(408)), BODY_TIMEOUT_MS);
    const onData = (chunk: Buffer) => {
      length += chunk.length;
      if (length > MAX_BODY_BYTES) return done(new BodyError(413));
      hold(chunk.length);
      if (first === null) first = chunk;
      else (more ??= [first]).push(chunk);
    };
    const onEnd = () => done(null);
    // The socket closed early, e.g. with fewer bytes than Content-Length said.
    const onGone = () => done(new BodyError(null));
    function done(error: BodyError | null): void {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone);
      if (error) {
        request.on('error', () => undefined);
        reject(error);
      } else resolve(more ? Buffer.concat(more, length) : (first ?? Buffer.alloc(0)));
    }
    request.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone);
  });
}
