import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export class FileTooLargeError extends Error {}

/** Streams into a file that only we can read, counting and hashing on the way. @throws FileTooLargeError as soon as there is more than `maxBytes` */
export async function receiveFile(stream: Readable, target: string, maxBytes: number, signal?: AbortSignal): Promise<{ sizeBytes: number; sha256: Buffer }> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.length;
      hash.update(chunk);
      if (sizeBytes > maxBytes) done(new FileTooLargeError());
      else done(null, chunk);
    },
  });
  await pipeline(stream, meter, createWriteStream(target, { mode: 0o600, flags: 'wx' }), { signal });
  return { sizeBytes, sha256: hash.digest() };
}
