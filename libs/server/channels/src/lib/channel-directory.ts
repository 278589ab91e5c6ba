/** Injection token of ChannelDirectory. */
export const CHANNEL_DIRECTORY = Symbol('ChannelDirectory');

/** A number that one App Secret speaks for. */
export interface DirectoryChannel {
  channelId: string;
  workspaceId: string;
  /** phone_number_id */
  externalId: string;
  wabaId: string | null;
}

/** One distinct App Secret and the active channels that hold it. */
export interface WebhookCredential {
  /** The channel_secret row that brought it; with several rows of one value, the first. */
  secretId: string;
  appSecret: string;
  last4: string;
  channels: DirectoryChannel[];
}

export interface VerifyToken {
  channelId: string;
  workspaceId: string;
  token: string;
}

/** What the webhook edge asks of channels. Installation-wide: a delivery names no workspace. */
export interface ChannelDirectory {
  /** Rises with every change of a channel made in this process: credentials read before are out of date. */
  readonly revision: number;
  /** App Secrets (active and retiring) of active channels, held or not; each distinct value once. Rows that do not open are skipped and logged. */
  webhookCredentials(): Promise<WebhookCredential[]>;
  /** Verify tokens of channels in setup and active. */
  verifyTokens(): Promise<VerifyToken[]>;
  /** Channels whose phone_number_id is this, in any status: for showing a rejected delivery to the claimed channel's admins. */
  findByExternalId(externalId: string): Promise<DirectoryChannel[]>;
  markWebhookVerified(workspaceId: string, channelId: string): Promise<void>;
  /** Cheap and coalesced: last inbound, last good signature. */
  recordSignatureOk(channelIds: readonly string[], secretId: string): void;
  recordRejected(channelIds: readonly string[]): void;
}
