/** Whole numbers of 16 digits or more, outside of strings: beyond 2^53 a number would lose digits. */
const LONG_NUMBERS = /"[^"\\]*(?:\\.[^"\\]*)*"|(?<![\d.eE+-])(\d{16,})(?![\d.eE])/g;
const MAY_HAVE_LONG_NUMBERS = /[:[,]\s*\d{16,}/;

/**
 * A body as JSON; undefined when it is none. Long whole numbers come as text, because ids such as message_template_id
 * are numbers in Meta's webhooks (META-CLOUD-API §0).
 */
export function readJson(body: Buffer): unknown {
  const text = body.toString('utf8');
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  try {
    return JSON.parse(MAY_HAVE_LONG_NUMBERS.test(source) ? source.replace(LONG_NUMBERS, (match: string, digits?: string) => (digits ? `"${digits}"` : match)) : source);
  } catch {
    // JSON.parse throws SyntaxError for what is not JSON, and RangeError for nesting beyond the stack.
    return undefined;
  }
}
