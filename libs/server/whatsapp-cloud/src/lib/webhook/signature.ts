import { createHmac, timingSafeEqual } from 'node:crypto';

/** Meta's form, lower-case hex (META-CLOUD-API §2.2). Two headers arrive joined as "a, b" and so do not fit it. */
const SHAPE = /^sha256=[0-9a-f]{64}$/;

/** A secret below this length is a mistake or an attack (an empty one equals a forger's empty key): it is skipped. */
export const MIN_SECRET_LENGTH = 16;

export type SignatureHeader = { digest: Buffer } | { reason: 'signature_missing' | 'signature_malformed' };

/** @param header the value of X-Hub-Signature-256 as Node gives it */
export function readSignature(header: string | string[] | undefined): SignatureHeader {
  if (header === undefined || header === '') return { reason: 'signature_missing' };
  if (typeof header !== 'string' || !SHAPE.test(header)) return { reason: 'signature_malformed' };
  return { digest: Buffer.from(header.slice(7), 'hex') };
}

/** HMAC-SHA256 over the bytes as received, never over re-serialised JSON. */
export function signBody(secret: string, body: Buffer): Buffer {
  return createHmac('sha256', secret).update(body).digest();
}

/** Constant time; both digests have 32 bytes. */
export function sameDigest(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

export function isUsableSecret(secret: string): boolean {
  return secret.trim().length >= MIN_SECRET_LENGTH;
}
