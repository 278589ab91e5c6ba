import { Inject, Injectable } from '@nestjs/common';
import { bytesToId } from '@mailtrixy/server/platform/database';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import type { ChannelDirectory, DirectoryChannel, VerifyToken, WebhookCredential } from './channel-directory';
import { ChannelSecretsRepository } from './channel-secrets.repository';
import { ChannelsRepository } from './channels.repository';

const FLUSH_AFTER_MS = 1000;

interface RawChannel {
  id: Buffer;
  workspace_id: Buffer;
  external_id: string;
  waba_id: string | null;
}

/** ChannelDirectory over the tables. Health writes are gathered for a second: a burst of webhooks costs one statement. */
@Injectable()
export class ChannelDirectoryService implements ChannelDirectory {
  private readonly good = new Map<string, Set<string>>();
  private readonly rejected = new Set<string>();
  private timer: NodeJS.Timeout | null = null;
  revision = 0;

  constructor(
    private readonly channels: ChannelsRepository,
    private readonly secrets: ChannelSecretsRepository,
    private readonly doorbell: Doorbell,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** A channel or a secret of it changed. */
  changed(): void {
    this.revision++;
  }

  async webhookCredentials(): Promise<WebhookCredential[]> {
    const [secrets, channels] = await Promise.all([this.secrets.openAll('app_secret', ['active'], this.unreadable), this.activeChannels()]);
    const credentials = new Map<string, WebhookCredential>();
    for (const secret of secrets) {
      const channel = channels.get(secret.channelId);
      if (!channel || !secret.value) continue;
      let credential = credentials.get(secret.value);
      if (!credential) credentials.set(secret.value, (credential = { secretId: secret.id, appSecret: secret.value, last4: secret.last4, channels: [] }));
      if (!credential.channels.some(({ channelId }) => channelId === channel.channelId)) credential.channels.push(channel);
    }
    return [...credentials.values()];
  }

  async verifyTokens(): Promise<VerifyToken[]> {
    const secrets = await this.secrets.openAll('verify_token', ['setup', 'active'], this.unreadable);
    return secrets.filter(({ value }) => value.length > 0).map(({ channelId, workspaceId, value }) => ({ channelId, workspaceId, token: value }));
  }

  async findByExternalId(externalId: string): Promise<DirectoryChannel[]> {
    const rows = (await this.channels.dataSource.query('SELECT id, workspace_id, external_id, waba_id FROM channel WHERE external_id = ?', [externalId])) as RawChannel[];
    return rows.map(directoryChannel);
  }

  async markWebhookVerified(workspaceId: string, channelId: string): Promise<void> {
    await this.channels.dataSource.transaction(async (tx) => {
      const channel = await this.channels.lock(tx, workspaceId, channelId);
      if (!channel) return;
      channel.webhookVerifiedAt = new Date();
      await this.channels.save(tx, channel);
      await appendOutbox(tx, [{ workspaceId, topic: 'channel.updated', channelId, entityId: channelId }]);
    });
    this.doorbell.ringOutbox();
  }

  recordSignatureOk(channelIds: readonly string[], secretId: string): void {
    let ids = this.good.get(secretId);
    if (!ids) this.good.set(secretId, (ids = new Set()));
    for (const id of channelIds) ids.add(id);
    this.flushSoon();
  }

  recordRejected(channelIds: readonly string[]): void {
    for (const id of channelIds) this.rejected.add(id);
    this.flushSoon();
  }

  private flushSoon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      const good = [...this.good];
      const rejected = [...this.rejected];
      this.good.clear();
      this.rejected.clear();
      // Health is a convenience: what a failed write loses, the next delivery writes again.
      Promise.all([...good.map(([secretId, ids]) => this.channels.recordSignatureOk([...ids], secretId)), this.channels.touchHealth('last_rejected_at', rejected)]).catch((error: Error) => this.logger.warn({ err: error }, 'Channel health could not be written'));
    }, FLUSH_AFTER_MS).unref();
  }

  private async activeChannels(): Promise<Map<string, DirectoryChannel>> {
    const rows = (await this.channels.dataSource.query("SELECT id, workspace_id, external_id, waba_id FROM channel WHERE status = 'active' AND external_id IS NOT NULL")) as RawChannel[];
    return new Map(rows.map((row) => [bytesToId(row.id), directoryChannel(row)]));
  }

  private readonly unreadable = (channelId: string, error: Error): void => {
    this.logger.error({ channelId, reason: error.message }, 'A channel secret cannot be read; its channel neither verifies nor sends');
  };
}

function directoryChannel(row: RawChannel): DirectoryChannel {
  return { channelId: bytesToId(row.id), workspaceId: bytesToId(row.workspace_id), externalId: row.external_id, wabaId: row.waba_id };
}
