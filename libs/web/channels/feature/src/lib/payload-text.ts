/** Members of Meta's payloads that say who somebody is or what they wrote. */
const PERSONAL = new Set(['name', 'wa_id', 'from', 'to', 'recipient_id', 'display_phone_number', 'body', 'caption', 'user_id', 'username', 'phone', 'email', 'formatted_name', 'first_name', 'last_name', 'from_user_id', 'recipient_user_id']);

/** The same JSON with names, numbers and texts dotted out. Text that is no JSON is dotted whole. */
export function maskPersonal(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload, (key, value: unknown) => (PERSONAL.has(key) && (typeof value === 'string' || typeof value === 'number') ? dots(String(value)) : value)));
  } catch {
    return dots(payload);
  }
}

/** A command that sends the same bytes again, signed by whoever runs it: the secret itself is never in it. */
export function curlOf(url: string, body: string): string {
  const quoted = body.replaceAll("'", "'\\''");
  return [`BODY='${quoted}'`, `SIGNATURE=$(printf '%s' "$BODY" | openssl dgst -sha256 -hmac "$APP_SECRET" -r | cut -d' ' -f1)`, `curl -X POST '${url}' -H 'content-type: application/json' -H "x-hub-signature-256: sha256=$SIGNATURE" --data-binary "$BODY"`].join('\n');
}

function dots(text: string): string {
  return '•'.repeat(Math.min(8, Math.max(3, text.length)));
}
