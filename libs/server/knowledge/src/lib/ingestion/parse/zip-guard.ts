import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import { UnreadableError } from './parsed-source';

export const ZIP_MAX_BYTES = 100 * 1024 * 1024;
export const ZIP_MAX_RATIO = 100;
export const ZIP_MAX_ENTRIES = 10_000;
/** Below this a high ratio is a table of zeros and no attack. */
const RATIO_FROM_BYTES = 5 * 1024 * 1024;

const BOMB = 'This file expands to far more than it may (over 100 MB, or over 100 times its size). It is not opened. Save its contents as a new file.';

/**
 * Refuses zip bombs before anything else opens the file: first by what its directory claims, then by inflating every
 * entry into nothing and counting, since a directory can lie.
 * @returns the names of its entries
 * @throws UnreadableError
 */
export async function guardZip(bytes: Buffer): Promise<string[]> {
  const zip = await open(bytes);
  const entries = await entriesOf(zip);
  const claimed = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
  if (isBomb(claimed, bytes.length)) throw new UnreadableError(BOMB);
  if (entries.some((entry) => entry.generalPurposeBitFlag & 1)) throw new UnreadableError('This file is protected by a password. Remove it and upload the file again.');
  let inflated = 0;
  for (const entry of entries) {
    const counted = (chunk: Buffer): void => {
      inflated += chunk.length;
      if (isBomb(inflated, bytes.length)) throw new UnreadableError(BOMB);
    };
    await count(zip, entry, counted);
  }
  return entries.map(({ fileName }) => fileName);
}

function isBomb(inflated: number, size: number): boolean {
  return inflated > ZIP_MAX_BYTES || (inflated > RATIO_FROM_BYTES && inflated > size * ZIP_MAX_RATIO);
}

function open(bytes: Buffer): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.fromBuffer(bytes, { lazyEntries: true, validateEntrySizes: false, strictFileNames: false }, (error, zip) => (error ? reject(damaged(error)) : resolve(zip)));
  });
}

function entriesOf(zip: yauzl.ZipFile): Promise<yauzl.Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: yauzl.Entry[] = [];
    if (zip.entryCount > ZIP_MAX_ENTRIES) return reject(new UnreadableError(BOMB));
    zip.on('entry', (entry: yauzl.Entry) => {
      if (entries.push(entry) > ZIP_MAX_ENTRIES) reject(new UnreadableError(BOMB));
      else zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', (error: Error) => reject(damaged(error)));
    zip.readEntry();
  });
}

async function count(zip: yauzl.ZipFile, entry: yauzl.Entry, counted: (chunk: Buffer) => void): Promise<void> {
  const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) => zip.openReadStream(entry, (error, readable) => (error ? reject(damaged(error)) : resolve(readable))));
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      try {
        counted(chunk);
        done();
      } catch (error) {
        done(error as Error);
      }
    },
  });
  await pipeline(stream, sink).catch((error: unknown) => {
    throw error instanceof UnreadableError ? error : damaged(error);
  });
}

function damaged(cause: unknown): UnreadableError {
  return Object.assign(new UnreadableError('This file is damaged: it cannot be opened. Open it in Office, save it again and upload that.'), { cause });
}
