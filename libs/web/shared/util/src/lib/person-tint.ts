export const TINTS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const;
export type Tint = (typeof TINTS)[number];

/** One of eight colours, always the same for one id. */
export function tintOf(id: string): Tint {
  let hash = 0;
  for (let index = 0; index < id.length; index++) hash = (hash * 31 + id.charCodeAt(index)) >>> 0;
  return TINTS[hash % TINTS.length];
}

/** Two letters of a name, or empty when there is none to take (a phone number, "WhatsApp user"). */
export function initialsOf(name: string): string {
  const words = name.replace(/^[@]/, '').split(/[\s._-]+/).filter((word) => /^\p{L}/u.test(word));
  if (words.length === 0) return '';
  const letters = words.length === 1 ? Array.from(words[0]).slice(0, 2) : [Array.from(words[0])[0], Array.from(words[words.length - 1])[0]];
  return letters.join('').toLocaleUpperCase();
}
