/** Saturation of repeated words. */
export const K1 = 1.5;
/** Words of the title, headings and "questions this answers" against words of the text. */
export const TITLE_WEIGHT = 3;
/** A count is that of the text above four bits of that of the title. */
export const TITLE_BITS = 4;
export const TITLE_MAX = 15;

/** What a search walks: everything as plain arrays over the ordinal of a passage or a term. */
export interface Frozen {
  ids: string[];
  documents: Uint32Array;
  documentIds: string[];
  numbers: Uint32Array;
  languages: Uint8Array;
  public: Uint8Array;
  autoSend: Uint8Array;
  norms: Float32Array;
  titleLengths: Uint16Array;
  offsets: Uint32Array;
  postings: Uint32Array;
  counts: Uint16Array;
  /** Passages of each language. */
  perLanguage: number[];
  ordinals: Map<string, number>;
}

export interface PassageRef {
  ordinal: number;
  id: string;
  documentId: string;
  document: number;
  no: number;
  language: string;
  autoSend: boolean;
}

/** A term of a question within one language of the index. */
export interface WeightedTerm {
  term: number;
  weight: number;
}

/** Languages and terms of an index; both only grow, so that what was frozen before still reads them. */
export interface Vocabulary {
  languageOrdinals: Map<string, number>;
  languageNames: string[];
  terms: Map<string, number>[];
}

/** An index as it was at one moment: searching it is not disturbed by changes that are being made. */
export class SearchablePassages {
  private readonly scores: Float32Array;
  /** Passages that customers may read. */
  readonly publicSize: number;

  constructor(
    private readonly known: Vocabulary,
    private readonly frozen: Frozen,
  ) {
    this.scores = new Float32Array(frozen.ids.length);
    this.publicSize = frozen.public.reduce((sum, flag) => sum + flag, 0);
  }

  get size(): number {
    return this.frozen.ids.length;
  }

  /** Languages of passages, those with most passages first. */
  get languages(): string[] {
    return this.known.languageNames.map((name, at) => ({ name, count: this.frozen.perLanguage[at] ?? 0 })).filter(({ count }) => count > 0).sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)).map(({ name }) => name);
  }

  passage(ordinal: number): PassageRef {
    const { ids, documents, documentIds, numbers, languages, autoSend } = this.frozen;
    return { ordinal, id: ids[ordinal], documentId: documentIds[documents[ordinal]], document: documents[ordinal], no: numbers[ordinal], language: this.known.languageNames[languages[ordinal]], autoSend: autoSend[ordinal] === 1 };
  }

  ordinalOf(passageId: string): number | undefined {
    return this.frozen.ordinals.get(passageId);
  }

  documentOrdinals(): Map<string, number> {
    return new Map(this.frozen.documentIds.map((id, at) => [id, at]));
  }

  isPublic(ordinal: number): boolean {
    return this.frozen.public[ordinal] === 1;
  }

  documentOf(ordinal: number): number {
    return this.frozen.documents[ordinal];
  }

  languageOf(ordinal: number): string {
    return this.known.languageNames[this.frozen.languages[ordinal]];
  }

  titleLength(ordinal: number): number {
    return this.frozen.titleLengths[ordinal];
  }

  /** The term's ordinal when a passage of this language has it. */
  term(language: string, term: string): number | undefined {
    const ordinal = this.known.languageOrdinals.get(language);
    const found = ordinal === undefined ? undefined : this.known.terms[ordinal].get(term);
    return found !== undefined && this.frequency(found) > 0 ? found : undefined;
  }

  /** In how many passages. */
  frequency(term: number): number {
    const { offsets } = this.frozen;
    return term + 1 < offsets.length ? offsets[term + 1] - offsets[term] : 0;
  }

  /** How much the term says within its language. */
  idf(language: string, term: number): number {
    return inverseFrequency(this.passagesIn(language), this.frequency(term));
  }

  passagesIn(language: string): number {
    const ordinal = this.known.languageOrdinals.get(language);
    return ordinal === undefined ? 0 : (this.frozen.perLanguage[ordinal] ?? 0);
  }

  /** Terms of a language that have passages. */
  *vocabulary(language: string): Iterable<[string, number]> {
    const ordinal = this.known.languageOrdinals.get(language);
    if (ordinal === undefined) return;
    for (const entry of this.known.terms[ordinal]) if (this.frequency(entry[1]) > 0) yield entry;
  }

  /**
   * Adds the BM25 scores of a question's terms.
   * @returns the scores over all passages, to be read before the next call
   */
  score(terms: readonly WeightedTerm[], idfOf: (term: number) => number): Float32Array {
    const { offsets, postings, counts, norms } = this.frozen;
    const scores = this.scores.fill(0);
    for (const { term, weight } of terms) {
      if (term + 1 >= offsets.length) continue;
      const factor = weight * idfOf(term) * (K1 + 1);
      for (let place = offsets[term]; place < offsets[term + 1]; place++) {
        const passage = postings[place];
        const frequency = (counts[place] >> TITLE_BITS) * norms[passage * 2] + TITLE_WEIGHT * (counts[place] & TITLE_MAX) * norms[passage * 2 + 1];
        scores[passage] += (factor * frequency) / (frequency + K1);
      }
    }
    return scores;
  }

  /** Where a term stands in a passage; null: nowhere. */
  countsOf(term: number, ordinal: number): { body: number; title: number } | null {
    const { offsets, postings, counts } = this.frozen;
    let [low, high] = [offsets[term] ?? 0, (offsets[term + 1] ?? 0) - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (postings[middle] === ordinal) return { body: counts[middle] >> TITLE_BITS, title: counts[middle] & TITLE_MAX };
      if (postings[middle] < ordinal) low = middle + 1;
      else high = middle - 1;
    }
    return null;
  }

  /** About how many bytes it holds. */
  get bytes(): number {
    const { postings, counts, offsets, ids } = this.frozen;
    return postings.byteLength * 2 + counts.byteLength + offsets.byteLength + this.termCount * 90 + ids.length * 420;
  }

  private get termCount(): number {
    return this.frozen.offsets.length - 1;
  }

  /** Terms that no passage has any more, as a share: an index with much waste is built anew. */
  get waste(): number {
    let unused = 0;
    for (let term = 0; term < this.termCount; term++) if (!this.frequency(term)) unused++;
    return this.termCount ? unused / this.termCount : 0;
  }
}

export function inverseFrequency(passages: number, having: number): number {
  return Math.log(1 + (passages - having + 0.5) / (having + 0.5));
}

export function emptyFrozen(): Frozen {
  return { ids: [], documents: new Uint32Array(0), documentIds: [], numbers: new Uint32Array(0), languages: new Uint8Array(0), public: new Uint8Array(0), autoSend: new Uint8Array(0), norms: new Float32Array(0), titleLengths: new Uint16Array(0), offsets: new Uint32Array(1), postings: new Uint32Array(0), counts: new Uint16Array(0), perLanguage: [], ordinals: new Map() };
}
