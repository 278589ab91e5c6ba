import { createHash } from 'node:crypto';
import { randomToken } from '@mailtrixy/server/platform/clock';

/** 256 random bits as base64url. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** A token that opens a door (session, invitation, reset), and what the database keeps of it. */
export function newToken(): { token: string; hash: Buffer } {
  const token = randomToken(32);
  return { token, hash: hashToken(token) };
}

/** SHA-256 suffices: the token is random, so there is nothing to guess that a slow hash would protect. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** False for anything newToken could not have made; spares the database a look. */
export function looksLikeToken(text: unknown): text is string {
  return typeof text === 'string' && TOKEN.test(text);
}
