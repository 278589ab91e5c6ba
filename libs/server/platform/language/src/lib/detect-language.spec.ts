import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { detectLanguage } from '../index';

const set = (name: string) => (JSON.parse(readFileSync(path.join(__dirname, '../../../../../../tools/eval/sets', `${name}.json`), 'utf8')) as { items: { language?: string; title: string; text: string; questions?: string[]; close?: string[]; wordings?: string[] }[] }).items;

describe('detectLanguage', () => {
  it('knows the language of questions in fifteen languages', () => {
    const asked = set('faq.multilingual').flatMap(({ language, title, text, questions = [] }) => [title, text, ...questions].map((one) => ({ language, one })));
    const wrong = asked.filter(({ language, one }) => detectLanguage(one).language !== language);
    expect(1 - wrong.length / asked.length).toBeGreaterThanOrEqual(0.98);
  });

  it('takes English that is short for English when the conversation is', () => {
    const asked = [...set('faq.en').flatMap(({ questions = [], close = [] }) => [...questions, ...close]), ...set('intents.en').flatMap(({ wordings = [] }) => wordings)];
    const wrong = asked.filter((one) => detectLanguage(one, { conversation: 'en' }).language !== 'en');
    expect(1 - wrong.length / asked.length).toBeGreaterThanOrEqual(0.995);
    const alone = asked.filter((one) => detectLanguage(one).language !== 'en');
    expect(1 - alone.length / asked.length).toBeGreaterThanOrEqual(0.97);
  });

  it.each([
    ['ok', { conversation: 'de' }, 'de', 'conversation'],
    ['👍', { contact: 'tr' }, 'tr', 'contact'],
    ['123', { workspace: 'fr-CA' }, 'fr', 'workspace'],
    ['', {}, 'en', 'default'],
    ['¿Dónde está mi pedido?', { conversation: 'en' }, 'es', 'text'],
    ['Где мой заказ?', { conversation: 'en' }, 'ru', 'text'],
    ['iPhone', { conversation: 'es' }, 'es', 'conversation'],
    ['我', {}, 'zh', 'text'],
    ['где', { conversation: 'uk' }, 'uk', 'conversation'],
    ['https://example.com/bestellung?id=12', { conversation: 'en' }, 'en', 'conversation'],
  ])('%s with %j is %s', (text, hints, language, by) => expect(detectLanguage(text, hints)).toMatchObject({ language, by }));

  it('never throws and always names a language', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      const { language, confidence } = detectLanguage(text);
      expect(language).toMatch(/^[a-z]{2,3}$/);
      expect(confidence).toBeGreaterThanOrEqual(0);
      expect(confidence).toBeLessThanOrEqual(1);
    }), { numRuns: 500 });
  });
});
