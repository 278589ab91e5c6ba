import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';

export interface MultipartFile {
  name: string;
  fileName: string;
  mimeType: string;
  sizeBytes: number;
  stream: Readable;
}

/** multipart/form-data of some fields and one file, streamed, with its length known beforehand. */
export function multipartBody(fields: Readonly<Record<string, string>>, file: MultipartFile): { body: Readable; headers: Record<string, string> } {
  const boundary = `mailtrixy-${randomBytes(12).toString('hex')}`;
  const head = [
    ...Object.entries(fields).map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
    `--${boundary}\r\nContent-Disposition: form-data; name="${file.name}"; filename="${quoted(file.fileName)}"\r\nContent-Type: ${file.mimeType.replace(/[\r\n]/g, '')}\r\n\r\n`,
  ].join('');
  const tail = `\r\n--${boundary}--\r\n`;
  const body = Readable.from(parts(head, file.stream, tail), { objectMode: false });
  // Readable.from ends its source when it is destroyed itself; the file must not stay open when nobody began to read.
  body.once('close', () => file.stream.destroy());
  return { body, headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, 'content-length': String(Buffer.byteLength(head) + file.sizeBytes + Buffer.byteLength(tail)) } };
}

async function* parts(head: string, file: Readable, tail: string): AsyncGenerator<Buffer> {
  yield Buffer.from(head);
  for await (const chunk of file) yield chunk as Buffer;
  yield Buffer.from(tail);
}

/** As browsers write it: a quote or a line break could end the header. */
function quoted(name: string): string {
  return name.replace(/"/g, '%22').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}
