import fc from 'fast-check';
import { baseLanguage, foldCase, lowerCase, splitSentences, sentenceSpans, termedWords, terms, tokenise, estimateTokens, stripInvisible } from '../index';

const LANGUAGES = ['en', 'es', 'de', 'fr', 'ru', 'tr', 'ro', 'ar', 'el', 'vi', 'hi', 'zh', 'ja', 'th', 'xx', undefined];
const language = fc.constantFrom(...LANGUAGES);
const SCRIPTED = ['Größe ẞ 12', 'İstanbul’a ISPARTA', 'πελάτες ΣΊΣΥΦΟΣ', 'मेरा ऑर्डर कहाँ है', '我的订单在哪里', 'ฉันต้องการคืนสินค้า', 'أين طلبي؟', 'iPhone充電器を', 'don’t e-mail 1,000.50', '👍🏽👨‍👩‍👧', '\uD83D', '\u202Eabc', 'a\u0301\u0301', 'ﬁ ½ №'];
const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.array(fc.constantFrom(...SCRIPTED, ' ', '. ', '\n'), { maxLength: 12 }).map((parts) => parts.join('')));

describe('tokenise', () => {
  it('keeps every letter and digit in exactly one word, in order', () => {
    fc.assert(
      fc.property(anything, language, (text, of) => {
        const words = tokenise(text, of);
        let end = 0;
        for (const word of words) {
          expect(word.from).toBeGreaterThanOrEqual(end);
          expect(text.slice(word.from, word.to)).toBe(word.text);
          expect(text.slice(end, word.from)).not.toMatch(/[\p{L}\p{N}]/u);
          end = word.to;
        }
        expect(text.slice(end)).not.toMatch(/[\p{L}\p{N}]/u);
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    ['en', 'Don’t e-mail John’s 1,000 items.', ['Don’t', 'e', 'mail', 'John’s', '1,000', 'items']],
    ['hi', 'मेरा ऑर्डर', ['मेरा', 'ऑर्डर']],
    ['zh', '我要退货', ['我要', '退货']],
    ['th', 'ฉันต้องการคืนสินค้า', ['ฉัน', 'ต้องการ', 'คืน', 'สินค้า']],
    ['ja', 'iPhone充電器', ['iPhone', '充電器']],
    ['en', '1.5kg v2.0', ['1', '5kg', 'v2', '0']],
  ])('%s: %s', (of, text, words) => {
    const found = tokenise(text, of).map((word) => word.text);
    // Dictionaries of Node versions cut Chinese differently; nothing may be lost.
    if (of === 'zh') expect(found.join('')).toBe(words.join(''));
    else expect(found).toEqual(words);
  });
});

describe('terms', () => {
  it('are those of the words, for any text in any language', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...SCRIPTED.slice(0, 9), ' '), { maxLength: 8 }).map((parts) => parts.join(' ')), language, (text, of) => expect([...terms(text, of)].sort()).toEqual(termedWords(lowerCase(text, baseLanguage(of)), of).flatMap((word) => word.terms).sort())), { numRuns: 200 });
  });

  it('never throw', () => {
    fc.assert(fc.property(anything, language, (text, of) => void terms(text, of)), { numRuns: 300 });
  });

  it.each([
    ['en', 'The refunds were refunded', ['refund', 'refund']],
    ['en', 'e-mail email', ['email', 'email']],
    ['en', '1,000 1000 19.99', ['1000', '1000', '19.99']],
    ['fr', 'l’article qu’il achète', ['articl', 'achet']],
    ['it', 'dell’ordine', ['ordin']],
    ['tr', 'İstanbul’a', ['istanbul']],
    ['de', 'Rücksendungen für Straße', ['rucksend', 'strass']],
    ['ro', 'mașinile mașini', ['masin', 'masin']],
    ['el', 'πελάτες', ['πελατ', 'ελατε', 'λατεσ']],
    ['vi', 'đơn hàng', ['đơn', 'hàng']],
  ])('%s: %s', (of, text, wanted) => expect(terms(text, of)).toEqual(wanted));

  it('of Chinese have every pair of signs, however it is cut', () => {
    expect(terms('退货政策', 'zh')).toEqual(expect.arrayContaining(['退货', '货政', '政策']));
  });
});

