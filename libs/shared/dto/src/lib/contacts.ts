import type { ContactRef } from './conversations';

/** A contact that may be the same person, with the reason in words. */
export interface ContactDuplicate {
  contact: ContactRef;
  reason: string;
}

/** POST /api/contacts/:id/merge : `other` goes into `:id`; conversations, identities and windows move. Undone by /unmerge. */
export interface MergeContactsRequest {
  otherId: string;
}
export interface ContactMerge {
  id: string;
  keptId: string;
  mergedId: string;
  mergedName: string;
  at: string;
  by: string | null;
  undoable: boolean;
}
/** PATCH /api/contacts/:id: what is not named stays. */
export interface UpdateContactRequest {
  /** Empty or null gives the profile's name back. */
  savedName?: string | null;
  /** By name; null or an empty text removes. */
  attributes?: Record<string, string | null>;
}
