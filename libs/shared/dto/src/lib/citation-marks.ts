/** One or more [1] or [1, 2] with the space before them. */
const MARKS = /[ \t\u00a0]*(?:\[\d{1,2}(?:\s*[,;]\s*\d{1,2})*\])+/gu;

/** A text cut at its citation marks. */
export interface CitedPiece {
  text: string;
  /** Of a mark. */
  n: number | null;
}

/** What the customer gets: without [1] and with punctuation where it belongs. */
export function withoutMarks(body: string): string {
  return body.replace(MARKS, '').replace(/[ \t]+([.,;:!?])/gu, '$1').replace(/[ \t]+$/gmu, '').trim();
}

/** The numbers that a text cites, in order, each once. */
export function marksIn(body: string): number[] {
  return [...new Set(citedPieces(body).flatMap(({ n }) => n ?? []))];
}

/** Nothing is lost but the space before a mark. */
export function citedPieces(body: string): CitedPiece[] {
  const pieces: CitedPiece[] = [];
  let at = 0;
  for (const { 0: marks, index } of body.matchAll(MARKS)) {
    if (index > at) pieces.push({ text: body.slice(at, index), n: null });
    for (const number of marks.match(/\d+/gu) ?? []) pieces.push({ text: '', n: Number(number) });
    at = index + marks.length;
  }
  if (at < body.length) pieces.push({ text: body.slice(at), n: null });
  return pieces;
}
