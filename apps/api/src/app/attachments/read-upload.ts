import path from 'node:path';
import type { IncomingMessage } from 'node:http';
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import { FILE_MAX_BYTES, FileTooLargeError, receiveFile } from '@mailtrixy/server/inbox';
import { ProblemError } from '../http';

export interface UploadedParts {
  fields: Record<string, string>;
  file: { path: string; fileName: string | null; declaredType: string; sizeBytes: number; sha256: Buffer };
}

/** Room for the fields and boundaries around a file of the largest size. */
const AROUND_BYTES = 64 * 1024;
const FIELDS_MAX = 8;
const FIELD_BYTES = 2048;

/**
 * Streams a form with one file of at most so many bytes into a folder.
 * @throws ProblemError VALIDATION_FAILED, BODY_TOO_LARGE; what the caller sent is then not read to its end
 */
export async function readUpload(request: IncomingMessage, folder: string, maxBytes = FILE_MAX_BYTES): Promise<UploadedParts> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes + AROUND_BYTES) throw tooLarge(maxBytes);
  const fields: Record<string, string> = Object.create(null) as Record<string, string>;
  let receiving: Promise<UploadedParts['file']> | null = null;
  const form = formOf(request);
  try {
    await new Promise<void>((resolve, reject) => {
      form.on('field', (name: string, value: string, nameCut: boolean, valueCut: boolean) => {
        if (nameCut || valueCut) reject(invalid(name, 'is too long'));
        else if (name in fields) reject(invalid(name, 'is there twice'));
        else fields[name] = value;
      });
      form.on('file', (name: string, stream: BusboyFileStream, fileName: string | undefined, _encoding: string, declaredType: string | undefined) => {
        if (name !== 'file' || receiving) {
          stream.resume();
          return reject(invalid(name, receiving ? 'only one file at a time' : 'is not a known field'));
        }
        const target = path.join(folder, 'upload');
        receiving = receiveFile(stream, target, maxBytes).then((received) => ({ ...received, path: target, fileName: fileName || null, declaredType: declaredType || '' }));
        receiving.catch(reject);
      });
      for (const limit of ['fieldsLimit', 'partsLimit', 'filesLimit'] as const) form.once(limit, () => reject(invalid('file', 'the form has too many parts')));
      form.once('finish', resolve);
      form.once('error', () => reject(invalid('file', 'the form cannot be read')));
      request.once('aborted', () => reject(invalid('file', 'the upload broke off')));
      request.once('error', () => reject(invalid('file', 'the upload broke off')));
      request.pipe(form);
    });
    if (!receiving) throw invalid('file', 'is missing');
    return { fields, file: await receiving };
  } catch (error) {
    request.unpipe(form);
    form.destroy();
    throw error instanceof FileTooLargeError ? tooLarge(maxBytes) : error;
  }
}

function formOf(request: IncomingMessage): BusboyInstance {
  try {
    return new Busboy({ headers: request.headers as { 'content-type': string }, limits: { fields: FIELDS_MAX, files: 1, parts: FIELDS_MAX + 1, fieldNameSize: 100, fieldSize: FIELD_BYTES, headerPairs: 50 } });
  } catch {
    throw invalid('file', 'the form cannot be read');
  }
}

function invalid(field: string, message: string): ProblemError {
  return new ProblemError('VALIDATION_FAILED', 400, 'Some fields are not valid.', [{ field: field.slice(0, 100), message }]);
}

function tooLarge(maxBytes: number): ProblemError {
  return new ProblemError('BODY_TOO_LARGE', 413, `The file is larger than ${Math.round(maxBytes / 1024 / 1024)} MB.`);
}
