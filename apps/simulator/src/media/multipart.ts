export interface FormPart {
  name: string;
  filename: string | null;
  type: string | null;
  bytes: Buffer;
}

/** The parts of a `multipart/form-data` body (RFC 7578); null when it is not one or is broken. */
export function multipartParts(contentType: string, body: Buffer): FormPart[] | null {
  const match = /^multipart\/form-data\b.*?;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  if (!match) return null;
  const boundary = `--${match[1] ?? match[2]}`;
  const delimiter = Buffer.from(`\r\n${boundary}`);
  const parts: FormPart[] = [];
  let at = body.indexOf(boundary);
  if (at < 0) return null;
  at += boundary.length;
  for (;;) {
    if (body.toString('latin1', at, at + 2) === '--') return parts;
    const headersEnd = body.indexOf('\r\n\r\n', at);
    const end = headersEnd < 0 ? -1 : body.indexOf(delimiter, headersEnd + 2);
    if (end < 0) return null;
    const part = formPart(body.toString('utf8', at, headersEnd), body.subarray(headersEnd + 4, Math.max(end, headersEnd + 4)));
    if (part) parts.push(part);
    at = end + delimiter.length;
  }
}

function formPart(head: string, bytes: Buffer): FormPart | null {
  const disposition = /^content-disposition:\s*form-data(.*)$/im.exec(head)?.[1];
  const name = disposition === undefined ? undefined : /[;\s]name="([^"]*)"/i.exec(disposition)?.[1];
  if (disposition === undefined || name === undefined) return null;
  return {
    name,
    filename: /filename="([^"]*)"/i.exec(disposition)?.[1] ?? null,
    type: /^content-type:\s*(.+?)\s*$/im.exec(head)?.[1] ?? null,
    bytes,
  };
}
