import { quantisedQuestion } from './quantised-vector';
import type { SearchablePassages } from './searchable-passages';
import { products } from './vector-products';
import type { VectorStore } from './vector-store';

/** A wording of the document counts half when it is nearer than the passage: the passage still tells it from its neighbours. */
const WORDING_SHARE = 0.5;

/** What an owner in a store takes, as measured: its id, its places, and what came with them. */
const OWNER_BYTES = 280;

/** The vectors of a store as an index sees them, searched one by one: at 50,000 that is faster than the database answers. */
export class VectorSet {
  private readonly rows: Int8Array;
  private readonly scales: Float32Array;
  /** Ordinals of the owners; -1: not in the index (any more), or a wording. */
  private readonly passages: Int32Array;
  private readonly documents: Int32Array;

  constructor(
    private readonly index: SearchablePassages,
    private readonly store: VectorStore,
  ) {
    const documentOrdinals = index.documentOrdinals();
    this.rows = store.rows;
    this.scales = store.scales;
    this.passages = Int32Array.from(store.owners, (owner) => (typeof owner === 'string' ? (index.ordinalOf(owner) ?? -1) : -1));
    this.documents = Int32Array.from(store.owners, (owner) => (typeof owner === 'string' ? -1 : (documentOrdinals.get(owner.wordingOf) ?? -1)));
  }

  get modelId(): string {
    return this.store.modelId;
  }

  get dimensions(): number {
    return this.store.dimensions;
  }

  get size(): number {
    return this.passages.length;
  }

  /** Vectors of passages and wordings that are gone. */
  get waste(): number {
    return this.size ? this.passages.reduce((sum, passage, row) => sum + (passage < 0 && this.documents[row] < 0 ? 1 : 0), 0) / this.size : 0;
  }

  get bytes(): number {
    return this.rows.byteLength + this.scales.byteLength + this.size * OWNER_BYTES;
  }

  /** Of every passage, at least 0; NaN where it has no vector. `fused`: with its document's wordings; `nearest`: the higher of both. */
  cosines(question: Float32Array): { fused: Float32Array; nearest: Float32Array } {
    const asked = quantisedQuestion(question);
    const sums = products(this.rows, this.size, asked.row);
    const cosines = new Float32Array(this.index.size).fill(NaN);
    const wordings = new Map<number, number>();
    for (let row = 0; row < this.passages.length; row++) {
      const passage = this.passages[row];
      const document = this.documents[row];
      if (passage < 0 && document < 0) continue;
      const cosine = Math.max(0, sums[row] * asked.scale * this.scales[row]);
      if (passage >= 0) cosines[passage] = cosines[passage] > cosine ? cosines[passage] : cosine;
      else if ((wordings.get(document) ?? 0) < cosine) wordings.set(document, cosine);
    }
    if (!wordings.size) return { fused: cosines, nearest: cosines };
    const nearest = cosines.slice();
    for (let passage = 0; passage < cosines.length; passage++) {
      const wording = wordings.get(this.index.documentOf(passage));
      if (wording === undefined || wording <= cosines[passage]) continue;
      nearest[passage] = wording;
      cosines[passage] = Number.isNaN(cosines[passage]) ? wording : WORDING_SHARE * wording + (1 - WORDING_SHARE) * cosines[passage];
    }
    return { fused: cosines, nearest };
  }
}
