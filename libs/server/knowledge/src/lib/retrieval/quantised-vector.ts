import { ROW_STEP } from './vector-products';

/** Of what is held: a byte. */
const HELD_MAX = 127;
/** Of a question: finer, so that nearly all of what is lost is lost once. */
const ASKED_MAX = 2 ** 15 - 1;
const SUM_MAX = 2 ** 31 - 1;

/** How many numbers a row of so many dimensions holds. */
export function rowWidth(dimensions: number): number {
  return Math.ceil(dimensions / ROW_STEP) * ROW_STEP;
}

/** Writes a vector as a row of bytes; each number is about its byte times the scale. @returns the scale */
export function quantiseHeld(vector: Float32Array, row: Int8Array): number {
  return quantise(vector, row, HELD_MAX);
}

/** A question as a row, by numbers so small that its product with any held row fits in 32 bits. */
export function quantisedQuestion(vector: Float32Array): { row: Int16Array; scale: number } {
  const row = new Int16Array(rowWidth(vector.length));
  const scale = quantise(vector, row, Math.min(ASKED_MAX, Math.floor(SUM_MAX / (HELD_MAX * row.length))));
  return { row, scale };
}

function quantise(vector: Float32Array, row: Int8Array | Int16Array, max: number): number {
  let highest = 0;
  for (let at = 0; at < vector.length; at++) highest = Math.max(highest, Math.abs(vector[at]));
  const scale = highest / max;
  for (let at = 0; at < vector.length; at++) row[at] = scale > 0 ? Math.round(vector[at] / scale) : 0;
  return scale;
}
