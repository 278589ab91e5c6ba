import { createHash } from 'node:crypto';
import { crc32, deflateRawSync } from 'node:zlib';

/** Files as strangers upload them, made here: sound ones, damaged ones and attacks. */

export interface ZipPart {
  name: string;
  data: Buffer | string;
  /** What the directory claims instead of the truth. */
  claimedSize?: number;
}

export function zipOf(parts: readonly ZipPart[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data, claimedSize } of parts) {
    const bytes = Buffer.from(data as never);
    const packed = deflateRawSync(bytes, { level: 9 });
    const path = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(claimedSize ?? bytes.length, 18);
    common.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, path, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), common, tail, path]));
    locals.push(local);
    offset += local.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, entries, end]);
}

/** Node 20's zlib has no crc32 in its types everywhere; readers that check it want the true one. */
function crc(bytes: Buffer): number {
  if (typeof crc32 === 'function') return crc32(bytes);
  let value = ~0;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return ~value >>> 0;
}

const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';

/** @param body of w:body */
export function docxOf(body: string, more: readonly ZipPart[] = []): Buffer {
  return zipOf([
    { name: '[Content_Types].xml', data: '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>' },
    { name: '_rels/.rels', data: '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>' },
    { name: 'word/document.xml', data: `<?xml version="1.0"?><w:document xmlns:w="${WORD}"><w:body>${body}</w:body></w:document>` },
    ...more,
  ]);
}

export const wordParagraph = (text: string, style?: string): string => `<w:p>${style ? `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>` : ''}<w:r><w:t>${text}</w:t></w:r></w:p>`;
export const wordTable = (rows: readonly string[][]): string => `<w:tbl>${rows.map((cells) => `<w:tr>${cells.map((cell) => `<w:tc>${wordParagraph(cell)}</w:tc>`).join('')}</w:tr>`).join('')}</w:tbl>`;

export interface PdfPageText {
  /** Lines from the top; size 12 unless a heading (20). */
  lines?: { text: string; heading?: boolean }[];
  picture?: boolean;
}

/** A PDF with real text; `encrypted` claims a password that nobody knows. */
export function pdfOf(pages: readonly PdfPageText[], { encrypted = false }: { encrypted?: boolean } = {}): Buffer {
  const objects: string[] = [];
  const add = (body: string): number => objects.push(body);
  add('<< /Type /Catalog /Pages 2 0 R >>');
  add('');
  const font = add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>');
  const picture = add(stream('<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>', 'x'));
  const kids = pages.map(({ lines = [], picture: shows }) => {
    let y = 760;
    const text = lines.map(({ text: line, heading }) => {
      const size = heading ? 20 : 12;
      y -= size * 1.5;
      return `BT /F1 ${size} Tf 1 0 0 1 60 ${y} Tm (${line.replace(/[\\()]/g, '\\$&')}) Tj ET`;
    });
    const content = [...text, ...(shows ? ['q 400 0 0 600 60 60 cm /Im1 Do Q'] : [])].join('\n');
    const contents = add(stream(`<< /Length ${Buffer.byteLength(content, 'latin1')} >>`, content));
    return add(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 ${font} 0 R >> /XObject << /Im1 ${picture} 0 R >> >> /Contents ${contents} 0 R >>`);
  });
  objects[1] = `<< /Type /Pages /Kids [${kids.map((no) => `${no} 0 R`).join(' ')}] /Count ${kids.length} >>`;
  const hash = createHash('sha256').update('nobody knows').digest('hex');
  const encrypt = encrypted ? add(`<< /Filter /Standard /V 1 /R 2 /Length 40 /P -44 /O <${hash}> /U <${hash}> >>`) : 0;
  let file = '%PDF-1.4\n';
  const offsets = objects.map((body, index) => {
    const at = Buffer.byteLength(file, 'latin1');
    file += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return at;
  });
  const start = Buffer.byteLength(file, 'latin1');
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R${encrypt ? ` /Encrypt ${encrypt} 0 R /ID [<${hash.slice(0, 32)}> <${hash.slice(0, 32)}>]` : ''} >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}

function stream(dictionary: string, content: string): string {
  return `${dictionary}\nstream\n${content}\nendstream`;
}

export const pdfText = (...lines: string[]): PdfPageText => ({ lines: lines.map((text) => (text.startsWith('# ') ? { text: text.slice(2), heading: true } : { text })) });
