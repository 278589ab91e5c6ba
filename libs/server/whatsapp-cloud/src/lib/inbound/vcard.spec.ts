import { readVCard } from './vcard';

describe('readVCard', () => {
  it('reads names, phones, e-mail and organisation of what WhatsApp writes', () => {
    const source = 'BEGIN:VCARD\r\nVERSION:3.0\r\nN:Brandt;Ilse;;Dr.;\r\nFN:Dr. Ilse Brandt\r\nORG:Brandt GmbH;Sales\r\nitem1.TEL;type=CELL;waid=49305550147:+49 30 5550147\r\nitem1.X-ABLabel:Work\r\nEMAIL;TYPE=WORK:ilse@exam\r\n ple.org\r\nEND:VCARD';
    expect(readVCard(source)).toEqual({ name: 'Dr. Ilse Brandt', phones: [{ phone: '+49 30 5550147', waId: '49305550147' }], emails: ['ilse@example.org'], organisation: 'Brandt GmbH, Sales' });
  });

  it('takes the parts of the name without a full one, and unescapes', () => {
    expect(readVCard('N:O\\;Neil;Ann;;;\nTEL;VALUE=uri:tel:+1555').name).toBe('Ann O;Neil');
    expect(readVCard('TEL;VALUE=uri:tel:+1555').phones).toEqual([{ phone: '+1555', waId: null }]);
  });

  it.each(['', 'no card', ':', 'FN:', 'TEL', ';;;:::', `TEL:${'1'.repeat(100_000)}`, '\n\n \t'])('reads nothing that hurts of %j', (source) => {
    expect(() => readVCard(source)).not.toThrow();
  });
});
