/** A word of a text as it is written, with its place. */
export interface Word {
  text: string;
  from: number;
  to: number;
}

/** Scripts that put no spaces between words. */
const UNSPACED = '\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}ー々\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}';
const UNSPACED_RUN = new RegExp(`[${UNSPACED}][${UNSPACED}\\p{M}]*`, 'gu');
const IS_UNSPACED = new RegExp(`[${UNSPACED}]`, 'u');

const SEGMENTER_LANGUAGES: readonly [RegExp, string][] = [[/\p{sc=Thai}/u, 'th'], [/\p{sc=Lao}/u, 'lo'], [/\p{sc=Khmer}/u, 'km'], [/\p{sc=Myanmar}/u, 'my'], [/[\p{sc=Hiragana}\p{sc=Katakana}]/u, 'ja'], [/\p{sc=Han}/u, 'zh']];
const segmenters = new Map<string, Intl.Segmenter>();
/** Longer runs without a space are cut before they are segmented: its cost grows faster than the run. */
const RUN_MAX = 400;

/** What a sign is to a word. \p{M} belongs to words: without it Hindi falls apart. */
const OTHER = 1, LETTER = 2, DIGIT = 3, DENSE = 4;
/** Of the signs up to U+FFFF; 0: not looked at yet. Looking them up is several times faster than a pattern. */
const classes = new Uint8Array(0x10000);

function classOf(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return classes[code] || ((code & 0xf800) === 0xd800 ? classify(String.fromCodePoint(text.codePointAt(at) ?? 0)) : (classes[code] = classify(text[at])));
}

function classify(sign: string): number {
  if (IS_UNSPACED.test(sign)) return DENSE;
  if (/\p{N}/u.test(sign)) return DIGIT;
  return /[\p{L}\p{M}]/u.test(sign) ? LETTER : OTHER;
}

/**
 * The words of a text in any script: runs of letters, marks and digits with the apostrophes within them, numbers with their
 * decimals and thousands; Chinese, Japanese, Thai, Lao, Khmer and Burmese by Intl.Segmenter. Every letter and digit of the
 * text is in exactly one word.
 */
export function tokenise(text: string, language?: string | null): Word[] {
  const words: Word[] = [];
  scanWords(text, (from, to, dense) => {
    if (dense) pushMixed(words, text.slice(from, to), from, language);
    else words.push({ text: text.slice(from, to), from, to });
  });
  return words;
}

/** Runs of letters and digits with their places; dense: with a script that has no spaces, still to be cut. */
export function scanWords(text: string, visit: (from: number, to: number, dense: boolean) => void): void {
  const next = (at: number) => at + ((text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00 ? 2 : 1);
  for (let from = 0; from < text.length; ) {
    let kind = classOf(text, from);
    if (kind === OTHER) {
      from = next(from);
      continue;
    }
    let [dense, digits, to] = [false, true, from];
    const run = () => {
      while (to < text.length && (kind = classOf(text, to)) !== OTHER) {
        if (kind === DENSE) dense = true;
        if (kind !== DIGIT) digits = false;
        to = next(to);
      }
    };
    run();
    if (digits) to = numberEnd(text, to, next);
    while (isApostrophe(text.charCodeAt(to)) && to + 1 < text.length && classOf(text, to + 1) !== OTHER) {
      to++;
      run();
    }
    visit(from, to, dense);
    from = to;
  }
}

/** 1,000.50 is one number; 1.5kg is not. */
function numberEnd(text: string, end: number, next: (at: number) => number): number {
  let to = end;
  while ((text[to] === '.' || text[to] === ',') && to + 1 < text.length && classOf(text, to + 1) === DIGIT) {
    to++;
    while (to < text.length && classOf(text, to) === DIGIT) to = next(to);
  }
  const after = to < text.length ? classOf(text, to) : OTHER;
  return after === OTHER ? to : end;
}

function isApostrophe(code: number): boolean {
  return code === 0x27 || code === 0x2019 || code === 0x2bc || code === 0xff07;
}

/** "iPhone充電器" is a word and a run of Han. */
function pushMixed(words: Word[], run: string, from: number, language?: string | null): void {
  let at = 0;
  const spaced = (to: number) => to > at && words.push({ text: run.slice(at, to), from: from + at, to: from + to });
  for (const match of run.matchAll(UNSPACED_RUN)) {
    spaced(match.index);
    pushSegments(words, match[0], from + match.index, language);
    at = match.index + match[0].length;
  }
  spaced(run.length);
}

function pushSegments(words: Word[], run: string, from: number, language?: string | null): void {
  const segmenter = segmenterFor(run, language);
  for (let start = 0; start < run.length; ) {
    let end = Math.min(run.length, start + RUN_MAX);
    if (end < run.length && /[\uDC00-\uDFFF]/.test(run[end])) end--;
    for (const { segment, index } of segmenter.segment(run.slice(start, end))) words.push({ text: segment, from: from + start + index, to: from + start + index + segment.length });
    start = end;
  }
}

function segmenterFor(run: string, language?: string | null): Intl.Segmenter {
  // Han alone may be Japanese: then the language decides.
  const found = SEGMENTER_LANGUAGES.find(([script]) => script.test(run))?.[1] ?? 'zh';
  const chosen = found === 'zh' && language?.startsWith('ja') ? 'ja' : found;
  let segmenter = segmenters.get(chosen);
  if (!segmenter) segmenters.set(chosen, (segmenter = new Intl.Segmenter(chosen, { granularity: 'word' })));
  return segmenter;
}

/** Whether the text has scripts without spaces between words. */
export function isUnspaced(text: string): boolean {
  return IS_UNSPACED.test(text);
}
