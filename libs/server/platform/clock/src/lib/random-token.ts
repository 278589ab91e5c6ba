import { randomBytes } from 'node:crypto';

/** @param bytes entropy in bytes; 32 for anything that opens a door @returns base64url without padding */
export function randomToken(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}
