import { createHmac } from 'node:crypto';
import type { SignatureMode } from './chaos-settings';

/**
 * Serialises as Meta does: non-ASCII as \uXXXX in lower-case hex and `/` as `\/` (META §2.2). A receiver that hashes its
 * own re-serialisation instead of the raw bytes fails on any message with an umlaut or a slash.
 */
export function webhookBody(payload: unknown): Buffer {
  const json = JSON.stringify(payload).replace(/[/\u0080-\uffff]/g, (char) =>
    char === '/' ? '\\/' : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return Buffer.from(json, 'latin1');
}

/** `X-Hub-Signature-256` of these bytes (META §2.2). */
export function signature256(body: Uint8Array, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/** The signature headers, right or wrong in one of the ways a receiver must notice. */
export function signatureHeaders(body: Uint8Array, secret: string, mode: SignatureMode): Record<string, string> {
  if (mode === 'none') return {};
  if (mode === 'malformed') return { 'x-hub-signature-256': 'sha256=not-a-signature' };
  const sha1 = `sha1=${createHmac('sha1', secret).update(body).digest('hex')}`;
  if (mode === 'sha1-only') return { 'x-hub-signature': sha1 };
  if (mode === 'wrong') return { 'x-hub-signature-256': signature256(body, `${secret}-wrong`) };
  return { 'x-hub-signature': sha1, 'x-hub-signature-256': signature256(body, secret) };
}
