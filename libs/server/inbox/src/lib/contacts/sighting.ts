import type { InboundIdentity } from '@mailtrixy/server/channels';

/** A person as one element of a delivery names them. */
export interface Sighting {
  workspaceId: string;
  /** The provider's account that told it: two different opaque ids of one account are two people. */
  scope: string | null;
  /** All known addresses, the surest first. */
  identities: readonly InboundIdentity[];
  profileName: string | null;
  /** The provider's time of it, never later than it reached us. */
  at: number;
  /** Written well before it reached us: its number may have another holder by now. */
  late: boolean;
  /** The person's addresses before and from now on. */
  moved: { from: readonly InboundIdentity[]; to: readonly InboundIdentity[] } | null;
  /** An unknown person becomes a contact; a notice about somebody who never wrote does not. */
  makes: boolean;
}

/** Numbers do not change hands faster; what is older than this at its arrival costs one more look. */
const LATE_MS = 30_000;

/** When something was told, never later than it reached us. */
export function toldAt(providerTs: number, receivedAt: Date): Pick<Sighting, 'at' | 'late'> {
  const at = Math.min(providerTs || receivedAt.getTime(), receivedAt.getTime());
  return { at, late: receivedAt.getTime() - at > LATE_MS };
}

/** Two people may have held one username at different times, so it never finds anybody. */
export function isUnique({ kind }: InboundIdentity): boolean {
  return kind !== 'username';
}

export function identityKey(workspaceId: string, { kind, value }: InboundIdentity): string {
  return `${workspaceId}|${kind}|${value}`;
}

export function isSame(a: InboundIdentity, b: InboundIdentity): boolean {
  return a.kind === b.kind && a.value === b.value;
}

/** All that a sighting names and that finds a contact; of a move both sides. */
export function uniqueIdentities({ identities, moved }: Sighting): InboundIdentity[] {
  return (moved ? [...identities, ...moved.from, ...moved.to] : identities).filter(isUnique);
}
