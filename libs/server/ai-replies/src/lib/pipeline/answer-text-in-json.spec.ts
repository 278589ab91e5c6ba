import fc from 'fast-check';
import { answerTextInJson } from './answer-text-in-json';

function read(json: string, size: number): string {
  const next = answerTextInJson();
  let text = '';
  for (let at = 0; at < json.length; at += size) text += next(json.slice(at, at + size));
  return text;
}

describe('the answer in JSON that is still coming', () => {
  it('comes word by word, with its escapes, and nothing else does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 7 }), (answer, size) => {
        const wanted = answer.replace(/[\r\b\f]/gu, '');
        expect(read(JSON.stringify({ action: 'answer', reason: 'x', answer, citations: [1] }), size)).toBe(wanted);
      }),
    );
  });

  it('is found in a code fence, and is empty where there is none', () => {
    expect(read('```json\n{ "answer" : "Caf\\u00e9 \\"x\\"" }\n```', 3)).toBe('Café "x"');
    expect(read('{"action":"no_reply"}', 2)).toBe('');
  });
});
