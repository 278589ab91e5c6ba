import { TextDecoder } from 'node:util';
import { firstRows, tableText } from './table-text';

Object.assign(globalThis, { TextDecoder });
const TEXT = 'Frage;Antwort\nWas kostet Rückversand?;3,90 £';

describe('tableText', () => {
  it.each([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${TEXT}`)],
    ['UTF-16', Buffer.from(`\ufeff${TEXT}`, 'utf16le')],
    ['UTF-16, other order', Buffer.from(`\ufeff${TEXT}`, 'utf16le').swap16()],
    ['windows-1252, as Excel saves CSV', Buffer.from(TEXT, 'latin1')],
  ])('reads %s', (_, bytes) => {
    expect(tableText(Uint8Array.from(bytes))).toBe(TEXT);
  });
});

describe('firstRows', () => {
  it('takes rows apart as the import does', () => {
    expect(firstRows(`${TEXT}\n\nA;B`, 2)).toEqual([['Frage', 'Antwort'], ['Was kostet Rückversand?', '3,90 £']]);
    expect(firstRows('q,a\n"Two, or\nmore ""lines""?",Yes\n', 5)).toEqual([['q', 'a'], ['Two, or\nmore "lines"?', 'Yes']]);
    expect(firstRows('a\tb, c\nd\te', 5)).toEqual([['a', 'b, c'], ['d', 'e']]);
    expect(firstRows('', 5)).toEqual([]);
  });
});
