/** Reading JSON that somebody else made: what is not of the wanted kind counts as absent. */
export type Wire = Record<string, unknown>;

export function isWire(value: unknown): value is Wire {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function wire(value: unknown): Wire {
  return isWire(value) ? value : {};
}

export function wires(value: unknown): Wire[] {
  return Array.isArray(value) ? value.filter(isWire) : [];
}

/** A string, or null for anything else and for ''. */
export function words(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Meta writes type names in capitals when it lists, and takes small ones when it creates. */
export function upper(value: unknown): string {
  return typeof value === 'string' ? value.trim().toUpperCase() : '';
}
