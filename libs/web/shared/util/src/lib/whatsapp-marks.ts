/** WhatsApp's text marks as data. Rendering is a component's work; nothing here ever makes HTML. */
export type InlineNode =
  | { kind: 'text'; text: string }
  | { kind: 'bold' | 'italic' | 'strike'; children: InlineNode[] }
  | { kind: 'code'; text: string }
  | { kind: 'link'; text: string; href: string };

export type BlockNode =
  | { kind: 'paragraph' | 'quote'; lines: InlineNode[][] }
  | { kind: 'list'; ordered: boolean; start: number; items: InlineNode[][] }
  | { kind: 'code'; text: string };

const MARKS = { '*': 'bold', _: 'italic', '~': 'strike' } as const;
type Mark = keyof typeof MARKS;
const MAX_DEPTH = 3;

const FENCE = /```([\s\S]+?)```/g;
const QUOTE = /^> ?(?=\S)/;
const BULLET = /^[-*] (?=\S)/;
const NUMBERED = /^(\d{1,3})\. (?=\S)/;
const LINK =
  /(https?:\/\/[^\s<>"'`]*[^\s<>"'`.,;:!?)\]*_~])|([\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,})|((?<![\p{L}\p{N}])\+\d[\d ().-]{6,18}\d(?![\p{L}\p{N}]))/gu;
const WORD = /[\p{L}\p{N}]/u;

export function parseMarks(text: string): BlockNode[] {
  const blocks: BlockNode[] = [];
  let from = 0;
  for (const fence of text.matchAll(FENCE)) {
    parseLines(text.slice(from, fence.index), blocks);
    blocks.push({ kind: 'code', text: fence[1].replace(/^\n|\n$/g, '') });
    from = fence.index + fence[0].length;
  }
  parseLines(text.slice(from), blocks);
  return blocks;
}

function parseLines(text: string, blocks: BlockNode[]): void {
  if (text === '' || text === '\n') return;
  for (const line of trimNewline(text).split('\n')) {
    const last = blocks.at(-1);
    const numbered = NUMBERED.exec(line);
    if (QUOTE.test(line)) {
      const nodes = parseInline(line.replace(QUOTE, ''));
      if (last?.kind === 'quote') last.lines.push(nodes);
      else blocks.push({ kind: 'quote', lines: [nodes] });
    } else if (numbered || BULLET.test(line)) {
      const ordered = numbered !== null;
      const nodes = parseInline(line.replace(ordered ? NUMBERED : BULLET, ''));
      if (last?.kind === 'list' && last.ordered === ordered) last.items.push(nodes);
      else blocks.push({ kind: 'list', ordered, start: numbered ? Number(numbered[1]) : 1, items: [nodes] });
    } else if (last?.kind === 'paragraph') {
      last.lines.push(parseInline(line));
    } else {
      blocks.push({ kind: 'paragraph', lines: [parseInline(line)] });
    }
  }
}

/** A line break beside a code block belongs to the block, not to the text around it. */
function trimNewline(text: string): string {
  return text.replace(/^\n/, '').replace(/\n$/, '');
}

export function parseInline(text: string, depth = 0): InlineNode[] {
  const nodes: InlineNode[] = [];
  let plain = '';
  const flush = () => {
    if (plain !== '') nodes.push(...autolink(plain));
    plain = '';
  };
  for (let index = 0; index < text.length; index++) {
    const char = text[index];
    const end = depth < MAX_DEPTH ? closing(text, index) : -1;
    if (end < 0) {
      plain += char;
      continue;
    }
    flush();
    const inner = text.slice(index + 1, end);
    nodes.push(char === '`' ? { kind: 'code', text: inner } : { kind: MARKS[char as Mark], children: parseInline(inner, depth + 1) });
    index = end;
  }
  flush();
  return nodes;
}

/** Index of the mark that closes the one at `start`, or -1: a mark opens at a word edge and hugs its text. */
function closing(text: string, start: number): number {
  const mark = text[start];
  if (mark !== '`' && !(mark in MARKS)) return -1;
  if (start > 0 && WORD.test(text[start - 1])) return -1;
  const next = text[start + 1];
  if (next === undefined || next === mark || /\s/.test(next)) return -1;
  for (let end = text.indexOf(mark, start + 2); end > 0; end = text.indexOf(mark, end + 1)) {
    const after = text[end + 1];
    if (!/\s/.test(text[end - 1]) && (after === undefined || !WORD.test(after))) return end;
  }
  return -1;
}

function autolink(text: string): InlineNode[] {
  const nodes: InlineNode[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const [found, url, mail] = match;
    if (match.index > from) nodes.push({ kind: 'text', text: text.slice(from, match.index) });
    nodes.push({ kind: 'link', text: found, href: url ?? (mail ? `mailto:${mail}` : `tel:${found.replace(/[^\d+]/g, '')}`) });
    from = match.index + found.length;
  }
  if (from < text.length) nodes.push({ kind: 'text', text: text.slice(from) });
  return nodes;
}

/** The same text without marks, for one-line previews. */
export function stripMarks(text: string): string {
  const flat = (nodes: InlineNode[]): string => nodes.map((node) => ('children' in node ? flat(node.children) : node.text)).join('');
  return parseMarks(text)
    .map((block) => {
      if (block.kind === 'code') return block.text;
      return (block.kind === 'list' ? block.items : block.lines).map(flat).join(' ');
    })
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
}

const EMOJI = /^(?:\p{RI}\p{RI}|\p{Emoji}(?:\p{EMod}|\uFE0F\u20E3?|[\u{E0020}-\u{E007E}]+\u{E007F})?(?:\u200D\p{Emoji}(?:\p{EMod}|\uFE0F)?)*)$/u;

/** True for one to three emoji and nothing else: such a message is drawn large. */
export function isLoneEmoji(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > 40 || /^[\d#*\s]+$/.test(trimmed)) return false;
  const graphemes = Array.from(new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(trimmed), (part) => part.segment).filter((part) => part.trim() !== '');
  return graphemes.length <= 3 && graphemes.every((part) => EMOJI.test(part) && !/^[\d#*]$/.test(part));
}
