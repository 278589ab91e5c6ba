/** Marks that only steer the direction of writing, and characters without width; never part of what a person typed. */
const INVISIBLE = /[\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/gu;
/** Joiners stay between emoji, where they make one picture of several. */
const JOINERS = /\u200C|(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F])\u200D/gu;
const VARIATION = /[\uFE0E\uFE0F]/gu;
/** Accents that people leave out: of Latin, Greek, Cyrillic, Hebrew and Arabic. Signs of Indic and other scripts are letters. */
const ACCENTS = /[\u0300-\u036F\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7\u0610-\u061A\u064B-\u065F\u0670\u06D6-\u06ED]/gu;
const TATWEEL = /\u0640/gu;
/** Letters that do not decompose, or whose decomposition would be another letter. */
const LETTERS: Readonly<Record<string, string>> = { ß: 'ss', ẞ: 'ss', ı: 'i', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', æ: 'ae', œ: 'oe', ħ: 'h', ŧ: 't', ſ: 's', ς: 'σ', ى: 'ي', ک: 'ك', ی: 'ي' };
const LETTERS_PATTERN = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'gu');
/** й is a letter of its own, not an и with an accent. */
const SHORT_I = /й/gu;
const SHORT_I_KEPT = '\uE000';
const ASCII = /^[\x00-\x7f]*$/;
const PLAIN = /^[a-z0-9 ]*$/;

/** Removes bidi controls, zero-width characters and variation selectors; nothing else. */
export function stripInvisible(text: string): string {
  return text.replace(INVISIBLE, '').replace(JOINERS, '').replace(VARIATION, '');
}

/**
 * Lower case as the language writes it (Turkish and Azeri I → ı), full width and ligatures made usual (NFKC), bidi controls
 * removed; accents and ß stay.
 */
export function lowerCase(text: string, language?: string | null): string {
  const turkic = language && /^(tr|az)\b/i.test(language);
  if (ASCII.test(text)) return turkic ? text.toLocaleLowerCase('tr') : text.toLowerCase();
  const usual = stripInvisible(text).normalize('NFKC');
  if (turkic) return usual.toLocaleLowerCase('tr');
  // İ becomes i and a combining dot, which nobody types.
  return usual.toLowerCase().replace(/i\u0307/gu, 'i');
}

/**
 * The form under which two spellings of one word are equal: lower case, ß = ss, every i (I, İ, ı, i) one i, accents of Latin,
 * Greek, Cyrillic, Hebrew and Arabic gone, full width made usual, bidi controls and zero-width characters gone. Emoji stay.
 * Vietnamese keeps its tones, and Indic, Thai and Japanese their signs: they are letters there.
 * @param language decides the lower case of I (Turkish, Azeri)
 */
export function foldCase(text: string, language?: string | null): string {
  const lower = lowerCase(text, language);
  return language && /^vi\b/i.test(language) ? lower : foldAccents(lower);
}

/** Accents of a lower-case text gone; see foldCase. */
export function foldAccents(lower: string): string {
  if (PLAIN.test(lower)) return lower;
  return lower.replace(SHORT_I, SHORT_I_KEPT).normalize('NFD').replace(ACCENTS, '').replace(TATWEEL, '').replace(LETTERS_PATTERN, (letter) => LETTERS[letter]).normalize('NFC').replaceAll(SHORT_I_KEPT, 'й');
}
