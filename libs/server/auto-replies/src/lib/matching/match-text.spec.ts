import type { MatchType, RuleMediaKind } from '@mailtrixy/shared/dto';
import { MessageMatcher, type TextRule } from './match-text';
import { compileRegex } from './safe-regex';

function match(kind: MatchType, words: string | string[], text: string, over: Partial<TextRule> & { language?: string | null; mediaKind?: RuleMediaKind | null; buttonId?: string | null; isButton?: boolean } = {}) {
  const list = Array.isArray(words) ? words : [words];
  const { language = null, mediaKind = null, buttonId = null, isButton = false, ...rule } = over;
  return new MessageMatcher({ text, language, mediaKind, buttonId, isButton }).match({ match: kind, words: list, wholeWord: false, mediaKinds: [], regex: kind === 'regex' ? compileRegex(list[0]) : null, ...rule });
}
const marked = (text: string, ranges: [number, number][]) => ranges.map(([from, to]) => text.slice(from, to));

describe('exact', () => {
  it.each<[string, string, string | null, boolean]>([
    ['hours', 'hours', null, true],
    ['hours', '  HOURS \n', null, true],
    ['hours', 'Hours!', null, false],
    ['hours', 'hours please', null, false],
    ['Hours', 'hours', null, true],
    ['opening hours', 'Opening Hours', null, true],
    ['café', 'CAFÉ', null, true],
    ['café', 'cafe\u0301', null, true],
    ['cafe\u0301', 'café', null, true],
    ['café', 'cafe', null, false],
    ['straße', 'STRASSE', null, true],
    ['straße', 'STRAẞE', null, true],
    ['strasse', 'Straße', null, true],
    ['iptal', 'İPTAL', 'tr', true],
    ['iptal', 'İPTAL', null, true],
    ['iptal', 'IPTAL', 'tr', true],
    ['ılık', 'ILIK', 'tr', true],
    ['ılık', 'ILIK', null, true],
    ['kapı', 'KAPI', null, true],
    ['kapı', 'Kapı', 'en', true],
    ['kırık iade', 'KIRIK IADE', null, true],
    ['ışık', 'IŞIK', null, true],
    ['ılık', 'ilik', null, false],
    ['ilik', 'ılık', 'tr', false],
    ['info', 'INFO', null, true],
    ['kapı', 'KAPIDA', null, false],
    ['info', 'INFO', 'tr', true],
    ['ΟΔΟΣ', 'οδος', null, true],
    ['ｈｏｕｒｓ', 'hours', null, true],
    ['hours', 'ＨＯＵＲＳ', null, true],
    ['👍', '👍', null, true],
    ['❤️', '❤', null, true],
    ['👨‍👩‍👧', '👨‍👩‍👧', null, true],
    ['👨', '👨‍👩‍👧', null, false],
    ['שעות', '\u200fשעות\u200e', null, true],
    ['ساعات', '\u202bساعات\u202c', null, true],
    ['hours', '\u2066hours\u2069', null, true],
    ['hours', '\u200bhours\ufeff', null, true],
    ['營業時間', '營業時間', null, true],
    ['', '', null, false],
  ])('%j and %j (%s): %s', (word, text, language, expected) => expect(match('exact', word, text, { language }).matched).toBe(expected));

  it('tells what SEED says when there is more in the message', () => {
    expect(match('exact', 'hours', 'hours please').words).toBe('The message is not exactly “hours”: there is more in it. Choose “Contains”, or the customer sends the exact keyword.');
    expect(match('exact', 'hours', 'prices').words).toBe('The message is not exactly “hours”.');
  });
});

