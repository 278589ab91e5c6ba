/** Members of Meta's payloads whose value says nothing about a person. Whatever is not here is dotted out: a field that Meta adds tomorrow too. */
const HARMLESS: ReadonlySet<string> = new Set([
  'object', 'field', 'id', 'messaging_product', 'phone_number_id', 'type', 'status', 'timestamp', 'time', 'mime_type', 'sha256', 'voice', 'animated', 'category', 'billable', 'pricing_model',
  'expiration_timestamp', 'code', 'event', 'event_type', 'reason', 'message_template_id', 'message_template_name', 'message_template_language', 'message_template_category', 'new_category', 'previous_category', 'correct_category',
  'previous_quality_score', 'new_quality_score', 'current_limit', 'old_limit', 'max_daily_conversation_per_phone', 'decision', 'requested_verified_name', 'biz_opaque_callback_data', 'forwarded', 'frequently_forwarded',
  'message_id', 'catalog_id', 'product_retailer_id', 'quantity', 'currency', 'item_price', 'source_type', 'media_type', 'direction', 'version', 'fbtrace_id', 'href',
]);

/** The same JSON with names, numbers, texts and everything unknown dotted out; Meta's error texts keep their words. Text that is no JSON is dotted whole. */
export function maskPersonal(payload: string): string {
  try {
    return JSON.stringify(masked(JSON.parse(payload) as unknown, '', false));
  } catch {
    return dots(payload);
  }
}

/** Long runs of digits in a sentence: what could be somebody's number. */
export function maskDigits(text: string): string {
  return text.replace(/\+?\d[\d -]{5,}\d/g, (run) => dots(run));
}

function masked(value: unknown, key: string, inErrors: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => masked(item, key, inErrors || key === 'errors'));
  if (value !== null && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, masked(inner, name, inErrors || name === 'errors')]));
  if (typeof value !== 'string' && typeof value !== 'number') return value;
  if (HARMLESS.has(key)) return value;
  if (inErrors) return typeof value === 'string' ? maskDigits(value) : value;
  return dots(String(value));
}

function dots(text: string): string {
  return '•'.repeat(Math.min(8, Math.max(3, text.length)));
}
