import type { StoredVector } from '../embedding/embedding-rows';
import { quantiseHeld, rowWidth } from './quantised-vector';

/** Vectors by which the memory grows at most, so that little of it is empty. */
const GROWTH_MAX = 8192;

/** Whose a vector is. */
export type VectorOwner = string | { wordingOf: string };

/**
 * The vectors of one model of one workspace, a byte per number with a scale per vector: a quarter of what they are in the
 * database, and 99 of 100 of the nearest stay the nearest (npm run bench -- retrieval).
 */
export class VectorStore {
  rows = new Int8Array(0);
  scales = new Float32Array(0);
  /** The passage, or the document of which it is a wording. */
  readonly owners: VectorOwner[] = [];
  private readonly width: number;

  constructor(
    readonly modelId: string,
    readonly dimensions: number,
  ) {
    this.width = rowWidth(dimensions);
  }

  get size(): number {
    return this.owners.length;
  }

  /** Goes on from an older store, without its wordings. The memory is shared: what was added before never changes. */
  take(older: VectorStore): void {
    const wordings = older.owners.findIndex((owner) => typeof owner !== 'string');
    if (wordings < 0) {
      this.rows = older.rows;
      this.scales = older.scales;
      for (const owner of older.owners) this.owners.push(owner);
      return;
    }
    this.makeRoom(older.owners.reduce((count, owner) => count + (typeof owner === 'string' ? 1 : 0), 0));
    for (const [row, owner] of older.owners.entries()) {
      if (typeof owner !== 'string') continue;
      this.rows.set(older.rows.subarray(row * this.width, (row + 1) * this.width), this.size * this.width);
      this.scales[this.size] = older.scales[row];
      this.owners.push(owner);
    }
  }

  /** Vectors of other dimensions are left out: they were made by another model of the same name. */
  add(vectors: readonly StoredVector[]): void {
    const fitting = vectors.filter(({ vector }) => vector.length === this.dimensions);
    this.makeRoom(fitting.length);
    for (const { vector, passageId, documentId } of fitting) {
      this.scales[this.size] = quantiseHeld(vector, this.rows.subarray(this.size * this.width, (this.size + 1) * this.width));
      this.owners.push(passageId ?? { wordingOf: documentId });
    }
  }

  private makeRoom(more: number): void {
    const needed = this.size + more;
    if (needed <= this.scales.length) return;
    const room = Math.max(needed, Math.min(this.scales.length * 2, this.scales.length + GROWTH_MAX));
    const [rows, scales] = [new Int8Array(room * this.width), new Float32Array(room)];
    rows.set(this.rows.subarray(0, this.size * this.width));
    scales.set(this.scales.subarray(0, this.size));
    this.rows = rows;
    this.scales = scales;
  }
}
