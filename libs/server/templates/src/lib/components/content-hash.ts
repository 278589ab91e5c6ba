import { createHash } from 'node:crypto';

/** Changes when what is sent or shown changes; not with the example files, whose addresses are new in every listing. */
export function contentHash(components: unknown, parameterFormat: string): Buffer {
  return createHash('sha256').update(JSON.stringify([sorted(components), parameterFormat])).digest();
}

/** MySQL orders the keys of JSON by its own rule, so the order must not count. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'header_handle')
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
