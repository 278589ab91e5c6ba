import type { ChannelRef, ChannelSettings, SendHold } from '@mailtrixy/shared/dto';
import type { ConnectedChannel } from './channel-driver';

/** Injection token of ChannelAccess. */
export const CHANNEL_ACCESS = Symbol('ChannelAccess');

/** What sending and the inbox need to know of a channel. Cached for at most a second. */
export interface ChannelState extends ChannelRef {
  workspaceId: string;
  settings: ChannelSettings;
  ratePerS: number;
}

/** The access token that a call was made with. */
export interface UsedToken {
  accessToken: string | null;
}

/** How the inbox reaches channels. Implemented by ChannelsService. */
export interface ChannelAccess {
  /** null: no such channel in this workspace. */
  findState(workspaceId: string, channelId: string): Promise<ChannelState | null>;
  states(workspaceId: string): Promise<ChannelState[]>;
  refs(workspaceId: string): Promise<ChannelRef[]>;
  /** With its decrypted access token. @throws ChannelError class 'hold' when there is none or it cannot be read */
  connected(workspaceId: string, channelId: string): Promise<ConnectedChannel>;
  /**
   * Stops sending only; receiving goes on. Repeated calls keep the first `since`. Writes the audit entry and the outbox.
   * @param used what the provider was asked with; null: there was no token. An error of a token that was replaced
   * meanwhile holds nothing: nobody would lift that hold any more
   */
  hold(workspaceId: string, channelId: string, hold: Pick<SendHold, 'reason' | 'detail' | 'code'>, used?: UsedToken): Promise<void>;
  /** Cheap, written at most every few seconds. */
  recordOutbound(workspaceId: string, channelId: string): void;
}
