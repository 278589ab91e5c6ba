export const RECEIPT_STATES = ['pending', 'done', 'failed'] as const;
export type ReceiptState = (typeof RECEIPT_STATES)[number];

/**
 * Why WhatsApp was not told that a message was read, in words with a fix; null while there is nothing to tell.
 * The words for "Unsupported post request" are SEED's, Common issues.
 */
export function receiptProblem(state: ReceiptState | null, code: number | null, detail: string | null): string | null {
  if (state !== 'failed') return null;
  const meta = detail ? ` Meta said: "${detail}"${code === null ? '' : ` (${code})`}` : code === null ? '' : ` (${code})`;
  if (/Unsupported post request|Object with ID/i.test(detail ?? '') || code === 33) {
    return `WhatsApp was not told that you read this: the Access Token stored for this channel is for a different App or has been revoked. Re-paste a fresh permanent System User token under Settings → Channels.${meta}`;
  }
  if (code === 190 || code === 102 || code === 0) return `WhatsApp was not told that you read this: the access token expired or was revoked. Re-paste a fresh permanent System User token under Settings → Channels.${meta}`;
  if (code === 10 || code === 3 || code === 131005 || (code !== null && code >= 200 && code <= 299)) return `WhatsApp was not told that you read this: the token lacks the right to send for this number (whatsapp_business_messaging).${meta}`;
  if (code === 131009 || code === 100) return `WhatsApp was not told that you read this: it does not know the message, or it is older than 30 days.${meta}`;
  return `WhatsApp was not told that you read this. The customer still has your answers.${meta}`;
}
