const DIMENSIONS = 64;

/** A bag of word stems as a vector: texts that share words are near each other. */
export function stubVector(text: string, dimensions = DIMENSIONS): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  for (const word of text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []) {
    let hash = 2_166_136_261;
    for (const letter of word.slice(0, 6)) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16_777_619) >>> 0;
    vector[hash % dimensions] += hash & 1024 ? 1 : -1;
  }
  return vector;
}
