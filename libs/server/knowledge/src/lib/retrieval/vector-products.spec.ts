import { rowWidth, quantiseHeld, quantisedQuestion } from './quantised-vector';
import { inPlainLoops, products } from './vector-products';

/** As spread as those of a model, the same in every run. */
function vectors(count: number, dimensions: number): Float32Array[] {
  let state = 7;
  const next = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647 - 0.5;
  return Array.from({ length: count }, () => ofLengthOne(Float32Array.from({ length: dimensions }, () => next() + next() + next())));
}

function ofLengthOne(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

function held(rows: readonly Float32Array[]): { bytes: Int8Array; scales: number[] } {
  const width = rowWidth(rows[0].length);
  const bytes = new Int8Array(rows.length * width);
  return { bytes, scales: rows.map((row, at) => quantiseHeld(row, bytes.subarray(at * width, (at + 1) * width))) };
}

describe('products of vectors', () => {
  it.each([1, 16, 100, 384, 512, 1536, 3072])('are those of plain loops, for %d dimensions', (dimensions) => {
    // More than the loop takes at once.
    const rows = vectors(dimensions > 512 ? 200 : 700, dimensions);
    const { row } = quantisedQuestion(rows[5]);
    const { bytes } = held(rows);
    expect(products).not.toBe(inPlainLoops);
    expect([...products(bytes, rows.length, row)]).toEqual([...inPlainLoops(bytes, rows.length, row)]);
  });

  it('are cosines to about a thousandth', () => {
    const rows = vectors(300, 512);
    const { bytes, scales } = held(rows);
    const { row, scale } = quantisedQuestion(rows[0]);
    const sums = products(bytes, rows.length, row);
    const errors = rows.map((one, at) => Math.abs(sums[at] * scale * scales[at] - one.reduce((sum, value, no) => sum + value * rows[0][no], 0)));
    expect(Math.max(...errors)).toBeLessThan(0.0015);
  });

  it('fit in 32 bits even where every number of both is the highest', () => {
    const vector = new Float32Array(3072).fill(1 / Math.sqrt(3072));
    const { bytes, scales } = held([vector]);
    const { row, scale } = quantisedQuestion(vector);
    expect(products(bytes, 1, row)[0] * scale * scales[0]).toBeCloseTo(1, 3);
  });

  it('of nothing are nothing', () => {
    const { bytes, scales } = held([new Float32Array(16)]);
    expect(scales).toEqual([0]);
    expect([...products(bytes, 1, quantisedQuestion(new Float32Array(16)).row)]).toEqual([0]);
    expect(products(new Int8Array(0), 0, new Int16Array(16))).toHaveLength(0);
  });
});
