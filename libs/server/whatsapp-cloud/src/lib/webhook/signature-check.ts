import type { WebhookCredential } from '@mailtrixy/server/channels';
import { claimedAccount } from './claimed-number';
import { sameDigest, signBody } from './signature';

/** Bytes hashed for one delivery at most: without a bound, "any active secret" is a CPU amplifier for strangers. */
const HASH_BUDGET_BYTES = 64 * 1024 * 1024;
/** After so many hashed bytes other requests get a turn. */
const HASH_SLICE_BYTES = 8 * 1024 * 1024;

export interface TriedSecret {
  last4: string;
  /** First and last hex digits of the digest computed with it, for comparing by eye; not the digest. */
  computed: string;
}

/**
 * Finds the secret that signed `body`: those of the claimed number or account first, each distinct secret once, stopping
 * at the first match.
 * @param skip secrets that were tried already
 */
export async function findSigner(body: Buffer, digest: Buffer, credentials: readonly WebhookCredential[], claimed: string | null, skip: ReadonlySet<string>, tried: TriedSecret[]): Promise<WebhookCredential | null> {
  const seen = new Set(skip);
  let hashed = 0;
  for (const credential of inOrder(credentials, claimed, body)) {
    if (seen.has(credential.appSecret)) continue;
    seen.add(credential.appSecret);
    const computed = signBody(credential.appSecret, body);
    if (sameDigest(computed, digest)) return credential;
    if (tried.length < 20) tried.push({ last4: credential.last4, computed: shortDigest(computed) });
    const before = hashed;
    hashed += body.length;
    if (hashed >= HASH_BUDGET_BYTES) return null;
    if (Math.floor(before / HASH_SLICE_BYTES) !== Math.floor(hashed / HASH_SLICE_BYTES)) await new Promise((resolve) => setImmediate(resolve));
  }
  return null;
}

/** "b77e02…c4": enough to see that two digests differ, too little to be one. */
export function shortDigest(digest: Buffer): string {
  const hex = digest.toString('hex');
  return `${hex.slice(0, 6)}…${hex.slice(-2)}`;
}

/** The one credential that the claimed number belongs to, when its digest settles the matter without a list. */
export function credentialOf(credentials: readonly WebhookCredential[], claimed: string | null): WebhookCredential | null {
  if (claimed === null) return null;
  return credentials.find((credential) => credential.channels.some((channel) => channel.externalId === claimed)) ?? null;
}

function inOrder(credentials: readonly WebhookCredential[], claimed: string | null, body: Buffer): readonly WebhookCredential[] {
  if (credentials.length < 2) return credentials;
  const account = claimed === null ? claimedAccount(body) : null;
  if (claimed === null && account === null) return credentials;
  const named = (credential: WebhookCredential) => credential.channels.some((channel) => (claimed !== null ? channel.externalId === claimed : channel.wabaId === account));
  return [...credentials.filter(named), ...credentials.filter((credential) => !named(credential))];
}
