export const CANNED_SCOPES = ['me', 'all'] as const;
export type CannedScope = (typeof CANNED_SCOPES)[number];
export const CANNED_BODY_MAX = 4096;

/** Text for `/shortcut`; {{contact.name}}, {{contact.first_name}}, {{agent.name}}, {{workspace.name}}, {{contact.attributes.x}} are filled in. */
export interface CannedReply {
  id: string;
  version: number;
  name: string;
  shortcut: string;
  body: string;
  scope: CannedScope;
  ownerName: string;
  mine: boolean;
  uses: number;
}
export interface SaveCannedReplyRequest {
  clientId?: string;
  version?: number;
  name: string;
  shortcut: string;
  body: string;
  scope: CannedScope;
}
export interface FillCannedReplyRequest {
  conversationId: string;
}
/** With variables filled in; names of those that have no value. */
export interface FilledCannedReply {
  body: string;
  holes: string[];
}
export interface SnoozeRequest {
  /** ISO; null wakes it. */
  until: string | null;
}
