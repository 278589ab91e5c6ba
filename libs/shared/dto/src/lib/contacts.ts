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
export interface UpdateContactRequest {
  savedName: string | null;
}
