import { getDocumentProxy, getResolvedPDFJS } from 'unpdf';
import { UnreadableError, type ParsedSource, type SourcePart } from './parsed-source';
import { pageMarkdown, repeatedLines, type PdfLine } from './pdf-lines';

/** Less than this per page, and the pages are pictures of text. */
const SCANNED_CHARS = 20;
const PAGES_MAX = 2000;

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;
type PdfPage = Awaited<ReturnType<Pdf['getPage']>>;

/** @throws UnreadableError with words: scanned, protected, damaged */
export async function parsePdf(bytes: Uint8Array, onProgress: (percent: number) => void): Promise<ParsedSource> {
  const pdf = await open(bytes);
  const count = Math.min(pdf.numPages, PAGES_MAX);
  const pages: { no: number; lines: PdfLine[] }[] = [];
  const broken: number[] = [];
  const pictures: number[] = [];
  for (let no = 1; no <= count; no++) {
    try {
      const page = await pdf.getPage(no);
      const lines = await linesOf(page);
      if (!lines.length && (await showsPicture(page))) pictures.push(no);
      pages.push({ no, lines });
      page.cleanup();
    } catch {
      broken.push(no);
    }
    onProgress(Math.round((no / count) * 90));
  }
  if (!pages.length) throw damaged();
  const chars = pages.reduce((sum, { lines }) => sum + lines.reduce((length, { text }) => length + text.length, 0), 0);
  if (chars < SCANNED_CHARS * pages.length && chars < 2000) throw new UnreadableError(pictures.length ? 'This PDF is scanned: its pages are pictures and hold no text. Make the text recognisable first (OCR), or write it as an article.' : 'This PDF holds no text.');
  const repeated = repeatedLines(pages.map(({ lines }) => lines));
  const parts: SourcePart[] = pages.map(({ no, lines }) => ({ page: no, question: null, markdown: pageMarkdown(lines, repeated) })).filter(({ markdown }) => markdown);
  return { title: null, language: null, parts, partly: partlyWords(broken, pictures, pdf.numPages) };
}

async function open(bytes: Uint8Array): Promise<Pdf> {
  try {
    // Evaluating a font's program is of no use where nothing is drawn.
    // pdf.js refuses Node's Buffer, which is one too.
    return await getDocumentProxy(new Uint8Array(bytes), { isEvalSupported: false, disableFontFace: true, verbosity: 0 });
  } catch (error) {
    if ((error as Error)?.name === 'PasswordException') throw new UnreadableError('This PDF is protected by a password. Save a copy without it and upload that.');
    throw damaged(error);
  }
}

function damaged(cause?: unknown): UnreadableError {
  return Object.assign(new UnreadableError('This PDF is damaged: it cannot be opened. Open it on your computer, save or print it as a new PDF and upload that.'), { cause });
}

async function linesOf(page: PdfPage): Promise<PdfLine[]> {
  const { items } = await page.getTextContent();
  const lines: PdfLine[] = [];
  let line: PdfLine | null = null;
  for (const item of items) {
    if (!('str' in item)) continue;
    const y = item.transform[5] as number;
    const height = item.height || Math.abs(item.transform[3] as number) || 0;
    line ??= { text: '', y, height };
    if (!line.text.trim()) [line.y, line.height] = [y, height || line.height];
    line.text += item.str;
    line.height = Math.max(line.height, height);
    if (!item.hasEOL) continue;
    lines.push(line);
    line = null;
  }
  if (line) lines.push(line);
  return lines.map((one) => ({ ...one, text: one.text.replace(/\s+/g, ' ').trim() })).filter(({ text }) => text);
}

async function showsPicture(page: PdfPage): Promise<boolean> {
  const { OPS } = await getResolvedPDFJS();
  const { fnArray } = await page.getOperatorList();
  return fnArray.some((operation: number) => operation === OPS.paintImageXObject || operation === OPS.paintInlineImageXObject || operation === OPS.paintImageMaskXObject);
}

function partlyWords(broken: readonly number[], pictures: readonly number[], pages: number): string | null {
  const words: string[] = [];
  if (broken.length) words.push(`${pageNumbers(broken)} could not be read.`);
  if (pictures.length) words.push(`${pageNumbers(pictures)} ${pictures.length === 1 ? 'is a picture and holds' : 'are pictures and hold'} no text.`);
  if (pages > PAGES_MAX) words.push(`Only the first ${PAGES_MAX.toLocaleString('en')} of ${pages.toLocaleString('en')} pages were read.`);
  return words.length ? words.join(' ') : null;
}

function pageNumbers(pages: readonly number[]): string {
  const shown = pages.slice(0, 8).join(', ');
  return pages.length === 1 ? `Page ${shown}` : `${pages.length} pages (${shown}${pages.length > 8 ? ' …' : ''})`;
}
