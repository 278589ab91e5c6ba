import type { MatchType, RuleMediaKind } from '@mailtrixy/shared/dto';
import type { RE2JS } from 're2js';
import { exactText, foldText, isWordSign, originalRange, plainText, sameExactly, wordEdges, TEXT_MAX, type ExactText, type FoldedText } from './message-text';
import { REGEX_TEXT_MAX } from './safe-regex';

/** What of a message the words of a rule are held against. */
export interface SaidText {
  text: string;
  language: string | null;
  mediaKind: RuleMediaKind | null;
  /** Of a pressed button or a chosen row; its label is the text. */
  buttonId: string | null;
  isButton: boolean;
}

export interface TextRule {
  match: MatchType;
  words: readonly string[];
  wholeWord: boolean;
  mediaKinds: readonly RuleMediaKind[];
  /** Of match regex. */
  regex: RE2JS | null;
}

export interface TextMatch {
  matched: boolean;
  /** Why, or why not. */
  words: string;
  /** In the text as it was written. */
  ranges: [number, number][];
}

const SHOWN = 60;

/** Holds one message against many rules: each form of its text is made once. */
export class MessageMatcher {
  private readonly text: string;
  private readonly forms = new Map<string, FoldedText>();
  private exact: ExactText | null = null;
  private plain: FoldedText | null = null;
  private edges: ReturnType<typeof wordEdges> | null = null;

  constructor(private readonly said: SaidText) {
    this.text = said.text.slice(0, TEXT_MAX);
  }

  match(rule: TextRule): TextMatch {
    switch (rule.match) {
      case 'any':
        return yes('Every message matches.');
      case 'media':
        return this.media(rule);
      case 'button':
        return this.button(rule);
      case 'regex':
        return this.regex(rule);
      case 'exact':
        return this.exactly(rule);
      default:
        return this.within(rule);
    }
  }

  private exactly({ words }: TextRule): TextMatch {
    const same = words.find((word) => this.isExactly(word));
    if (same !== undefined) return yes(`The message is exactly ${quote(same)}.`, this.trimmed());
    const inside = words.find((word) => this.find(word, false, false).length);
    if (inside) return no(`The message is not exactly ${quote(inside)}: there is more in it. Choose “Contains”, or the customer sends the exact keyword.`);
    return no(`The message is not exactly ${listed(words)}.`);
  }

  private within({ match, words, wholeWord }: TextRule): TextMatch {
    const atStart = match === 'starts_with';
    for (const word of words) {
      const ranges = this.find(word, wholeWord, atStart);
      if (ranges.length) return yes(atStart ? `The message starts with ${quote(word)}.` : `The message contains ${quote(word)}${wholeWord ? ' as a whole word' : ''}.`, ranges);
    }
    const part = wholeWord && !atStart ? words.find((word) => this.find(word, false, false).length) : undefined;
    if (part) return no(`${quote(part)} is in the message only as a part of another word.`);
    return no(atStart ? `The message does not start with ${listed(words)}.` : `The message does not contain ${listed(words)}.`);
  }

  private regex({ words, regex }: TextRule): TextMatch {
    if (!regex) return no('The pattern cannot be read.');
    this.plain ??= plainText(this.text);
    const { folded } = this.plain;
    const begin = folded.length - folded.trimStart().length;
    const matcher = regex.matcher(folded.trim().slice(0, REGEX_TEXT_MAX));
    if (!matcher.find()) return no(`The message does not match the pattern ${quote(words[0] ?? '')}.`);
    return yes(`The message matches the pattern ${quote(words[0] ?? '')}.`, [originalRange(this.plain, begin + matcher.start(), begin + matcher.end())]);
  }

  private button({ words }: TextRule): TextMatch {
    const { isButton, buttonId } = this.said;
    if (!isButton) return no('The customer pressed no button.');
    if (!words.length) return yes('The customer pressed a button.', this.trimmed());
    const found = words.find((word) => word === buttonId || this.isExactly(word));
    return found ? yes(`The customer pressed ${quote(found)}.`, this.trimmed()) : no(`The customer pressed ${quote(this.text || (buttonId ?? ''))}, not ${listed(words)}.`);
  }

  private media({ mediaKinds }: TextRule): TextMatch {
    const { mediaKind } = this.said;
    if (!mediaKind) return no('The message has no file, place or contact in it.');
    return mediaKinds.length === 0 || mediaKinds.includes(mediaKind) ? yes(`The customer sent this: ${mediaKind}.`) : no(`The customer sent this: ${mediaKind}; the rule waits for ${mediaKinds.join(', ')}.`);
  }

  private isExactly(word: string): boolean {
    const { language } = this.said;
    this.exact ??= exactText(this.text, language);
    return sameExactly(exactText(word, language), this.exact);
  }

  /** All places of a keyword, or the one at the beginning; [] when it is not there. */
  private find(word: string, wholeWord: boolean, atStart: boolean): [number, number][] {
    const tones = /\p{Emoji_Modifier}/u.test(word);
    const needle = foldText(word.trim(), this.said.language, tones).folded;
    if (!needle) return [];
    const { folded, starts } = this.form(tones);
    const ranges: [number, number][] = [];
    const first = atStart ? folded.length - folded.trimStart().length : 0;
    for (let at = folded.indexOf(needle, first); at >= 0; ) {
      if (atStart && at !== first) break;
      const [from, to] = [starts[at], starts[at + needle.length]];
      const found = from >= 0 && to >= 0 && (!wholeWord || this.isWhole(from, to));
      if (found) ranges.push([from, to]);
      // "piano no no": what is refused here may begin again within itself.
      at = atStart ? -1 : folded.indexOf(needle, at + (found ? needle.length : 1));
    }
    return ranges;
  }

  private isWhole(from: number, to: number): boolean {
    this.edges ??= wordEdges(this.text, this.said.language);
    const begins = !isWordSign(signAt(this.text, from)) || this.edges.starts.has(from);
    const ends = !isWordSign(signBefore(this.text, to)) || this.edges.ends.has(to);
    return begins && ends;
  }

  private form(tones: boolean): FoldedText {
    const key = String(tones);
    const form = this.forms.get(key) ?? foldText(this.text, this.said.language, tones);
    this.forms.set(key, form);
    return form;
  }

  private trimmed(): [number, number][] {
    const from = this.text.length - this.text.trimStart().length;
    const to = this.text.trimEnd().length;
    return to > from ? [[from, to]] : [];
  }
}

function signAt(text: string, at: number): string | undefined {
  const point = text.codePointAt(at);
  return point === undefined ? undefined : String.fromCodePoint(point);
}

function signBefore(text: string, at: number): string | undefined {
  return [...text.slice(Math.max(0, at - 2), at)].at(-1);
}

function yes(words: string, ranges: [number, number][] = []): TextMatch {
  return { matched: true, words, ranges };
}

function no(words: string): TextMatch {
  return { matched: false, words, ranges: [] };
}

export function quote(text: string): string {
  const signs = [...text];
  return `“${signs.length > SHOWN ? `${signs.slice(0, SHOWN).join('')}…` : text}”`;
}

function listed(words: readonly string[]): string {
  const shown = words.slice(0, 3).map(quote);
  return words.length > 3 ? `${shown.join(', ')} or one of ${words.length - 3} more` : shown.join(' or ');
}
