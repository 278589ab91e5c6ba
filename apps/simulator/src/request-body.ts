import type { IncomingMessage } from 'node:http';

export class BodyTooLarge extends Error {}

const megabyte = 1024 * 1024;

/** Files are up to 100 MB and come with a form around them (META §9); everything else is small. */
export function bodyLimit(path: string): number {
  return /\/media$|\/upload:[^/]*$/.test(path) ? 110 * megabyte : 16 * megabyte;
}

export function requestBody(request: IncomingMessage, limit = 16 * megabyte): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) reject(new BodyTooLarge(`The body is larger than ${limit / megabyte} MiB.`));
      else chunks.push(chunk);
    });
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
    request.on('error', reject);
  });
}
