import { vcardOf } from './vcard';

it('writes a vCard that keeps its lines', () => {
  const card = vcardOf({ name: 'Chen; Ben', phones: [{ phone: '+44 7700', type: null, waId: null }], emails: [{ email: 'b@x.example', type: null }], organisation: 'A, B', addresses: ['1 High St\nLeeds'], urls: ['https://x.example'], birthday: '1990-01-02' });
  expect(card.split('\r\n')).toEqual(['BEGIN:VCARD', 'VERSION:3.0', 'FN:Chen\\; Ben', 'N:Chen\\; Ben;;;;', 'ORG:A\\, B', 'TEL:+44 7700', 'EMAIL:b@x.example', 'ADR:;;1 High St\\nLeeds;;;;', 'URL:https://x.example', 'BDAY:1990-01-02', 'END:VCARD', '']);
});
