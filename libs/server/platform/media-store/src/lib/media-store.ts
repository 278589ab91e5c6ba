import type { Readable } from 'node:stream';

/** Injection token of the MediaStore. */
export const MEDIA_STORE = Symbol('MediaStore');

/** Both ends included, as in a Range header. */
export interface ByteRange {
  start: number;
  end: number;
}

export interface StoredFile {
  stream: Readable;
  /** Of the whole file, also when a range was asked for. */
  sizeBytes: number;
}

/**
 * Where the bytes of attachments are. Keys are ours: `<workspace>/<shard>/<attachment>.<variant>`, never a customer's text.
 * One key is written again only with the same file (a job that was killed and is repeated).
 */
export interface MediaStore {
  readonly kind: 'disk' | 's3';
  /** Copies a complete local file; once it returns, the file survives a crash. The local file stays. */
  put(key: string, file: string, mimeType: string): Promise<void>;
  /** @returns null when there is no such file. A range must lie within the file. */
  open(key: string, range?: ByteRange): Promise<StoredFile | null>;
  /** In bytes; null when there is no such file. */
  size(key: string): Promise<number | null>;
  /** No such file is no error. */
  remove(key: string): Promise<void>;
}

const KEY = /^[0-9a-f-]{36}\/[0-9a-f]{2}\/[0-9a-f-]{36}\.[a-z]{1,16}$/;

/** @throws Error for anything that could leave the store's folder: a bug of ours, not a customer's doing */
export function assertKey(key: string): void {
  if (!KEY.test(key)) throw new Error('not a media key');
}
