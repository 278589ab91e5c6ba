/** A customer's message that rules and the AI still have to look at. */
export interface AutomationTask {
  workspaceId: string;
  channelId: string;
  conversationId: string;
  messageId: string;
  seq: number;
  /** Looked at only because it says STOP or START: nothing is automated on its channel, or it is too old for an answer. */
  consentOnly: boolean;
  /** Of running it; the first is 1. */
  tries: number;
}