describe('foldCase', () => {
  it.each([
    ['Straße', 'STRASSE'], ['İSTANBUL', 'istanbul'], ['ISPARTA', 'ısparta'], ['Été', 'ete'], ['ＡＢＣ１２', 'abc12'], ['\u202Eabc\u202C', 'abc'], ['a\u00ADb\u200Bc', 'abc'], ['ΣΊΣΥΦΟΣ', 'σισυφος'], ['ёлка', 'елка'], ['أهلاً', 'اهلا'], ['❤️', '❤'], ['café', 'cafe\u0301'], ['ﬁn', 'fin'],
  ])('%s = %s', (a, b) => expect(foldCase(a)).toBe(foldCase(b)));

  it('knows the Turkish I where it is told so', () => {
    expect(lowerCase('ISI', 'tr')).toBe('ısı');
    expect(lowerCase('İI', 'tr')).toBe('iı');
    expect(foldCase('KAPALI', 'tr')).toBe(foldCase('kapalı'));
  });

  it.each([['й', 'и'], ['का', 'की'], ['が', 'か'], ['ค่า', 'คา'], ['a', 'b']])('%s is not %s', (a, b) => expect(foldCase(a)).not.toBe(foldCase(b)));

  it('keeps emoji of several together and Vietnamese tones apart', () => {
    expect(foldCase('👨‍👩‍👧')).toBe('👨‍👩‍👧');
    expect(foldCase('má', 'vi')).not.toBe(foldCase('mà', 'vi'));
  });

  it('is the same when it is done twice', () => {
    fc.assert(fc.property(anything, (text) => expect(foldCase(foldCase(text))).toBe(foldCase(text))), { numRuns: 300 });
  });

  it('leaves nothing that steers the direction of writing', () => {
    expect(stripInvisible('a\u200Fb\u202Ec\u2066d\uFEFF')).toBe('abcd');
  });
});

describe('splitSentences', () => {
  it('loses nothing but white space, in any text', () => {
    fc.assert(
      fc.property(anything, language, (text, of) => {
        expect(splitSentences(text, of).join('').replace(/\s/gu, '')).toBe(text.replace(/\s/gu, ''));
        for (const { text: sentence, from, to } of sentenceSpans(text, of)) expect(text.slice(from, to)).toBe(sentence);
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    ['en', ['Ask Mr. Smith, e.g. on Mon. at 10.30 a.m. or later.', 'Really?', '"Yes!"', 'Version 2.5 is out.']],
    ['es', ['¿Dónde está el pedido?', 'El Sr. Pérez pagó 1.000,50 euros.', '¡Gracias!']],
    ['de', ['Das kostet z.B. 5,50 Euro.', 'Am 3. Mai kommt Dr. Weber.', 'Gut.']],
    ['fr', ['M. Dupont a payé 5,50 euros.', 'Pourquoi ?', 'C’est cher !']],
    ['ru', ['Это стоит 5 тыс. руб. за штуку.', 'Почему?', 'Так решили.']],
    ['tr', ['Dr. Yılmaz geldi.', 'Neden?', 'Ürün 3. gün gelir.']],
    ['ro', ['Dl. Popescu a plătit.', 'De ce?', 'Costă 5,50 lei.']],
    ['ar', ['أين طلبي؟', 'وصل أمس.', 'شكرا!']],
    ['el', ['Πού είναι;', 'Ήρθε χθες.', 'Ευχαριστώ!']],
    ['vi', ['Đơn hàng ở đâu?', 'Nó đến hôm qua.', 'Cảm ơn!']],
    ['hi', ['ऑर्डर कहाँ है?', 'वह कल आया।', 'धन्यवाद!']],
    ['zh', ['订单在哪里？', '昨天到了。', '谢谢！']],
    ['ja', ['注文はどこですか？', '「昨日です。」', 'ありがとう。']],
  ])('%s', (of, sentences) => {
    // The Greek question mark is a semicolon, which ends no sentence here.
    const wanted = of === 'el' ? ['Πού είναι; Ήρθε χθες.', 'Ευχαριστώ!'] : sentences;
    expect(splitSentences(sentences.join(['zh', 'ja'].includes(of) ? '' : ' '), of)).toEqual(wanted);
  });

  it('ends at lists, rows and headings, and goes on over a wrapped line', () => {
    expect(splitSentences('You need:\n- a box\n- a label\nPlease note that lines\nare wrapped here. End.')).toEqual(['You need:', '- a box', '- a label', 'Please note that lines\nare wrapped here.', 'End.']);
  });
});

describe('estimateTokens', () => {
  it.each([['', 0], ['abcd', 1], ['a'.repeat(400), 100], ['我的订单', 2], ['ฉัน', 2]])('%s', (text, tokens) => expect(estimateTokens(text)).toBe(tokens));
});
