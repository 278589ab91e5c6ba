import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditLog, PeopleService, type Actor, type AuditChanges } from '@mailtrixy/server/accounts';
import { newId, randomToken } from '@mailtrixy/server/platform/clock';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { inTransaction, isDuplicate } from '@mailtrixy/server/platform/database';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import { DEFAULT_CHANNEL_SETTINGS, type ChannelDetail, type ChannelSecretName, type ChannelSummary, type CreateChannelRequest, type UpdateChannelRequest } from '@mailtrixy/shared/dto';
import { ChannelAccessService } from './channel-access.service';
import { ChannelDirectoryService } from './channel-directory.service';
import { ChannelSecretsRepository } from './channel-secrets.repository';
import { callbackAddress, detailOf, secretInfoOf, summaryOf } from './channel-views';
import { ChannelsRepository } from './channels.repository';
import { Channel } from './entities/channel.entity';
import { cleanMetaId, cleanSecret } from './secret-values';

export type ChannelChange = AuditChanges;

/** What a request for a new channel asks for, cleaned. */
interface Asked extends Pick<Channel, 'mode' | 'name' | 'externalId' | 'wabaId'> {
  secrets: Partial<Record<ChannelSecretName, string>>;
}

/** Channels of a workspace as admins see and change them. Every change is audited and goes through the outbox. */
@Injectable()
export class ChannelsService {
  constructor(
    private readonly channels: ChannelsRepository,
    private readonly secrets: ChannelSecretsRepository,
    private readonly audit: AuditLog,
    private readonly people: PeopleService,
    private readonly doorbell: Doorbell,
    private readonly access: ChannelAccessService,
    private readonly directory: ChannelDirectoryService,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async list(workspaceId: string): Promise<ChannelSummary[]> {
    const channels = await this.channels.list(workspaceId);
    const ids = channels.map(({ id }) => id);
    const [health, waiting] = await Promise.all([this.channels.health(workspaceId, ids), this.channels.waiting(workspaceId, ids)]);
    return channels.map((channel) => summaryOf(channel, waiting.get(channel.id) ?? 0, health.get(channel.id)));
  }

  async detail(workspaceId: string, id: string): Promise<ChannelDetail> {
    const channel = await this.get(workspaceId, id);
    const [health, waiting, secrets, names] = await Promise.all([this.channels.health(workspaceId, [id]), this.channels.waiting(workspaceId, [id]), this.secrets.list(workspaceId, [id]), this.people.names(workspaceId)]);
    const row = health.get(id);
    const infos = secrets.map((secret) => secretInfoOf(secret, names, channel, row));
    return detailOf(channel, waiting.get(id) ?? 0, row, infos, callbackAddress(this.settings.publicUrl));
  }

  /**
   * A new channel in status 'setup'. The same clientId and body give the same channel back.
   * @returns created false: it was there already
   * @throws DomainError CLIENT_ID_REUSED
   */
  async create(workspaceId: string, actor: Actor, request: CreateChannelRequest): Promise<{ channel: ChannelDetail; created: boolean }> {
    if (request.kind !== 'whatsapp') throw new DomainError('VALIDATION_FAILED', 'Only WhatsApp channels can be connected in this version.', { errors: [{ field: 'kind', message: 'Choose whatsapp.' }] });
    const externalId = cleanMetaId('phoneNumberId', request.phoneNumberId);
    const wabaId = request.wabaId ? cleanMetaId('wabaId', request.wabaId) : null;
    const accessToken = cleanSecret('access_token', request.accessToken);
    const appSecret = cleanSecret('app_secret', request.appSecret);
    const verifyToken = request.verifyToken ? cleanSecret('verify_token', request.verifyToken) : randomToken(24);

    const existing = await this.channels.findByClientId(workspaceId, request.clientId);
    const asked = { mode: request.mode, name: request.name.trim(), externalId, wabaId, secrets: { access_token: accessToken, app_secret: appSecret, ...(request.verifyToken ? { verify_token: verifyToken } : {}) } };
    if (existing) return { channel: await this.sameOrConflict(existing, asked), created: false };
    const now = new Date();
    const channel: Channel = Object.assign(new Channel(), {
      id: newId(), workspaceId, clientId: request.clientId, kind: request.kind, mode: request.mode, status: 'setup', name: request.name.trim(), externalId, wabaId, appId: null, displayAddress: null, verifiedName: null, activeKey: null,
      sendHold: null, sendHoldDetail: null, sendHoldCode: null, sendHoldSince: null, settings: DEFAULT_CHANNEL_SETTINGS, ratePerS: 80, testedAt: null, webhookVerifiedAt: null, version: 1, createdAt: now, updatedAt: now,
    } satisfies Channel);
    try {
      await inTransaction(this.channels.dataSource, async (tx) => {
        await tx.insert(Channel, channel);
        await this.secrets.insert(tx, workspaceId, channel.id, 'access_token', accessToken, actor.userId);
        await this.secrets.insert(tx, workspaceId, channel.id, 'app_secret', appSecret, actor.userId);
        await this.secrets.insert(tx, workspaceId, channel.id, 'verify_token', verifyToken, actor.userId);
        await this.changed(tx, actor, channel, 'channel.created', { phoneNumberId: { before: null, after: externalId } });
      });
    } catch (error) {
      if (!isDuplicate(error, 'ux_channel_client')) throw error;
      return { channel: await this.sameOrConflict((await this.channels.findByClientId(workspaceId, request.clientId)) as Channel, asked), created: false };
    }
    this.doorbell.ringOutbox();
    return { channel: await this.detail(workspaceId, channel.id), created: true };
  }

  async update(workspaceId: string, actor: Actor, id: string, request: UpdateChannelRequest): Promise<ChannelDetail> {
    return this.change(workspaceId, actor, id, 'channel.updated', async (channel) => {
      if (channel.version !== request.version) throw new DomainError('VERSION_CONFLICT', 'Somebody changed this channel meanwhile. Reload it and try again.');
      const change: ChannelChange = {};
      const set = <K extends 'name' | 'externalId' | 'wabaId'>(key: K, label: string, after: Channel[K]) => {
        if (channel[key] === after) return;
        change[label] = { before: channel[key], after };
        channel[key] = after;
      };
      if (request.name !== undefined) set('name', 'name', request.name.trim());
      if (request.wabaId !== undefined) set('wabaId', 'wabaId', request.wabaId ? cleanMetaId('wabaId', request.wabaId) : null);
      if (request.phoneNumberId !== undefined) {
        set('externalId', 'phoneNumberId', cleanMetaId('phoneNumberId', request.phoneNumberId));
        // Another number has to prove itself again before it sends.
        if (change['phoneNumberId']) Object.assign(channel, { testedAt: null, displayAddress: null, verifiedName: null, ...(channel.status === 'active' ? { status: 'setup', activeKey: null } : {}) });
      }
      if (request.settings) {
        const after = { ...DEFAULT_CHANNEL_SETTINGS, ...channel.settings, ...request.settings };
        change['settings'] = { before: channel.settings, after };
        channel.settings = after;
      }
      return change;
    });
  }

  /** Takes the channel out of use: nothing is received or sent, everything stays. */
  disable(workspaceId: string, actor: Actor, id: string): Promise<ChannelDetail> {
    return this.change(workspaceId, actor, id, 'channel.disabled', async (channel) => {
      const before = channel.status;
      Object.assign(channel, { status: 'disabled', activeKey: null });
      return { status: { before, after: 'disabled' } };
    });
  }

  /** An admin stops sending by hand; receiving goes on. */
  pause(workspaceId: string, actor: Actor, id: string): Promise<ChannelDetail> {
    return this.change(workspaceId, actor, id, 'channel.paused', async (channel): Promise<ChannelChange> => {
      if (channel.sendHold) return {};
      Object.assign(channel, { sendHold: 'paused', sendHoldDetail: `Paused by ${actor.name}`, sendHoldCode: null, sendHoldSince: new Date() });
      return { sendHold: { before: null, after: 'paused' } };
    });
  }

  /** Sending goes on with what waits. */
  async release(workspaceId: string, actor: Actor, id: string): Promise<ChannelDetail> {
    const detail = await this.change(workspaceId, actor, id, 'channel.released', async (channel): Promise<ChannelChange> => {
      const before = channel.sendHold;
      Object.assign(channel, { sendHold: null, sendHoldDetail: null, sendHoldCode: null, sendHoldSince: null });
      return before ? { sendHold: { before, after: null } } : {};
    });
    this.doorbell.ring('outbound');
    return detail;
  }

  /** @throws DomainError CHANNEL_IN_USE when it has conversations */
  async remove(workspaceId: string, actor: Actor, id: string): Promise<void> {
    const channel = await this.get(workspaceId, id);
    if (await this.channels.hasConversations(workspaceId, id)) throw new DomainError('CHANNEL_IN_USE', 'This channel has conversations. Disable it instead; they stay readable.');
    await inTransaction(this.channels.dataSource, async (tx) => {
      await tx.delete(Channel, { id, workspaceId });
      await this.changed(tx, actor, channel, 'channel.deleted', {});
    });
    this.published(workspaceId, id);
  }

  /** The Verify Token in clear, because Meta needs it pasted; audited. */
  async revealVerifyToken(workspaceId: string, actor: Actor, id: string): Promise<string> {
    const channel = await this.get(workspaceId, id);
    const value = await this.secrets.openReadable(workspaceId, id, 'verify_token');
    if (!value) throw notFound('verify token');
    await this.audit.record(this.channels.dataSource, actor, 'channel.verify_token_revealed', { kind: 'channel', id, name: channel.name });
    return value;
  }

  /** @throws DomainError NOT_FOUND also for another workspace's id */
  async get(workspaceId: string, id: string): Promise<Channel> {
    const channel = await this.channels.find(workspaceId, id);
    if (!channel) throw notFound('channel');
    return channel;
  }

  /** Loads under lock, lets `apply` change the row, saves, audits and publishes. */
  async change(workspaceId: string, actor: Actor, id: string, action: string, apply: (channel: Channel, tx: EntityManager) => Promise<ChannelChange>): Promise<ChannelDetail> {
    try {
      await inTransaction(this.channels.dataSource, async (tx) => {
        const channel = await this.channels.lock(tx, workspaceId, id);
        if (!channel) throw notFound('channel');
        const changes = await apply(channel, tx);
        await this.channels.save(tx, channel);
        await this.changed(tx, actor, channel, action, changes);
      });
    } catch (error) {
      if (isDuplicate(error, 'ux_channel_active')) throw new DomainError('CHANNEL_NUMBER_TAKEN', 'This Phone Number ID is already active in another channel of this server. Disable that one first.');
      throw error;
    }
    this.published(workspaceId, id);
    return this.detail(workspaceId, id);
  }

  /** After the commit: what this process remembers of the channel is out of date. */
  private published(workspaceId: string, id: string): void {
    this.access.forget(workspaceId, id);
    this.directory.changed();
    this.doorbell.ringOutbox();
  }

  private async changed(tx: EntityManager, actor: Actor, channel: Channel, action: string, changes: ChannelChange): Promise<void> {
    await this.audit.record(tx, actor, action, { kind: 'channel', id: channel.id, name: channel.name }, changes);
    await appendOutbox(tx, [{ workspaceId: channel.workspaceId, topic: 'channel.updated', channelId: channel.id, entityId: channel.id }]);
  }

  private async sameOrConflict(existing: Channel, { secrets, wabaId, ...asked }: Asked): Promise<ChannelDetail> {
    const { workspaceId, id } = existing;
    const stored = await Promise.all(Object.entries(secrets).map(async ([name, value]) => (await this.secrets.openReadable(workspaceId, id, name as ChannelSecretName)) === value));
    // An account that was left out is learned from the number.
    const same = existing.mode === asked.mode && existing.name === asked.name && existing.externalId === asked.externalId && (wabaId === null || existing.wabaId === wabaId) && !stored.includes(false);
    if (!same) throw new DomainError('CLIENT_ID_REUSED', 'This clientId was used for another channel.');
    return this.detail(existing.workspaceId, existing.id);
  }
}
