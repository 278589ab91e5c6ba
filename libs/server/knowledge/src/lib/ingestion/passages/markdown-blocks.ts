/** Kinds of units, none of which is cut unless it alone is too long. */
export type UnitKind = 'text' | 'item' | 'row' | 'code';

export interface Heading {
  kind: 'heading';
  level: number;
  text: string;
}

export interface Unit {
  kind: UnitKind;
  text: string;
  /** Of a table's row: its head, which every piece of the table repeats. */
  head?: string;
}

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const ITEM = /^ {0,3}([-*+•]|\d{1,9}[.)])[ \t]+\S/;
const RULE = /^ {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$/;
const TABLE_RULE = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)*(?:\|[ \t]*)?$/;
/** The bytes of a picture that stand in the text. */
const DATA_PICTURE = /!\[([^[\]\n]*)\]\(\s*data:[^()[\]]*\)/gi;

/**
 * Markdown as headings and units, in order. Anything is Markdown: what is not understood is text. Articles are read in the
 * worker itself, so no expression here may look at a letter again and again, whatever stands there.
 */
export function markdownBlocks(markdown: string): (Heading | Unit)[] {
  const lines = withoutHidden(markdown).replace(DATA_PICTURE, '$1').replace(/\r\n?/g, '\n').split('\n');
  const blocks: (Heading | Unit)[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at];
    const heading = headingOf(line);
    const fence = FENCE.exec(line);
    if (!line.trim() || RULE.test(line)) at++;
    else if (heading) {
      if (heading.text) blocks.push({ kind: 'heading', level: heading.level, text: plainHeading(heading.text) });
      at++;
    } else if (fence) at = takeFence(lines, at, fence[1], blocks);
    else if (line.includes('|') && TABLE_RULE.test(lines[at + 1] ?? '') && (lines[at + 1] ?? '').includes('-')) at = takeTable(lines, at, blocks);
    else if (ITEM.test(line)) at = takeItem(lines, at, blocks);
    else at = takeParagraph(lines, at, blocks);
  }
  return blocks;
}

/** A line of up to six marks and a text; marks at its end belong to it when a space is before them. Null: no heading. */
function headingOf(line: string): { level: number; text: string } | null {
  const [, marks, rest] = /^ {0,3}(#+)([^]*)$/.exec(line) ?? [];
  if (marks === undefined) return null;
  const text = rest.trim();
  if (text && (marks.length > 6 || !/^[ \t]/.test(rest))) return null;
  let end = text.length;
  while (text[end - 1] === '#') end--;
  const closes = end < text.length && (end === 0 || /\s/.test(text[end - 1]));
  return { level: Math.min(6, marks.length), text: closes ? text.slice(0, end).trimEnd() : text };
}

/** Without comments, scripts and styles that come to an end. */
function withoutHidden(text: string): string {
  const open = /<!--|<(script|style)\b/gi;
  const endless = new Set<string>();
  let shown = '';
  let from = 0;
  for (let found = open.exec(text); found; found = open.exec(text)) {
    const name = found[1]?.toLowerCase() ?? '';
    if (endless.has(name)) continue;
    const close = name ? new RegExp(`</${name}>`, 'gi') : /-->/g;
    close.lastIndex = open.lastIndex;
    if (close.test(text)) {
      shown += text.slice(from, found.index);
      from = open.lastIndex = close.lastIndex;
    } else endless.add(name);
  }
  return shown + text.slice(from);
}

function takeFence(lines: readonly string[], from: number, mark: string, blocks: (Heading | Unit)[]): number {
  let to = from + 1;
  const end = new RegExp(`^ {0,3}${mark[0]}{${mark.length},}[ \\t]*$`);
  while (to < lines.length && !end.test(lines[to])) to++;
  const closed = to < lines.length;
  blocks.push({ kind: 'code', text: [...lines.slice(from, to), closed ? lines[to] : mark].join('\n') });
  return to + 1;
}

function takeTable(lines: readonly string[], from: number, blocks: (Heading | Unit)[]): number {
  const head = `${lines[from].trim()}\n${lines[from + 1].trim()}`;
  let to = from + 2;
  while (to < lines.length && lines[to].trim() && lines[to].includes('|')) blocks.push({ kind: 'row', text: lines[to++].trim(), head });
  if (to === from + 2) blocks.push({ kind: 'text', text: lines[from].trim() });
  return to;
}

/** An item with everything that is indented below it. */
function takeItem(lines: readonly string[], from: number, blocks: (Heading | Unit)[]): number {
  let to = from + 1;
  while (to < lines.length) {
    const line = lines[to];
    const blank = !line.trim();
    if (blank && !/^(\s{2,}|\t)\S/.test(lines[to + 1] ?? '')) break;
    if (!blank && (ITEM.test(line) || headingOf(line) || FENCE.test(line)) && !/^(\s{2,}|\t)/.test(line)) break;
    to++;
  }
  blocks.push({ kind: 'item', text: lines.slice(from, to).join('\n').trimEnd() });
  return to;
}

function takeParagraph(lines: readonly string[], from: number, blocks: (Heading | Unit)[]): number {
  let to = from + 1;
  while (to < lines.length) {
    const line = lines[to];
    const underline = /^ {0,3}(=+|-+)[ \t]*$/.exec(line);
    // Only a single line is underlined: in plain text a rule below a paragraph is a rule.
    if (underline && to === from + 1 && underline[1].length >= 2 && lines[from].trim().length <= 200) {
      blocks.push({ kind: 'heading', level: underline[1][0] === '=' ? 1 : 2, text: plainHeading(lines[from].trim()) });
      return to + 1;
    }
    if (!line.trim() || headingOf(line) || FENCE.test(line) || ITEM.test(line) || RULE.test(line) || (line.includes('|') && TABLE_RULE.test(lines[to + 1] ?? ''))) break;
    to++;
  }
  const text = lines
    .slice(from, to)
    .map((line) => line.trim().replace(/^(>[ \t]?)+/, ''))
    .join('\n')
    .trim();
  if (text) blocks.push({ kind: 'text', text });
  return to;
}

function plainHeading(text: string): string {
  return text
    .replace(/!?\[([^[\]]*)\]\([^)[]*\)/g, '$1')
    .replace(/[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}/g, '')
    .replace(/\\([\\`*_{}[\]()#+\-.!])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200);
}
