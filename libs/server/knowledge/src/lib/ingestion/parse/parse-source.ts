import { passagesOf, type DraftPassage } from '../passages/passages-of';
import { UnreadableError, type ParsedSource } from './parsed-source';
import type { SourceType } from './source-type';

export interface SourceBytes {
  type: SourceType;
  bytes: Uint8Array;
  /** Of an answer's headers. */
  charset: string | null;
  /** Known before; the source's own counts when null. */
  title: string | null;
}

export interface ReadSource {
  title: string | null;
  language: string | null;
  partly: string | null;
  passages: DraftPassage[];
}

/** From bytes to passages. @throws UnreadableError */
export async function readSource(source: SourceBytes, onProgress: (percent: number) => void): Promise<ReadSource> {
  if (!source.bytes.length) throw new UnreadableError('This file is empty.');
  const parsed = await parse(source, onProgress);
  const { passages, cut } = passagesOf(parsed.parts, source.title ?? parsed.title ?? '');
  if (!passages.length) throw new UnreadableError(source.type === 'html' ? 'This page holds no text. Pages that are built by scripts in the browser cannot be read.' : 'This file holds no text.');
  return { title: parsed.title, language: parsed.language, partly: [parsed.partly, cut].filter(Boolean).join(' ') || null, passages };
}

/** Each process loads only the parser that it needs: they take longer to load than most files to read. */
async function parse({ type, bytes, charset }: SourceBytes, onProgress: (percent: number) => void): Promise<ParsedSource> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  switch (type) {
    case 'pdf':
      return (await import('./pdf')).parsePdf(bytes, onProgress);
    case 'docx':
      await guardOffice(buffer, 'word/', 'Word document');
      return (await import('./docx')).parseDocx(buffer);
    case 'xlsx':
      await guardOffice(buffer, 'xl/', 'Excel workbook');
      return (await import('./workbook')).parseXlsx(buffer);
    case 'csv':
      return (await import('./tables')).parseCsv(bytes);
    case 'html':
      return (await import('./html')).parseHtml(bytes, charset);
    case 'txt':
    case 'md':
      return (await import('./text')).parseText(bytes, charset);
  }
}

async function guardOffice(bytes: Buffer, folder: string, name: string): Promise<void> {
  const { guardZip } = await import('./zip-guard');
  const entries = await guardZip(bytes);
  if (!entries.some((entry) => entry.startsWith(folder))) throw new UnreadableError(`This is an archive and no ${name}. Check that it is the right file.`);
}
