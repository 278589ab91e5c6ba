import { baseLanguage } from './terms';

/** A sentence with its place in the text; ends are exclusive and without the white space around. */
export interface Sentence {
  text: string;
  from: number;
  to: number;
}

/** Ends that need white space behind them; those of Chinese and Japanese need none. */
const END = /[.!?…؟۔।॥᙮。！？｡︒‼⁇⁈⁉]+[)\]}"'”’»›）」』】》]*/gu;
const WIDE_END = /[。！？｡︒॥।]/u;
const OPENING = /[\p{Lu}\p{Lt}\p{Lo}\p{N}"'“‘«‹¿¡([{（「『【《\-–—*•#|>]/u;

const ABBREVIATIONS: Readonly<Record<string, string>> = {
  '': 'mr mrs ms dr prof st no nr vs etc ca approx e.g i.e eg ie cf inc ltd co corp fig tel ext art pp vol ed jan feb mar apr jun jul aug sep sept oct nov dec p.s a.m p.m u.s u.k ph.d',
  de: 'z.b d.h u.a bzw usw evtl ggf inkl exkl zzgl tel str abs bspw vgl sog geb mind max min std art hr fr dipl ing bd ing s.o s.u i.d.r o.ä u.ä jan febr okt dez',
  es: 'sr sra srta ud uds vd art núm pág págs tel avda etc ej p.ej dto depto máx mín aprox ee.uu a.c d.c',
  fr: 'm mm mme mlle dr env ex p.ex c.-à-d av bd art cf etc tél n° max min',
  it: 'sig sigg sig.ra dott ing ecc es p.es pag tel art avv max min ca',
  pt: 'sr sra dr dra av etc ex p.ex pág tel art núm máx mín',
  nl: 'dhr mevr bijv d.w.z o.a nl enz m.b.t t.a.v i.v.m excl incl max min ca tel',
  ro: 'dl dna dvs etc ex str nr art tel max min aprox pag',
  tr: 'sn dr av vb vs örn tel no cad sok mah apt bkz yy',
  ru: 'г гг т.д т.п т.е т.к др пр ул д кв стр руб коп тыс млн млрд см рис им проф тел мин макс н.э',
  uk: 'р рр т.д т.п т.і напр вул буд кв грн тис млн млрд див тел',
  el: 'κ κα κος κ.λπ κλπ π.χ δηλ τηλ αρ σελ μ.μ π.μ',
  pl: 'np tj itp itd m.in ul nr tel prof dr inż godz zł ok max min pow r',
  ar: 'د م أ ص ت',
  vi: 'tp ths ts gs pgs tr v.v',
};
const known = new Map<string, ReadonlySet<string>>();
const NUMBERS_WITH_POINT = new Set(['de', 'da', 'no', 'nb', 'fi', 'cs', 'sk', 'hu', 'pl', 'tr', 'sl', 'hr']);
/** Thai has no full stop; a clause that grew this long ends at a space. */
const THAI_CLAUSE = 80;

/** The sentences of a text, without white space around them. Joined they hold every other character of the text, in order. */
export function splitSentences(text: string, language?: string | null): string[] {
  return sentenceSpans(text, language).map((sentence) => sentence.text);
}

export function sentenceSpans(text: string, language?: string | null): Sentence[] {
  const base = baseLanguage(language);
  const sentences: Sentence[] = [];
  let from = 0;
  for (const line of lines(text)) {
    for (const end of ends(text, line.from, line.to, base)) {
      push(sentences, text, from, end);
      from = end;
    }
    push(sentences, text, from, line.to);
    from = line.to;
  }
  return sentences;
}

function push(sentences: Sentence[], text: string, from: number, to: number): void {
  while (from < to && /\s/u.test(text[from])) from++;
  while (to > from && /\s/u.test(text[to - 1])) to--;
  if (to > from) sentences.push({ text: text.slice(from, to), from, to });
}

/** Stretches without a break that ends a sentence by itself: an empty line, a list item, a table row, a heading. */
function lines(text: string): { from: number; to: number }[] {
  const stretches: { from: number; to: number }[] = [];
  let from = 0;
  for (const match of text.matchAll(/\r\n|[\n\r\u2028\u2029]/gu)) {
    const next = text.slice(match.index + match[0].length, match.index + match[0].length + 40);
    const line = text.slice(from, match.index);
    // A line that was only wrapped goes on in lower case.
    const wrapped = /^[\p{Ll}(]/u.test(next) && !/[:|]\s*$/u.test(line) && !/^\s*(#|\|)/u.test(line);
    if (wrapped) continue;
    stretches.push({ from, to: match.index });
    from = match.index;
  }
  stretches.push({ from, to: text.length });
  return stretches;
}

function* ends(text: string, from: number, to: number, language: string): Generator<number> {
  const line = text.slice(from, to);
  let last = 0;
  for (const match of line.matchAll(END)) {
    const end = match.index + match[0].length;
    if (end < line.length && isEnd(line, last, match.index, match[0], end, language)) {
      yield from + end;
      last = end;
    }
  }
  if (language === 'th') yield* thaiClauses(line, from, last);
}

function isEnd(line: string, last: number, at: number, mark: string, end: number, language: string): boolean {
  if (WIDE_END.test(mark)) return true;
  if (!/\s/u.test(line[end])) return false;
  const next = /\S/u.exec(line.slice(end))?.[0] ?? '';
  const code = line.slice(end).trimStart().codePointAt(0);
  const first = code === undefined ? next : String.fromCodePoint(code);
  if (!/^\.$/u.test(mark)) return mark.includes('…') || mark.startsWith('..') ? OPENING.test(first) : !/\p{Ll}/u.test(first);
  if (!OPENING.test(first)) return !/[\p{Ll},;:]/u.test(first);
  const word = /[^\s("'“«‹[{]*$/u.exec(line.slice(last, at))?.[0] ?? '';
  // An initial: J. R. Smith; not "Plan B." at the end of a question, which loses nothing but a split.
  if (/^\p{Lu}$/u.test(word)) return false;
  if (isAbbreviation(word.toLowerCase(), language)) return false;
  // The number of a list item, and ordinals: am 3. Mai.
  if (/^\p{N}{1,3}$/u.test(word)) return !(line.slice(last, at).trim() === word || NUMBERS_WITH_POINT.has(language));
  return true;
}

function isAbbreviation(word: string, language: string): boolean {
  let set = known.get(language);
  if (!set) known.set(language, (set = new Set(`${ABBREVIATIONS['']} ${ABBREVIATIONS[language] ?? ''}`.split(' '))));
  return set.has(word);
}

function* thaiClauses(line: string, from: number, last: number): Generator<number> {
  let start = last;
  for (const match of line.slice(last).matchAll(/(?<=\p{sc=Thai}\p{M}*)\s+(?=\p{sc=Thai})/gu)) {
    const at = last + match.index;
    if (at - start < THAI_CLAUSE) continue;
    yield from + at;
    start = at;
  }
}
