import { detectAll } from 'tinyld';
import { lowerCase } from './fold-case';
import { MARK_LETTERS, TOPIC_WORDS } from './language-marks';
import { stopWords } from './stop-words';
import { baseLanguage } from './terms';

/** Languages that are likely for other reasons, the likeliest first. */
export interface LanguageHints {
  /** What the conversation was held in so far. */
  conversation?: string | null;
  contact?: string | null;
  workspace?: string | null;
}

export interface DetectedLanguage {
  /** Two-letter code. */
  language: string;
  /** 0–1. */
  confidence: number;
  /** What decided. */
  by: 'text' | 'conversation' | 'contact' | 'workspace' | 'default';
}

/** Fewer letters say too little; fewer signs where a sign is a word. */
const LETTERS_MIN = 12;
const DENSE_LETTERS_MIN = 3;
const SURE = 0.45;
/** Longer texts tell nothing more. */
const TEXT_MAX = 2000;

const NOT_WORDS = /https?:\/\/\S+|www\.\S+|\S+@\S+\.\S+|[#@]\w+|\w*\d\w*/gu;
const LETTER = /\p{L}/gu;

/**
 * The language of what a person wrote. Short or doubtful texts take the language of the conversation, then of the contact,
 * then of the workspace; a text of which nothing is known is English.
 */
export function detectLanguage(text: string, hints: LanguageHints = {}): DetectedLanguage {
  const lower = lowerCase(text.slice(0, TEXT_MAX).replace(NOT_WORDS, ' '));
  const letters = lower.match(LETTER) ?? [];
  const byScript = letters.length ? ofScript(lower, letters.length) : null;
  if (byScript && letters.length >= (byScript.dense ? DENSE_LETTERS_MIN : LETTERS_MIN / 2)) return withHint(byScript.language, byScript.confidence, hints);
  const votes = letters.length ? latinVotes(lower) : [];
  const [best, second] = votes;
  const confidence = best ? Math.min(1, best.score) * (second ? Math.min(1, 0.4 + 2 * (best.score - second.score) / best.score) : 1) : 0;
  const hint = firstHint(hints);
  if (best && letters.length >= LETTERS_MIN && confidence >= SURE) return { language: best.language, confidence, by: 'text' };
  // A clear word or two of another language ("¿dónde está?") counts even when the text is short.
  if (best && hint && best.language !== hint.language && letters.length >= 6 && best.score >= 0.9 && confidence >= 0.8) return { language: best.language, confidence, by: 'text' };
  if (hint) return { ...hint, confidence: hint.language === best?.language ? Math.max(0.5, confidence) : 0.5 };
  return best ? { language: best.language, confidence: Math.min(confidence, 0.6), by: 'text' } : { language: 'en', confidence: 0, by: 'default' };
}

function firstHint(hints: LanguageHints): { language: string; by: 'conversation' | 'contact' | 'workspace' } | null {
  for (const by of ['conversation', 'contact', 'workspace'] as const) {
    const language = hints[by];
    if (language) return { language: baseLanguage(language), by };
  }
  return null;
}

/** Scripts that several languages share: the hint may know better when the letters allow it. */
function withHint(language: string, confidence: number, hints: LanguageHints): DetectedLanguage {
  const hint = firstHint(hints);
  const family = FAMILIES.find((members) => members.includes(language));
  if (confidence < 0.9 && hint && family?.includes(hint.language)) return { language: hint.language, confidence: 0.7, by: hint.by };
  return { language, confidence, by: 'text' };
}

const FAMILIES = [['ru', 'uk', 'bg', 'sr', 'be', 'mk', 'kk'], ['ar', 'fa', 'ur', 'ps'], ['hi', 'mr', 'ne'], ['zh', 'ja']];

interface ScriptLanguage {
  language: string;
  confidence: number;
  dense: boolean;
}

const SCRIPTS: readonly [RegExp, string][] = [
  [/\p{sc=Latin}/gu, 'latin'], [/\p{sc=Cyrillic}/gu, 'cyrillic'], [/\p{sc=Arabic}/gu, 'arabic'], [/\p{sc=Greek}/gu, 'el'], [/\p{sc=Hebrew}/gu, 'he'],
  [/\p{sc=Devanagari}/gu, 'devanagari'], [/\p{sc=Thai}/gu, 'th'], [/\p{sc=Hangul}/gu, 'ko'], [/[\p{sc=Hiragana}\p{sc=Katakana}]/gu, 'kana'], [/\p{sc=Han}/gu, 'han'],
  [/\p{sc=Lao}/gu, 'lo'], [/\p{sc=Khmer}/gu, 'km'], [/\p{sc=Myanmar}/gu, 'my'], [/\p{sc=Bengali}/gu, 'bn'], [/\p{sc=Tamil}/gu, 'ta'], [/\p{sc=Telugu}/gu, 'te'],
  [/\p{sc=Gujarati}/gu, 'gu'], [/\p{sc=Gurmukhi}/gu, 'pa'], [/\p{sc=Kannada}/gu, 'kn'], [/\p{sc=Malayalam}/gu, 'ml'], [/\p{sc=Sinhala}/gu, 'si'], [/\p{sc=Georgian}/gu, 'ka'], [/\p{sc=Armenian}/gu, 'hy'], [/\p{sc=Ethiopic}/gu, 'am'],
];
const DENSE = new Set(['th', 'ko', 'ja', 'zh', 'lo', 'km', 'my']);
/** One sign of these says as much as several Latin letters, so that brand names do not outweigh them. */
const SIGN_WEIGHT: Readonly<Record<string, number>> = { kana: 3, han: 3, ko: 2, th: 1.5 };

/** Null: Latin, or nothing that tells. */
function ofScript(lower: string, letters: number): ScriptLanguage | null {
  const counts = new Map<string, number>();
  for (const [pattern, script] of SCRIPTS) {
    const found = lower.match(pattern)?.length;
    if (found) counts.set(script, found * (SIGN_WEIGHT[script] ?? 1));
  }
  // Japanese is written with Han too.
  const kana = counts.get('kana') ?? 0;
  const han = counts.get('han') ?? 0;
  if (kana && kana >= han * 0.1) counts.set('kana', kana + han).delete('han');
  const [script, count] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? ['latin', 0];
  if (script === 'latin' || count < letters * 0.3) return null;
  const found = (WITHIN[script] ?? (() => sure(script)))(lower);
  return { ...found, dense: DENSE.has(found.language) };
}

/** Scripts of several languages. */
const WITHIN: Readonly<Record<string, (lower: string) => { language: string; confidence: number }>> = { kana: () => sure('ja'), han: () => sure('zh', 0.85), cyrillic, arabic, devanagari };

function sure(language: string, confidence = 1): { language: string; confidence: number } {
  return { language, confidence };
}

function cyrillic(lower: string): { language: string; confidence: number } {
  if (/[ђћљњџј]/u.test(lower)) return /[ѓќѕ]/u.test(lower) ? sure('mk', 0.9) : sure('sr', 0.9);
  if (/ў/u.test(lower)) return sure('be', 0.95);
  if (/[әғқңөұүһ]/u.test(lower)) return sure('kk', 0.9);
  if (/[іїєґ]/u.test(lower) && !/[ыэъё]/u.test(lower)) return sure('uk', 0.95);
  if (/[ыэё]/u.test(lower)) return sure('ru', 0.95);
  const voted = ofTinyld(lower, ['ru', 'uk', 'bg', 'sr']);
  return voted ? sure(voted.language, Math.min(0.85, 0.5 + voted.accuracy / 2)) : sure('ru', 0.7);
}

function arabic(lower: string): { language: string; confidence: number } {
  if (/[ٹڈڑںےھ]/u.test(lower)) return sure('ur', 0.95);
  if (/[ټډړښځڅ]/u.test(lower)) return sure('ps', 0.9);
  if (/[پچژگکی]/u.test(lower)) return sure('fa', 0.92);
  return sure('ar', 0.9);
}

function devanagari(lower: string): { language: string; confidence: number } {
  if (/ळ|(^|\s)(आहे|आहेत|नाही|काय|माझ\S*|कसे)(\s|$|\?)/u.test(lower)) return sure('mr', 0.9);
  if (/(^|\s)(छ|छन्|छैन|गर्न|मेरो|कसरी)(\s|$|\?)/u.test(lower)) return sure('ne', 0.85);
  return sure('hi', 0.9);
}

const LATIN_WORDS = latinWords();

/** Each word with the languages that it speaks for. */
function latinWords(): Map<string, string[]> {
  const words = new Map<string, string[]>();
  for (const language of Object.keys(TOPIC_WORDS)) {
    const known = new Set([...stopWords(language), ...TOPIC_WORDS[language].split(' ')]);
    for (const word of known) words.set(word, [...(words.get(word) ?? []), language]);
  }
  return words;
}

const WORD_VOTE = 1.6;
const TINYLD_VOTE = 0.45;
const MARK_VOTE = 0.5;

/** Best first. */
function latinVotes(lower: string): { language: string; score: number }[] {
  const scores = new Map<string, number>();
  const vote = (language: string, by: number) => scores.set(language, (scores.get(language) ?? 0) + by);
  const words = lower.match(/[\p{L}\p{M}]+/gu) ?? [];
  for (const word of words) {
    const languages = LATIN_WORDS.get(word);
    if (languages) for (const language of languages) vote(language, WORD_VOTE / Math.sqrt(languages.length) / words.length);
  }
  for (const [letters, languages] of MARK_LETTERS) {
    const count = lower.match(letters)?.length;
    if (count) for (const [language, weight] of Object.entries(languages)) vote(language, MARK_VOTE * weight * Math.min(1.5, (2 * count) / Math.max(2, words.length)));
  }
  for (const { lang, accuracy } of detectAll(lower)) if (accuracy > 0.1) vote(lang, TINYLD_VOTE * accuracy);
  return [...scores].map(([language, score]) => ({ language, score })).sort((a, b) => b.score - a.score);
}

function ofTinyld(lower: string, only: string[]): { language: string; accuracy: number } | null {
  const [first] = detectAll(lower, { only });
  return first ? { language: first.lang, accuracy: first.accuracy } : null;
}
