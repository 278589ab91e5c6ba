import { fileHeaders } from './file-headers';

const of = (mimeType: string, fileName = 'a.bin') => fileHeaders({ mimeType, fileName, leftMs: 90_500 });

describe('headers of a file', () => {
  it.each(['image/jpeg', 'image/webp', 'audio/ogg', 'video/mp4', 'application/pdf'])('%s is shown', (type) => {
    expect(of(type)).toMatchObject({ 'content-type': type, 'content-disposition': expect.stringMatching(/^inline;/) });
  });

  it.each(['text/html', 'image/svg+xml', 'text/xml', 'application/xhtml+xml', 'application/octet-stream', 'text/javascript', 'application/x-executable', ''])('%s is saved as bytes', (type) => {
    expect(of(type)).toMatchObject({ 'content-type': 'application/octet-stream', 'content-disposition': expect.stringMatching(/^attachment;/) });
  });

  it('shuts everything in, whatever the type', () => {
    for (const type of ['text/html', 'application/pdf', 'image/png']) {
      expect(of(type)).toMatchObject({ 'x-content-type-options': 'nosniff', 'content-security-policy': expect.stringMatching(/^sandbox; default-src 'none'/), 'cache-control': 'private, max-age=90, immutable' });
    }
  });

  it('a name cannot break out of its header', () => {
    const header = of('text/html', 'Rechnung "März"; \r\nX: 1.pdf')['content-disposition'];
    expect(header).not.toMatch(/[\r\n]/);
    expect(header).toMatch(/^attachment; filename="Rechnung _M_rz_; __X: 1.pdf"; filename\*=UTF-8''Rechnung%20%22M%C3%A4rz%22%3B%20%0D%0AX%3A%201.pdf$/);
  });
});