describe('contains', () => {
  it.each<[string, string, string | null, string[]]>([
    ['refund', 'I want a REFUND now, a refund!', null, ['REFUND', 'refund']],
    ['horario', '¿Cuál es el horário?', null, ['horário']],
    ['horário', 'cual e o horario', null, ['horario']],
    ['geöffnet', 'GEOFFNET?', null, ['GEOFFNET']],
    ['strasse', 'In der Hauptstraße', null, ['straße']],
    ['iade', 'İADE istiyorum', 'tr', ['İADE']],
    ['siparis', 'Sipariş nerede', 'tr', ['Sipariş']],
    ['kırık', 'KIRIK geldi', 'tr', ['KIRIK']],
    ['kirik', 'KIRIK geldi', 'tr', ['KIRIK']],
    ['返品', '靴を返品したいです', 'ja', ['返品']],
    ['👍', 'ok 👍🏽', null, ['👍🏽']],
    ['👍🏽', 'ok 👍', null, []],
    ['👨', 'we are 👨‍👩‍👧', null, []],
    ['❤', 'I ❤️ it', null, ['❤️']],
    ['שעות', 'מה שעות הפתיחה', null, ['שעות']],
    ['مواعيد', 'ما هي مَوَاعِيد العمل', null, ['مَوَاعِيد']],
    ['e\u0301te\u0301', 'cet ÉTÉ', null, ['ÉTÉ']],
    ['한국', '\u1112\u1161\u11ab\u1100\u116e\u11a8어', null, ['\u1112\u1161\u11ab\u1100\u116e\u11a8']],
    ['опл', 'ОПЛАТА', null, ['ОПЛ']],
  ])('%j in %j (%s)', (word, text, language, expected) => expect(marked(text, match('contains', word, text, { language }).ranges)).toEqual(expected));

  it.each<[string, string, string | null, boolean]>([
    ['art', 'start', null, false],
    ['art', 'modern art!', null, true],
    ['heure', 'à l’heure', null, true],
    ['refund', "my refund's late", null, true],
    ['opening hours', 'your opening hours?', null, true],
    ['opening hours', 'reopening hours?', null, false],
    ['返品', '返品したい', 'ja', true],
    ['ราคา', 'ขอราคาหน่อย', 'th', true],
    ['🍕', 'I want🍕now', null, true],
    ['über', 'Überweisung', 'de', false],
    ['10', '100 pieces', null, false],
    ['no no', 'piano no no', null, true],
    ['aa', 'aaa aa', null, true],
  ])('as a whole word: %j in %j (%s): %s', (word, text, language, expected) => expect(match('contains', word, text, { language, wholeWord: true }).matched).toBe(expected));

  it('tells that a word is only a part of another', () => expect(match('contains', 'art', 'start', { wholeWord: true }).words).toBe('“art” is in the message only as a part of another word.'));
});

describe('starts with, pattern, button and file', () => {
  it('looks at the beginning only', () => {
    expect(match('starts_with', 'order', '  ORDER 17')).toMatchObject({ matched: true, ranges: [[2, 7]] });
    expect(match('starts_with', 'order', 'my order').matched).toBe(false);
  });

  it('finds a pattern without regard to case, and cannot be made slow', () => {
    expect(match('regex', '\\border\\s*#?(\\d+)', 'My Order #17')).toMatchObject({ matched: true, ranges: [[3, 12]] });
    const began = performance.now();
    expect(match('regex', '(a+a+)+b', 'a'.repeat(4000)).matched).toBe(false);
    expect(performance.now() - began).toBeLessThan(1000);
  });

  it.each<[string, string, string | null]>([
    ['^order \\d+$', '\u200f order 17 \n', 'order 17'],
    ['^شكرا$', '\u202bشكرا\u202c', 'شكرا\u202c'],
    ['caf.$', 'le cafe\u0301', 'cafe\u0301'],
    ['cafe\u0301', 'un café!', 'café'],
    ['pay\\s*pal', 'pay\u200bpal', 'pay\u200bpal'],
    ['❤️ you', 'I ❤ you', '❤ you'],
    ['b', 'abc', 'b'],
    ['^a$', 'a b', null],
  ])('finds %j in %j by what people see', (pattern, text, found) => {
    const { matched, ranges } = match('regex', pattern, text);
    expect(matched).toBe(found !== null);
    expect(marked(text, ranges)).toEqual(found === null ? [] : [found]);
  });

  it.each([['(a', 2], ['[z-a]', 1], ['a**', 1], ['(?=x)', 0], ['x)', 1]])('says where %j is wrong', (pattern, at) => {
    expect(() => compileRegex(pattern)).toThrow(expect.objectContaining({ at }));
  });
  it.each(['', 'x?', '.*', `a{999}b{999}`])('refuses %j', (pattern) => expect(() => compileRegex(pattern)).toThrow());

  it('knows a button by id or label, and nothing else', () => {
    expect(match('button', ['yes_1'], 'Yes, please', { isButton: true, buttonId: 'yes_1' }).matched).toBe(true);
    expect(match('button', ['yes, PLEASE'], 'Yes, please', { isButton: true }).matched).toBe(true);
    expect(match('button', ['Yes'], 'Yes').matched).toBe(false);
  });

  it('knows kinds of files', () => {
    expect(match('media', [], '', { mediaKind: 'voice', mediaKinds: ['voice', 'audio'] }).matched).toBe(true);
    expect(match('media', [], '', { mediaKind: 'image', mediaKinds: ['voice'] }).matched).toBe(false);
    expect(match('media', [], 'hello').matched).toBe(false);
  });
});
