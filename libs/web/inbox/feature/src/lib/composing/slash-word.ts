/** The word that asks for a canned reply: `/` at the beginning of a word, up to the caret. */
export interface SlashWord {
  query: string;
  from: number;
  to: number;
}

export function slashWord(text: string, caret: number): SlashWord | null {
  const match = /(?:^|\s)\/([\p{L}\p{N}_-]*)$/u.exec(text.slice(0, caret));
  return match ? { query: match[1].toLocaleLowerCase(), from: caret - match[1].length - 1, to: caret } : null;
}

const HOLE = /\{\{\s*[\w.]+\s*\}\}/g;

/** Fields that no value was found for; a message with one is not sent. */
export function holesOf(text: string): [number, number][] {
  return [...text.matchAll(HOLE)].map((match) => [match.index, match.index + match[0].length]);
}
