import type { ContactAttributes } from '@mailtrixy/shared/dto';
import type { StoredPreference } from './marketing-preference';

/** contact_merge.moved: what a merge changed, so that it can be undone. */
export interface MovedThings {
  identities: string[];
  conversations: string[];
  /** Conversations that the merge resolved, with their status before. */
  resolved: { id: string; status: string }[];
  /** The kept contact's window per channel before and after; before null: it had none. */
  windows: { channelId: string; before: string | null; after: string }[];
  /**
   * What the kept contact took over; null: nothing. Merges of earlier versions took no attributes, and of the preference
   * only a stop (`optedOut`).
   */
  facts: { savedName: string | null; profileName: string | null; optedOut?: boolean; preference?: { before: StoredPreference; after: StoredPreference } | null; attributes?: ContactAttributes };
}

/** MySQL hands JSON over parsed, MariaDB as text. */
export function readMovedThings(json: MovedThings | string): MovedThings {
  return typeof json === 'string' ? (JSON.parse(json) as MovedThings) : json;
}
