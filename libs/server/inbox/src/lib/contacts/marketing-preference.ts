/** What a person told about marketing messages, as contact has it. */
export interface MarketingPreference {
  /** Null: wants them, or never said anything. */
  optedOutAt: Date | null;
  /** By the provider's clock; rows of earlier versions have it in optedOutAt only. */
  changedAt: Date | null;
  source: string | null;
}

/** contact_merge.moved has it as JSON. */
export type StoredPreference = { [K in keyof MarketingPreference]: string | null };

/** contact.opt_source of what a customer said in a message, apart from WhatsApp's own switch. */
export const SAID_IN_WORDS = 'words';

/** A STOP in words is about everything automatic; WhatsApp's switch, which is about marketing only, neither takes its place nor ends it. */
export function saidStop({ optedOutAt, source }: Pick<MarketingPreference, 'optedOutAt' | 'source'>): boolean {
  return optedOutAt !== null && source === SAID_IN_WORDS;
}

/**
 * Of two contacts that are one person the newest word counts, a STOP in words before WhatsApp's switch. Of two at one time the stop does: an advertisement to
 * somebody who does not want it is the worse mistake.
 */
export function newestPreference(a: MarketingPreference, b: MarketingPreference): MarketingPreference {
  if (saidStop(a) !== saidStop(b)) {
    const [stopped, other] = saidStop(a) ? [a, b] : [b, a];
    if (other.source !== SAID_IN_WORDS) return stopped;
  }
  const [atA, atB] = [toldAt(a), toldAt(b)];
  if (atA !== atB) return atA > atB ? a : b;
  return b.optedOutAt && !a.optedOutAt ? b : a;
}

export function storedPreference({ optedOutAt, changedAt, source }: MarketingPreference): StoredPreference {
  return { optedOutAt: optedOutAt?.toISOString() ?? null, changedAt: changedAt?.toISOString() ?? null, source };
}

export function readPreference({ optedOutAt, changedAt, source }: StoredPreference): MarketingPreference {
  return { optedOutAt: optedOutAt === null ? null : new Date(optedOutAt), changedAt: changedAt === null ? null : new Date(changedAt), source };
}

function toldAt({ optedOutAt, changedAt }: MarketingPreference): number {
  return (changedAt ?? optedOutAt)?.getTime() ?? -Infinity;
}
