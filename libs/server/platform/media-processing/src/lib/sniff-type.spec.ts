import { familyOf, resolveType } from './resolve-type';
import { sniffType } from './sniff-type';

const hex = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex');
const zip = (...names: string[]) => Buffer.concat([hex('504b0304'), Buffer.alloc(26), Buffer.from(names.join('........'))]);
const mp4 = (brand: string) => Buffer.concat([hex('00000020'), Buffer.from(`ftyp${brand}....isommp42`)]);

describe('sniffType', () => {
  it.each([
    ['image/jpeg', hex('ffd8ffe000104a464946')],
    ['image/png', hex('89504e470d0a1a0a0000000d49484452')],
    ['image/gif', Buffer.from('GIF89a..')],
    ['image/webp', Buffer.from('RIFF....WEBPVP8 ')],
    ['image/heic', mp4('heic')],
    ['image/svg+xml', Buffer.from('\ufeff  <?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg">')],
    ['image/svg+xml', Buffer.from('<!DOCTYPE svg PUBLIC "x"><svg>')],
    ['text/html', Buffer.from('\n<!DOCTYPE HTML><script>')],
    ['text/html', Buffer.from('\ufeff<html>', 'utf16le')],
    ['text/xml', Buffer.from('<?xml version="1.0"?><note/>')],
    ['video/mp4', mp4('isom')],
    ['video/3gpp', mp4('3gp4')],
    ['video/quicktime', mp4('qt  ')],
    ['audio/mp4', mp4('M4A ')],
    ['audio/ogg', Buffer.from('OggS\0\x02............................OpusHead')],
    ['audio/webm', Buffer.concat([hex('1a45dfa3'), Buffer.from('webm...A_OPUS')])],
    ['video/webm', Buffer.concat([hex('1a45dfa3'), Buffer.from('webm...V_VP8...A_OPUS')])],
    ['audio/mpeg', Buffer.from('ID3\x03')],
    ['audio/mpeg', hex('fffb9064')],
    ['audio/aac', hex('fff15080')],
    ['audio/amr', Buffer.from('#!AMR\n')],
    ['audio/wav', Buffer.from('RIFF....WAVEfmt ')],
    ['application/pdf', Buffer.from('%PDF-1.7\n')],
    ['application/zip', zip('a.txt')],
    ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', zip('[Content_Types].xml', 'word/document.xml')],
    ['application/x-executable', Buffer.from('MZ\x90\0')],
    ['text/plain', Buffer.from('Grüße,\r\n\tMaya')],
    ['application/octet-stream', hex('0001020304')],
    ['application/octet-stream', Buffer.alloc(0)],
  ])('%s', (type, head) => {
    expect(sniffType(head)).toBe(type);
  });

  it('is not led by a short head of any kind', () => {
    for (const head of [hex('ff'), hex('ffd8'), Buffer.from('RIFF'), Buffer.from('PK'), Buffer.from('B'), hex('00000020')]) expect(['application/octet-stream', 'text/plain']).toContain(sniffType(head));
  });
});

describe('resolveType', () => {
  it.each([
    ['text/html', 'image/jpeg', false, 'text/html'],
    ['image/png', 'image/jpeg', false, 'image/png'],
    ['text/plain', 'text/csv; charset=utf-8', false, 'text/csv'],
    ['text/plain', 'text/html', false, 'text/plain'],
    ['text/plain', 'image/svg+xml', false, 'text/plain'],
    ['application/x-ole-storage', 'application/msword', false, 'application/msword'],
    ['application/x-ole-storage', 'text/html', false, 'application/x-ole-storage'],
    ['video/mp4', 'audio/mp4', false, 'audio/mp4'],
    ['video/mp4', 'audio/ogg; codecs=opus', true, 'audio/mp4'],
    ['video/webm', '', true, 'audio/webm'],
    ['audio/ogg', 'audio/ogg; codecs=opus', true, 'audio/ogg'],
  ])('bytes say %s, the claim says %s (sound: %s): %s', (sniffed, declared, asAudio, type) => {
    expect(resolveType(sniffed, declared, asAudio)).toBe(type);
  });

  it('does not take SVG for a picture', () => {
    expect([familyOf('image/svg+xml'), familyOf('image/webp'), familyOf('application/pdf')]).toEqual(['other', 'image', 'other']);
  });
});
