/** A line as it stands on a page; y rises upwards. */
export interface PdfLine {
  text: string;
  y: number;
  height: number;
}

const HEADING_MAX = 120;
/** Lines at the edge of this many pages are their head or foot. */
const REPEATED_PAGES = 3;
const REPEATED_SHARE = 0.6;
const EDGE = 2;

/** Heads and feet of pages: nearly the same line at the edge of most of them, whatever its numbers are. */
export function repeatedLines(pages: readonly PdfLine[][]): Set<string> {
  const seen = new Map<string, number>();
  for (const lines of pages) for (const key of new Set([...lines.slice(0, EDGE), ...lines.slice(-EDGE)].map(({ text }) => evened(text)))) seen.set(key, (seen.get(key) ?? 0) + 1);
  return new Set([...seen].filter(([, count]) => count >= REPEATED_PAGES && count >= pages.length * REPEATED_SHARE).map(([key]) => key));
}

/** Joins lines to paragraphs, and tells headings by their height. */
export function pageMarkdown(lines: readonly PdfLine[], repeated: ReadonlySet<string>): string {
  const edge = (index: number) => index < EDGE || index >= lines.length - EDGE;
  const kept = lines.filter(({ text }, index) => !(edge(index) && (repeated.has(evened(text)) || /^\d{1,4}$/.test(text))));
  const body = usualHeight(kept);
  const gap = usualGap(kept);
  const blocks: string[] = [];
  let paragraph = '';
  const flush = (): void => {
    if (paragraph) blocks.push(paragraph);
    paragraph = '';
  };
  kept.forEach((line, index) => {
    const before = kept[index - 1];
    if (before && (Math.abs(before.y - line.y) > gap * 1.4 || line.y > before.y + gap)) flush();
    const { text } = line;
    if (body > 0 && line.height >= body * 1.15 && text.length <= HEADING_MAX && /\p{L}/u.test(text)) {
      flush();
      blocks.push(`${line.height >= body * 1.6 ? '#' : '##'} ${text}`);
    } else if (/^([•●▪‣◦–*-]|\d{1,2}[.)])\s+/.test(text)) {
      flush();
      paragraph = text.replace(/^[•●▪‣◦–*-]\s+/, '- ');
    } else paragraph = joined(paragraph, text);
  });
  flush();
  return blocks.join('\n\n').trim();
}

function joined(before: string, line: string): string {
  if (!before) return line;
  // A word that was divided at the end of a line.
  if (/\p{Ll}-$/u.test(before) && /^\p{Ll}/u.test(line)) return before.slice(0, -1) + line;
  return `${before} ${line}`;
}

function evened(text: string): string {
  return text.replace(/\d+/g, '#').toLowerCase();
}

/** The height that most letters have. */
function usualHeight(lines: readonly PdfLine[]): number {
  const letters = new Map<number, number>();
  for (const { text, height } of lines) letters.set(Math.round(height * 2) / 2, (letters.get(Math.round(height * 2) / 2) ?? 0) + text.length);
  return [...letters].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}

function usualGap(lines: readonly PdfLine[]): number {
  const gaps = lines.slice(1).map(({ y }, index) => lines[index].y - y).filter((gap) => gap > 0.5).sort((a, b) => a - b);
  return gaps[Math.floor(gaps.length / 3)] ?? 14;
}
