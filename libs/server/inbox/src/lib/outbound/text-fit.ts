/**
 * Cuts a text to a column's length in characters, never through a character: a half surrogate pair would be refused by
 * the database, and a joined emoji or an accent would turn into another sign. An ellipsis marks the cut.
 */
export function fitText(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters || [...text].length <= maxCharacters) return text;
  let kept = '';
  let length = 0;
  for (const { segment } of graphemes.segment(text)) {
    const size = [...segment].length;
    if (length + size > maxCharacters - 1) break;
    kept += segment;
    length += size;
  }
  return `${kept}…`;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
