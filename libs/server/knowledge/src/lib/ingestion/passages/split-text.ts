/** Longer lines are cut before sentences are looked for. */
const WINDOW = 20_000;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'sentence' });

/** Of texts that are long: the rules of Unicode take several times as long, and a wrong cut among thousands does no harm. */
const SIMPLE = /[^.!?。！？\n]*[.!?。！？\n]+["'”’)\]]*\s*|[^.!?。！？\n]+/g;

/** Sentences with what follows them, so that joined they are the text again. */
export function sentencesOf(text: string): string[] {
  if (text.length > WINDOW) return [...windows(text)].flatMap((window) => window.match(SIMPLE) ?? []);
  const sentences: string[] = [];
  for (const window of windows(text)) for (const { segment } of segmenter.segment(window)) sentences.push(segment);
  return sentences;
}

function* windows(text: string): Generator<string> {
  let from = 0;
  while (text.length - from > WINDOW) {
    const breaks = Math.max(text.lastIndexOf('\n', from + WINDOW), text.lastIndexOf('. ', from + WINDOW), text.lastIndexOf('。', from + WINDOW));
    const to = breaks > from + WINDOW / 2 ? breaks + 1 : safeCut(text, from + WINDOW);
    yield text.slice(from, to);
    from = to;
  }
  yield text.slice(from);
}

/** Pieces of at most `max` characters: between sentences, else between words, else between letters. */
export function splitText(text: string, max: number): string[] {
  if (text.length <= max) return [text];
  const pieces: string[] = [];
  let piece = '';
  const add = (bit: string): void => {
    if (piece && piece.length + bit.trimEnd().length > max) {
      pieces.push(piece.trim());
      piece = '';
    }
    piece += bit;
  };
  for (const sentence of sentencesOf(text)) {
    if (sentence.trim().length <= max) add(sentence);
    else for (const word of sentence.match(/\S+\s*/g) ?? []) for (const bit of letters(word, max)) add(bit);
  }
  if (piece.trim()) pieces.push(piece.trim());
  return pieces;
}

function letters(word: string, max: number): string[] {
  const bits: string[] = [];
  let from = 0;
  while (word.length - from > max) {
    const to = safeCut(word, from + max);
    bits.push(word.slice(from, to));
    from = to;
  }
  bits.push(word.slice(from));
  return bits;
}

/** Never within a letter that is written with several code units: pairs, accents, joined emoji. Gives up after 64. */
function safeCut(text: string, at: number): number {
  for (let cut = at; cut > at - 64 && cut > 0; cut--) {
    const [before, after] = [text.codePointAt(cut - 1) ?? 0, text.codePointAt(cut) ?? 0];
    const low = after >= 0xdc00 && after <= 0xdfff;
    if (!low && before !== 0x200d && !/^[\p{M}\u200d\ufe0e\ufe0f\p{Emoji_Modifier}]/u.test(String.fromCodePoint(after))) return cut;
  }
  return at;
}
