import { stripInvisible } from '@mailtrixy/server/platform/language';
import { RE2JS, RE2JSSyntaxException } from 're2js';

export const REGEX_MAX = 500;
/** Steps of the compiled pattern: with REGEX_TEXT_MAX the bound of what one look may cost (some tens of milliseconds). */
const PROGRAM_MAX = 500;
/** UTF-16 units of a message that a pattern looks at. */
export const REGEX_TEXT_MAX = 2000;

const compiled = new Map<string, RE2JS>();
const COMPILED_MAX = 500;

/** Google's RE2: its time grows with the text only, whatever the pattern. Case does not matter. @throws RegexProblem */
export function compileRegex(pattern: string): RE2JS {
  const known = compiled.get(pattern);
  if (known) return known;
  if (!pattern.trim()) throw new RegexProblem('Write a pattern.', null);
  if (pattern.length > REGEX_MAX) throw new RegexProblem(`A pattern has ${REGEX_MAX} characters at most.`, null);
  const regex = read(pattern);
  if (regex.programSize() > PROGRAM_MAX) throw new RegexProblem('This pattern is too large. Repeat less in it, e.g. {1,20} instead of {1,500}.', null);
  if (regex.matches('')) throw new RegexProblem('This pattern matches an empty message, so it would match everything.', null);
  if (compiled.size >= COMPILED_MAX) compiled.clear();
  compiled.set(pattern, regex);
  return regex;
}

/** What is wrong with a pattern, in words. */
export class RegexProblem extends Error {
  constructor(
    message: string,
    /** Where in the pattern, for the caret; null: everywhere. */
    readonly at: number | null,
  ) {
    super(message);
  }
}

function read(pattern: string): RE2JS {
  try {
    // Written as the texts that it looks at; see plainText.
    return RE2JS.compile(stripInvisible(pattern).normalize('NFC'), RE2JS.CASE_INSENSITIVE);
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    const { error: what, input } = error as unknown as { error: string; input: string };
    const at = positionOf(pattern, what, input ?? '');
    throw new RegexProblem(`${wordsOf(what, input ?? '')}${at === null ? '' : ` (at character ${[...pattern.slice(0, at)].length + 1})`}`, at);
  }
}

/** RE2 tells the piece that it stumbled over; a missing bracket is missed at the end. */
function positionOf(pattern: string, what: string, input: string): number | null {
  if (what.startsWith('missing closing )')) return pattern.length;
  if (what.startsWith('unexpected )')) return unopened(pattern);
  const at = input ? pattern.indexOf(input) : -1;
  return at < 0 ? null : at;
}

/** The first ) without its (; escaped ones and those within [] do not count. */
function unopened(pattern: string): number | null {
  let [open, inClass] = [0, false];
  for (let at = 0; at < pattern.length; at++) {
    const sign = pattern[at];
    if (sign === '\\') at++;
    else if (inClass) inClass = sign !== ']';
    else if (sign === '[') inClass = true;
    else if (sign === '(') open++;
    else if (sign === ')' && --open < 0) return at;
  }
  return null;
}

const WORDS: readonly [RegExp, string][] = [
  [/missing closing \)/, 'A closing ) is missing.'],
  [/unexpected \)/, 'There is a ) without its (.'],
  [/missing closing \]/, 'A closing ] is missing.'],
  [/invalid character class range/, 'This range runs backwards.'],
  [/Perl syntax/, 'Looking ahead or behind, e.g. (?=…), is not possible here.'],
  [/invalid escape sequence/, 'This \\-sequence is not known; references back such as \\1 are not possible here.'],
  [/missing argument to repetition/, 'There is nothing to repeat before this sign.'],
  [/invalid nested repetition/, 'Two repeat signs follow each other.'],
  [/invalid repeat count/, 'A repeat may have 1000 at most, also when repeats are nested.'],
];

function wordsOf(what: string, input: string): string {
  const found = WORDS.find(([sign]) => sign.test(what))?.[1] ?? `The pattern cannot be read: ${what}.`;
  return input && input.length <= 40 && !/missing closing|unexpected \)/.test(what) ? `${found} It is ${input}` : found;
}
