/** A part of a source in reading order. */
export interface SourcePart {
  /** Of files with pages, from 1. */
  page: number | null;
  /** Of a question with its answer: the question, which becomes the heading. */
  question: string | null;
  markdown: string;
}

/** What a parser read. */
export interface ParsedSource {
  /** As the source itself says. */
  title: string | null;
  /** As the source itself says, e.g. by <html lang>. */
  language: string | null;
  parts: SourcePart[];
  /** What could not be read, in words; null: everything could. */
  partly: string | null;
}

/** The source cannot be read, and no second try would change that. */
export class UnreadableError extends Error {
  /** @param words what is wrong and what to do, for people */
  constructor(readonly words: string) {
    super(words);
  }
}

export const whole = (markdown: string): SourcePart[] => [{ page: null, question: null, markdown }];
