import { lowerCase, plainWords, terms, termsOfWord } from '@mailtrixy/server/platform/language';
import { passageLanguage, passageTitles, type IndexedPassage } from './passage-terms';
import { emptyFrozen, SearchablePassages, TITLE_BITS, TITLE_MAX, type Frozen, type Vocabulary } from './searchable-passages';

/** A document as the index holds it; `signature` tells whether it changed since. */
export interface IndexedDocument {
  id: string;
  signature: string;
  public: boolean;
  autoSend: boolean;
  passages: IndexedPassage[];
}

/** How much a long passage has to say a word more often. */
export const B = 0.75;
/** An entry is term, count in the text, count in the title: 22, 6 and 4 bits. */
const TERM_SHIFT = 1024;
const BODY_MAX = 63;
const TERMS_MAX = 2 ** 22 - 1;
/** Words whose terms are remembered per language. */
const WORDS_MAX = 150_000;
/** Work between two breaths of the event loop. */
const SLICE_MS = 12;

interface HeldDocument {
  signature: string;
  public: boolean;
  autoSend: boolean;
  passages: HeldPassage[];
}
interface HeldPassage {
  id: string;
  no: number;
  language: number;
  bodyLength: number;
  titleLength: number;
  entries: Uint32Array;
}

/**
 * The lexical index of one workspace: BM25 over the passages of its documents, each in its own language. Documents are put
 * and removed; `freeze` then makes the result searchable. An index changed step by step equals one that is built anew.
 */
export class PassageIndex {
  private readonly held = new Map<string, HeldDocument>();
  private readonly known: Vocabulary = { languageOrdinals: new Map(), languageNames: [], terms: [] };
  private termCount = 0;
  /** What each word gives, while an index is made; emptied when it is done. */
  private readonly words: Map<string, number | number[]>[] = [];
  /** Of the passage in hand, by term; all 0 between two. */
  private counts = new Uint16Array(1 << 16);
  /** Something was put or removed since it was frozen, perhaps by an update that broke off. */
  changed = false;
  /** What was frozen last. */
  searchable = new SearchablePassages(this.known, emptyFrozen());

  signatures(): Map<string, string> {
    return new Map([...this.held].map(([id, { signature }]) => [id, signature]));
  }

  put(document: IndexedDocument): void {
    this.changed = true;
    this.held.set(document.id, { signature: document.signature, public: document.public, autoSend: document.autoSend, passages: document.passages.map((passage) => this.hold(passage)) });
  }

  remove(documentId: string): void {
    this.changed = true;
    this.held.delete(documentId);
  }

  private hold(passage: IndexedPassage): HeldPassage {
    const language = passageLanguage(passage);
    const ordinal = this.languageOrdinal(language);
    const found: number[] = [];
    const bodyLength = this.count(passage.text, language, ordinal, found, 1 << TITLE_BITS, BODY_MAX << TITLE_BITS);
    const titleLength = passageTitles(passage).reduce((sum, title) => sum + this.count(title, language, ordinal, found, 1, TITLE_MAX), 0);
    const entries = new Uint32Array(found.length);
    found.forEach((term, at) => {
      entries[at] = term * TERM_SHIFT + this.counts[term];
      this.counts[term] = 0;
    });
    return { id: passage.id, no: passage.no, language: ordinal, bodyLength, titleLength, entries };
  }

  /** Adds the terms of a text to the counts. @returns how many there are */
  private count(text: string, language: string, ordinal: number, found: number[], by: number, mask: number): number {
    const lower = lowerCase(text, language);
    const words = plainWords(lower, language);
    let length = 0;
    const add = (term: number) => {
      length++;
      const count = this.counts[term];
      if (!count) found.push(term);
      if ((count & mask) !== mask) this.counts[term] = count + by;
    };
    if (!words) for (const term of this.ordinalsOf(terms(text, language), ordinal)) add(term);
    else {
      const known = this.words[ordinal];
      for (const word of words) {
        let ordinals = known.get(word);
        if (ordinals === undefined) {
          ordinals = this.ordinalsOf(termsOfWord(word, language), ordinal);
          if (known.size >= WORDS_MAX) known.clear();
          known.set(word, ordinals.length === 1 ? ordinals[0] : ordinals);
        }
        if (typeof ordinals === 'number') add(ordinals);
        else for (const term of ordinals) add(term);
      }
    }
    return length;
  }

