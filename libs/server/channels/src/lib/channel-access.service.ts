import { Injectable } from '@nestjs/common';
import { inTransaction } from '@mailtrixy/server/platform/database';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import { UnreadableSecretError } from '@mailtrixy/server/platform/secrets';
import type { ChannelRef, SendHold } from '@mailtrixy/shared/dto';
import { AuditLog, systemActor } from '@mailtrixy/server/accounts';
import type { ChannelAccess, ChannelState, UsedToken } from './channel-access';
import type { ConnectedChannel } from './channel-driver';
import { ChannelError } from './channel-error';
import { ChannelSecretsRepository } from './channel-secrets.repository';
import { refOf, stateOf } from './channel-views';
import { ChannelsRepository } from './channels.repository';
import { endsWithNewToken } from './token-holds';

const CACHE_MS = 1000;
const TOUCH_EVERY_MS = 5000;

/** ChannelAccess over the tables, with a one-second cache per workspace and channel. */
@Injectable()
export class ChannelAccessService implements ChannelAccess {
  private readonly connectedCache = new Map<string, { at: number; value: Promise<ConnectedChannel> }>();
  private readonly stateCache = new Map<string, { at: number; value: Promise<ChannelState | null> }>();
  private readonly touched = new Map<string, number>();

  constructor(
    private readonly channels: ChannelsRepository,
    private readonly secrets: ChannelSecretsRepository,
    private readonly audit: AuditLog,
    private readonly doorbell: Doorbell,
  ) {}

  findState(workspaceId: string, channelId: string): Promise<ChannelState | null> {
    return cached(this.stateCache, `${workspaceId}/${channelId}`, async () => {
      const channel = await this.channels.find(workspaceId, channelId);
      return channel && stateOf(channel);
    });
  }

  async states(workspaceId: string): Promise<ChannelState[]> {
    return (await this.channels.list(workspaceId)).map(stateOf);
  }

  async refs(workspaceId: string): Promise<ChannelRef[]> {
    const channels = await this.channels.list(workspaceId);
    const waiting = await this.channels.waiting(workspaceId, channels.filter(({ sendHold }) => sendHold).map(({ id }) => id));
    return channels.map((channel) => refOf(channel, waiting.get(channel.id) ?? 0));
  }

  connected(workspaceId: string, channelId: string): Promise<ConnectedChannel> {
    return cached(this.connectedCache, `${workspaceId}/${channelId}`, () => this.connect(workspaceId, channelId));
  }

  async hold(workspaceId: string, channelId: string, hold: Pick<SendHold, 'reason' | 'detail' | 'code'>, used?: UsedToken): Promise<void> {
    await inTransaction(this.channels.dataSource, async (tx) => {
      const channel = await this.channels.lock(tx, workspaceId, channelId);
      if (!channel || channel.sendHold) return;
      if (used && endsWithNewToken(hold.reason) && (await this.secrets.openReadable(workspaceId, channelId, 'access_token', tx)) !== used.accessToken) return;
      Object.assign(channel, { sendHold: hold.reason, sendHoldDetail: hold.detail.slice(0, 1000), sendHoldCode: hold.code, sendHoldSince: new Date() });
      await this.channels.save(tx, channel);
      await this.audit.record(tx, systemActor(workspaceId), 'channel.held', { kind: 'channel', id: channelId, name: channel.name }, { sendHold: { before: null, after: hold.reason } });
      await appendOutbox(tx, [{ workspaceId, topic: 'channel.updated', channelId, entityId: channelId }]);
    });
    this.forget(workspaceId, channelId);
    this.doorbell.ringOutbox();
  }

  /** After a change in this process; other processes see it when their cache's second is over. */
  forget(workspaceId: string, channelId: string): void {
    this.stateCache.delete(`${workspaceId}/${channelId}`);
    this.connectedCache.delete(`${workspaceId}/${channelId}`);
  }

  recordOutbound(_workspaceId: string, channelId: string): void {
    const now = Date.now();
    if (now - (this.touched.get(channelId) ?? 0) < TOUCH_EVERY_MS) return;
    this.touched.set(channelId, now);
    // Health is a convenience: a failed write is made good by the next one.
    this.channels.touchHealth('last_outbound_at', [channelId]).catch(() => this.touched.delete(channelId));
  }

  private async connect(workspaceId: string, channelId: string): Promise<ConnectedChannel> {
    const channel = await this.channels.find(workspaceId, channelId);
    const accessToken = channel && (await this.openToken(workspaceId, channelId));
    if (!channel?.externalId || !accessToken) throw noToken('This channel has no access token.');
    return { id: channel.id, workspaceId, kind: channel.kind, mode: channel.mode, externalId: channel.externalId, wabaId: channel.wabaId, accessToken };
  }

  private async openToken(workspaceId: string, channelId: string): Promise<string | null> {
    try {
      return await this.secrets.openActive(workspaceId, channelId, 'access_token');
    } catch (error) {
      if (error instanceof UnreadableSecretError) throw noToken(error.message);
      throw error;
    }
  }
}

function noToken(detail: string): ChannelError {
  return new ChannelError('hold', { code: null, title: 'No usable access token', detail, httpStatus: null, holdReason: 'token_invalid' });
}

function cached<T>(cache: Map<string, { at: number; value: Promise<T> }>, key: string, load: () => Promise<T>): Promise<T> {
  const entry = cache.get(key);
  if (entry && performance.now() - entry.at < CACHE_MS) return entry.value;
  const value = load();
  cache.set(key, { at: performance.now(), value });
  value.catch(() => cache.delete(key));
  return value;
}
