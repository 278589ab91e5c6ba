import type { SourcePart } from '../parse/parsed-source';
import { markdownBlocks, type Unit } from './markdown-blocks';
import { sentencesOf, splitText } from './split-text';

export interface DraftPassage {
  /** Outermost first. */
  headings: string[];
  page: number | null;
  text: string;
}

/** A passage is filled up to this. */
export const PASSAGE_MAX = 1200;
/** A last piece shorter than this joins the one before, which may then be somewhat longer. */
const REST_MAX = 200;
/** Code may be longer than text before it is cut. */
const CODE_MAX = 2 * PASSAGE_MAX;
const OVERLAP_MAX = 240;
export const PASSAGES_MAX = 10_000;

interface Piece extends Unit {
  /** Follows within what was one unit. */
  continued: boolean;
  /** A sentence that stands in the passage before, too. */
  overlap: boolean;
}

/**
 * Cuts parts into passages: by headings first, then between paragraphs, items and rows, and within a paragraph only when
 * it alone is too long. Where a text is cut, its last sentence stands in the next passage too.
 */
export function passagesOf(parts: readonly SourcePart[], title: string): { passages: DraftPassage[]; cut: string | null } {
  const passages: DraftPassage[] = [];
  const path: { level: number; text: string }[] = [];
  for (const { page, question, markdown } of parts) {
    if (passages.length >= PASSAGES_MAX) break;
    if (question !== null) path.splice(0);
    let units: Unit[] = [];
    const flush = (): void => {
      const headings = [...path.map(({ text }) => text), ...(question === null ? [] : [question.trim()])].filter((text, index) => index > 0 || !isSame(text, title));
      for (const text of packed(units)) passages.push({ headings, page, text });
      units = [];
    };
    for (const block of markdownBlocks(markdown)) {
      if (block.kind !== 'heading') units.push(block);
      else {
        flush();
        while (path.length && (path.at(-1)?.level ?? 0) >= block.level) path.pop();
        path.push({ level: block.level, text: block.text });
      }
    }
    flush();
    if (question !== null) path.splice(0);
  }
  if (passages.length <= PASSAGES_MAX) return { passages, cut: null };
  return { passages: passages.slice(0, PASSAGES_MAX), cut: `Only its first ${PASSAGES_MAX.toLocaleString('en')} passages are used. Split it into several documents.` };
}

function isSame(a: string, b: string): boolean {
  return a.localeCompare(b, undefined, { sensitivity: 'base' }) === 0;
}

function packed(units: readonly Unit[]): string[] {
  const groups: Piece[][] = [];
  let group: Piece[] = [];
  let length = 0;
  const pieces = units.flatMap(piecesOf);
  for (const piece of pieces) {
    if (group.length && length + sizeOf(piece, group.at(-1)) > PASSAGE_MAX) {
      const carried = carriedOver(group, piece);
      groups.push(group);
      group = carried;
      length = group.reduce((sum, one, index) => sum + sizeOf(one, group[index - 1]), 0);
    }
    length += sizeOf(piece, group.at(-1));
    group.push(piece);
  }
  if (group.length) groups.push(group);
  const texts = groups.map(rendered).filter(Boolean);
  const rest = groups.at(-1)?.reduce((sum, { text }) => sum + text.length, 0) ?? 0;
  // Only what was not carried over from the passage before is added to it.
  if (texts.length > 1 && rest < REST_MAX + OVERLAP_MAX) {
    const last = groups.at(-1) as Piece[];
    const before = groups.at(-2) as Piece[];
    const own = last.filter(({ overlap }) => !overlap);
    if (own.reduce((sum, { text }) => sum + text.length, 0) < REST_MAX) texts.splice(-2, 2, rendered([...before, ...own]));
  }
  return texts;
}

/** What the next passage begins with: the line that leads to a list, or the last sentence of a text. Moves the former. */
function carriedOver(group: Piece[], next: Piece): Piece[] {
  const last = group.at(-1) as Piece;
  if (last.kind !== 'text') return [];
  if (next.kind !== 'text') {
    if (/[:：]\s*$/.test(last.text) && group.length > 1 && last.text.length < PASSAGE_MAX / 2) {
      group.pop();
      return [last];
    }
    return [];
  }
  const sentence = sentencesOf(last.text.slice(-2 * OVERLAP_MAX)).at(-1)?.trim() ?? '';
  // The window may begin within a sentence: then the one found is the whole window.
  if (!sentence || sentence.length > OVERLAP_MAX || sentence.length === last.text.length) return [];
  return [{ kind: 'text', text: sentence, continued: false, overlap: true }];
}

function piecesOf(unit: Unit): Piece[] {
  const max = unit.kind === 'code' ? CODE_MAX : unit.kind === 'row' ? Math.max(PASSAGE_MAX / 2, PASSAGE_MAX - (unit.head?.length ?? 0)) : PASSAGE_MAX;
  if (unit.text.length <= max) return [{ ...unit, continued: false, overlap: false }];
  const texts = unit.kind === 'code' ? splitCode(unit.text) : splitText(unit.text, unit.kind === 'text' ? max - OVERLAP_MAX : max);
  // A row that is cut is no row any more: its head would promise columns.
  return texts.map((text, index) => ({ kind: unit.kind === 'row' ? 'text' : unit.kind, text, continued: index > 0, overlap: false }));
}

/** Between lines, each piece with its own fences. */
function splitCode(code: string): string[] {
  const [open, ...rest] = code.split('\n');
  const close = rest.pop() ?? '```';
  const max = PASSAGE_MAX - open.length - close.length - 2;
  const bodies: string[] = [];
  let body = '';
  for (const line of rest.flatMap((one) => splitText(one, max))) {
    if (body && body.length + line.length + 1 > max) {
      bodies.push(body);
      body = '';
    }
    body += body ? `\n${line}` : line;
  }
  if (body) bodies.push(body);
  return bodies.map((text) => `${open}\n${text}\n${close}`);
}

function sizeOf(piece: Piece, before: Piece | undefined): number {
  return piece.text.length + (before ? separator(before, piece).length : 0) + (startsTable(piece, before) ? (piece.head?.length ?? 0) + 1 : 0);
}

function startsTable(piece: Piece, before: Piece | undefined): boolean {
  return piece.kind === 'row' && piece.head !== before?.head;
}

function separator(before: Piece, piece: Piece): string {
  if (piece.kind === 'row' && before.kind === 'row' && before.head === piece.head) return '\n';
  if (piece.kind === 'item' && before.kind === 'item') return '\n';
  if (piece.continued || before.overlap) return ' ';
  return '\n\n';
}

function rendered(pieces: readonly Piece[]): string {
  return pieces
    .map((piece, index) => {
      const before = pieces[index - 1];
      return `${before ? separator(before, piece) : ''}${startsTable(piece, before) ? `${piece.head}\n` : ''}${piece.text}`;
    })
    .join('')
    .trim();
}
