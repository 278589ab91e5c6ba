import path from 'node:path';
import { sniffType } from '@mailtrixy/server/platform/media-processing';
import { KNOWLEDGE_FILE_ALIASES, KNOWLEDGE_FILE_EXTENSIONS } from '@mailtrixy/shared/dto';
import { UnreadableError } from './parsed-source';

export type SourceType = (typeof KNOWLEDGE_FILE_EXTENSIONS)[number];

const ALIASES: Readonly<Record<string, SourceType>> = KNOWLEDGE_FILE_ALIASES;

const OFFICE = 'application/vnd.openxmlformats-officedocument.';
const SNIFFED_AS: Readonly<Record<SourceType, (mimeType: string) => boolean>> = {
  pdf: (type) => type === 'application/pdf',
  docx: (type) => type === `${OFFICE}wordprocessingml.document` || type === 'application/zip',
  xlsx: (type) => type === `${OFFICE}spreadsheetml.sheet` || type === 'application/zip',
  // Whatever is text may stand in a text file; what the bytes do not tell is decided when it is decoded.
  txt: isText,
  md: isText,
  csv: isText,
  html: isText,
};

export const MIME_TYPES: Readonly<Record<SourceType, string>> = {
  pdf: 'application/pdf',
  docx: `${OFFICE}wordprocessingml.document`,
  xlsx: `${OFFICE}spreadsheetml.sheet`,
  txt: 'text/plain',
  md: 'text/markdown',
  csv: 'text/csv',
  html: 'text/html',
};

/** Back from what sourceType said. @throws Error for a type that it never gave */
export function sourceTypeOfMime(mimeType: string): SourceType {
  const found = KNOWLEDGE_FILE_EXTENSIONS.find((type) => MIME_TYPES[type] === mimeType);
  if (!found) throw new Error(`not a type of knowledge files: ${mimeType}`);
  return found;
}

const NAMES: readonly [test: RegExp, name: string][] = [
  [/^application\/pdf$/, 'a PDF'],
  [/wordprocessingml/, 'a Word document (.docx)'],
  [/spreadsheetml/, 'an Excel workbook (.xlsx)'],
  [/presentationml/, 'a PowerPoint presentation'],
  [/^image\//, 'a picture'],
  [/^audio\//, 'a sound'],
  [/^video\//, 'a film'],
  [/^text\/html$/, 'a web page'],
  [/^text\//, 'a text'],
  [/^application\/(zip|gzip|x-7z-compressed|vnd\.rar)$/, 'an archive'],
  [/^application\/x-executable$/, 'a program'],
  [/^application\/rtf$/, 'an RTF document'],
];

function isText(mimeType: string): boolean {
  return mimeType.startsWith('text/') || mimeType === 'image/svg+xml' || mimeType === 'application/octet-stream';
}

/**
 * What a file is read as, by its name and its first bytes together: neither is believed alone. A zip whose first bytes do
 * not tell what is in it passes; whoever opens it looks again.
 * @throws UnreadableError with words for an unknown type, a name that does not fit the bytes, a protected Office file
 */
export function sourceType(fileName: string, head: Buffer): SourceType {
  const extension = path.extname(fileName).slice(1).toLowerCase();
  const type = ALIASES[extension] ?? KNOWLEDGE_FILE_EXTENSIONS.find((known) => known === extension);
  const sniffed = sniffType(head);
  if (!type) throw new UnreadableError(unknownType(extension, sniffed));
  if (sniffed === 'application/x-ole-storage') throw new UnreadableError(type === 'docx' || type === 'xlsx' ? 'This file is protected by a password, or was saved by an old Office. Remove the password (File → Info → Protect) or save it as a new file, and upload that.' : lying(extension, 'an old Office document'));
  if (!SNIFFED_AS[type](sniffed)) throw new UnreadableError(lying(extension, nameOf(sniffed)));
  return type;
}

function nameOf(mimeType: string): string | null {
  return NAMES.find(([test]) => test.test(mimeType))?.[1] ?? null;
}

function lying(extension: string, name: string | null): string {
  return name ? `The name ends in .${extension}, but the file is ${name}. Give it the right name, or choose another file.` : `The name ends in .${extension}, but the file is something else or damaged. Open it on your computer and save it again.`;
}

function unknownType(extension: string, sniffed: string): string {
  const known = KNOWLEDGE_FILE_EXTENSIONS.map((one) => one.toUpperCase()).join(', ');
  if (extension === 'doc' || extension === 'xls') return `Old Office files (.${extension}) cannot be read. Save it as .${extension}x and upload that.`;
  return `${extension ? `Files ending in .${extension}` : `A file without an ending in its name${nameOf(sniffed) ? ` (it is ${nameOf(sniffed)})` : ''}`} cannot be read. Use ${known}.`;
}
