import { Column, PrimaryColumn, type ColumnOptions } from 'typeorm';

/** A UUID string as the 16 bytes that the database keeps. @throws RangeError for anything that is not a UUID */
export function idToBytes(id: string): Buffer {
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
  if (bytes.length !== 16 || id.length !== 36) throw new RangeError('not a UUID');
  return bytes;
}

/** The 16 bytes of an id as its canonical lower-case string. */
export function bytesToId(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export function nullableIdToBytes(id: string | null | undefined): Buffer | null {
  return id == null ? null : idToBytes(id);
}

export function nullableBytesToId(bytes: Buffer | null | undefined): string | null {
  return bytes == null ? null : bytesToId(bytes);
}

const transformer = { to: (value: unknown) => (typeof value === 'string' ? idToBytes(value) : value), from: (value: unknown) => (Buffer.isBuffer(value) ? bytesToId(value) : value) };

/** A BINARY(16) column that is a UUID string in code; foreign keys are declared with it too. */
export function idColumn(options: ColumnOptions & { primary?: boolean } = {}): PropertyDecorator {
  const { primary, ...rest } = options;
  const column = { ...rest, type: 'binary' as const, length: 16, transformer };
  return primary ? PrimaryColumn({ ...column, nullable: false }) : Column(column);
}
