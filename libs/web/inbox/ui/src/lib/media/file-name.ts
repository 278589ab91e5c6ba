import type { Attachment } from '@mailtrixy/shared/dto';

const END = 10;

/** The end of a name tells the kind and the number of a copy: it stays readable, the middle gives way. */
export function splitName(name: string): { start: string; end: string } {
  const letters = Array.from(name);
  if (letters.length <= END * 2) return { start: name, end: '' };
  return { start: letters.slice(0, -END).join(''), end: letters.slice(-END).join('') };
}

type Tint = 'red' | 'green' | 'blue' | 'amber' | 'grey';
const FAMILIES: [RegExp, Tint][] = [
  [/^(pdf)$/, 'red'],
  [/^(xlsx?|csv|ods|numbers)$/, 'green'],
  [/^(docx?|odt|rtf|txt|md|pages)$/, 'blue'],
  [/^(pptx?|odp|key|zip|7z|rar|gz|tar)$/, 'amber'],
];
const BY_TYPE: [RegExp, string][] = [
  [/pdf/, 'pdf'],
  [/spreadsheet|excel|csv/, 'xls'],
  [/wordprocessing|msword|opendocument\.text/, 'doc'],
  [/presentation|powerpoint/, 'ppt'],
  [/zip|compressed|tar/, 'zip'],
  [/^text\//, 'txt'],
  [/^image\//, 'img'],
];

/** The letters and colour of a document's mark, from its name or, without one, its type. */
export function fileBadge({ fileName, mimeType }: Pick<Attachment, 'fileName' | 'mimeType'>): { text: string; tint: Tint } {
  const fromName = /\.([a-z0-9]{1,4})$/i.exec(fileName ?? '')?.[1].toLowerCase();
  const extension = fromName ?? BY_TYPE.find(([type]) => type.test(mimeType))?.[1] ?? 'file';
  return { text: extension.toUpperCase(), tint: FAMILIES.find(([family]) => family.test(extension))?.[1] ?? 'grey' };
}