  private ordinalsOf(found: readonly string[], language: number): number[] {
    return found.map((term) => this.termOrdinal(language, term)).filter((term) => term !== null);
  }

  private languageOrdinal(language: string): number {
    let ordinal = this.known.languageOrdinals.get(language);
    if (ordinal === undefined) {
      ordinal = this.known.languageNames.length;
      this.known.languageOrdinals.set(language, ordinal);
      this.known.languageNames.push(language);
      this.known.terms.push(new Map());
      this.words.push(new Map());
    }
    return ordinal;
  }

  /** Null: the index is full of terms; what is known already still counts. */
  private termOrdinal(language: number, term: string): number | null {
    const vocabulary = this.known.terms[language];
    let ordinal = vocabulary.get(term);
    if (ordinal === undefined) {
      if (this.termCount >= TERMS_MAX) return null;
      ordinal = this.termCount++;
      vocabulary.set(term, ordinal);
      if (ordinal >= this.counts.length) {
        const grown = new Uint16Array(this.counts.length * 2);
        grown.set(this.counts);
        this.counts = grown;
      }
    }
    return ordinal;
  }

  /** Makes what was put and removed searchable. Breathes now and then, so that nobody waits for it; what was searchable stays so meanwhile. */
  async freeze(breathe: () => Promise<void> = async () => undefined): Promise<void> {
    const pause = breather(breathe);
    for (const words of this.words) words.clear();
    const passages: { passage: HeldPassage; documentId: string; document: HeldDocument }[] = [];
    for (const [documentId, document] of [...this.held].sort(([a], [b]) => (a < b ? -1 : 1))) for (const passage of document.passages) passages.push({ passage, documentId, document });
    const size = passages.length;
    const next: Frozen = { ...emptyFrozen(), ids: new Array(size), documents: new Uint32Array(size), numbers: new Uint32Array(size), languages: new Uint8Array(size), public: new Uint8Array(size), autoSend: new Uint8Array(size), norms: new Float32Array(size * 2), titleLengths: new Uint16Array(size), offsets: new Uint32Array(this.termCount + 1), perLanguage: this.known.languageNames.map(() => 0) };
    const bodyTotals = this.known.languageNames.map(() => 0);
    const titleTotals = this.known.languageNames.map(() => 0);
    let entries = 0;
    for (let at = 0; at < size; at++) {
      const { passage, documentId, document } = passages[at];
      if (next.documentIds[next.documentIds.length - 1] !== documentId) next.documentIds.push(documentId);
      next.ids[at] = passage.id;
      next.ordinals.set(passage.id, at);
      next.documents[at] = next.documentIds.length - 1;
      next.numbers[at] = passage.no;
      next.languages[at] = passage.language;
      next.public[at] = Number(document.public);
      next.autoSend[at] = Number(document.autoSend);
      next.titleLengths[at] = Math.min(passage.titleLength, 0xffff);
      next.perLanguage[passage.language]++;
      bodyTotals[passage.language] += passage.bodyLength;
      titleTotals[passage.language] += passage.titleLength;
      entries += passage.entries.length;
      for (const entry of passage.entries) next.offsets[Math.floor(entry / TERM_SHIFT) + 1]++;
      if ((at & 255) === 255) await pause();
    }
    for (let term = 0; term < this.termCount; term++) next.offsets[term + 1] += next.offsets[term];
    next.postings = new Uint32Array(entries);
    next.counts = new Uint16Array(entries);
    const fill = next.offsets.slice();
    for (let at = 0; at < size; at++) {
      const { passage } = passages[at];
      const count = next.perLanguage[passage.language];
      next.norms[at * 2] = norm(passage.bodyLength, bodyTotals[passage.language] / count);
      next.norms[at * 2 + 1] = norm(passage.titleLength, titleTotals[passage.language] / count);
      for (const entry of passage.entries) {
        const place = fill[Math.floor(entry / TERM_SHIFT)]++;
        next.postings[place] = at;
        next.counts[place] = entry % TERM_SHIFT;
      }
      if ((at & 255) === 255) await pause();
    }
    this.searchable = new SearchablePassages(this.known, next);
    this.changed = false;
  }
}

function norm(length: number, average: number): number {
  return average > 0 ? 1 / (1 - B + (B * length) / average) : 1;
}

/** Calls `breathe` when enough time has passed since it last did. */
export function breather(breathe: () => Promise<void>, sliceMs = SLICE_MS): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < sliceMs) return;
    await breathe();
    since = performance.now();
  };
}
