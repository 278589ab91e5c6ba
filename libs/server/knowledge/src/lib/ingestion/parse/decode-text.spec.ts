import { decodeText } from './decode-text';

describe('decodeText', () => {
  // “Preis: 5 €” … – as Windows writes it; Node 20's own decoder makes control characters of these bytes.
  const windows = Buffer.from([0x93, 0x50, 0x72, 0x65, 0x69, 0x73, 0x3a, 0x20, 0x35, 0x20, 0x80, 0x94, 0x20, 0x85, 0x20, 0x96, 0x20, 0xfc]);

  it.each([null, 'windows-1252', 'iso-8859-1', 'latin1', 'us-ascii'])('reads quotation marks, dashes and the euro of Windows (declared: %s)', (declared) => {
    expect(decodeText(windows, declared)).toBe('“Preis: 5 €” … – ü');
  });

  it('leaves other encodings alone', () => {
    expect(decodeText(Buffer.from('“5 €”', 'utf8'))).toBe('“5 €”');
    expect(decodeText(Buffer.from([0xd6, 0xc9]), 'gbk')).toBe('稚');
  });
});
