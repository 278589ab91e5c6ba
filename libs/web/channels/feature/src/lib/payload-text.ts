/** A command that sends the same bytes again, signed by whoever runs it: the secret itself is never in it. */
export function curlOf(url: string, body: string): string {
  const quoted = body.replaceAll("'", "'\\''");
  return [`BODY='${quoted}'`, `SIGNATURE=$(printf '%s' "$BODY" | openssl dgst -sha256 -hmac "$APP_SECRET" -r | cut -d' ' -f1)`, `curl -X POST '${url}' -H 'content-type: application/json' -H "x-hub-signature-256: sha256=$SIGNATURE" --data-binary "$BODY"`].join('\n');
}

/** Lines of the indented JSON that hold a text, with their numbers. */
export function linesWith(payload: string, text: string): { no: number; line: string }[] {
  const wanted = text.toLowerCase();
  return indented(payload)
    .split('\n')
    .flatMap((line, index) => (line.toLowerCase().includes(wanted) ? [{ no: index + 1, line: line.trim() }] : []));
}

function indented(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2);
  } catch {
    return payload;
  }
}
