import { cleanFileName, plainName } from './file-name';

describe('cleanFileName', () => {
  it.each([
    ['report.pdf', 'report.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\maya\\photo.jpg', 'photo.jpg'],
    ['invoice\u202efdp.exe', 'invoicefdp.exe'],
    ['a\u200bb\ufeff.txt', 'ab.txt'],
    ['line\r\nX-Header: 1.txt', 'line X-Header_ 1.txt'],
    ['nul\0byte.png', 'nul byte.png'],
    ['<script>"x".html', '_script__x_.html'],
    ['CON.txt', '_CON.txt'],
    ['...', null],
    ['  ..hidden ', 'hidden'],
    ['', null],
    [null, null],
    ['/', null],
    ['half \ud83d.txt', 'half .txt'],
    ['Grüße 🎉.txt', 'Grüße 🎉.txt'],
    ['Cafe\u0301.txt', 'Caf\u00e9.txt'],
  ])('%j becomes %j', (given, name) => {
    expect(cleanFileName(given)).toBe(name);
  });

  it('keeps the ending of a long one, and no half signs', () => {
    const name = cleanFileName(`${'🎉'.repeat(300)}.docx`) as string;
    expect([...name]).toHaveLength(120);
    expect(name.endsWith('🎉.docx')).toBe(true);
  });
});

describe('plainName', () => {
  it.each([
    ['image', 'image/jpeg', 'photo.jpg'],
    ['voice', 'audio/ogg', 'voice.ogg'],
    ['document', 'application/x-unknown', 'document'],
  ])('%s of %s is %s', (kind, type, name) => {
    expect(plainName(kind, type)).toBe(name);
  });
});
