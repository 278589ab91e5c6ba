import { Inject, Injectable } from '@nestjs/common';
import { AuditLog, type Actor } from '@mailtrixy/server/accounts';
import { bytesToId, idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import type { AiChannelSettings, FieldError, UpdateAiChannelRequest } from '@mailtrixy/shared/dto';
import { DataSource, type EntityManager } from 'typeorm';
import { cancelOnTheWay } from '../drafts/cancel-on-the-way';
import { announceWorkspace } from '../rows/announce-ai';
import { autoBlocked } from './auto-blocked';
import { ExamLock } from './exam-lock';
import { readChannel, writeChannel, type StoredChannel } from './stored-channel';

/** Off, drafts or replies by itself, per channel. */
@Injectable()
export class AiChannelsService {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
    @Inject(ExamLock) private readonly lock: ExamLock,
  ) {}

  async list(workspaceId: string): Promise<AiChannelSettings[]> {
    const { manager } = this.dataSource;
    const channels: { id: Buffer; name: string }[] = await manager.query('SELECT id, name FROM channel WHERE workspace_id = ? ORDER BY created_at, id', [idToBytes(workspaceId)]);
    const blocked = await autoBlocked(manager, this.lock, workspaceId);
    return Promise.all(channels.map(async ({ id, name }) => ({ ...(await readChannel(manager, workspaceId, bytesToId(id))), channelName: name, autoBlocked: blocked })));
  }

  /** @throws DomainError NOT_FOUND */
  async get(workspaceId: string, channelId: string): Promise<AiChannelSettings> {
    const { manager } = this.dataSource;
    const channelName = await nameOf(manager, workspaceId, channelId);
    return { ...(await readChannel(manager, workspaceId, channelId)), channelName, autoBlocked: await autoBlocked(manager, this.lock, workspaceId) };
  }

  /** @throws DomainError NOT_FOUND, VERSION_CONFLICT, VALIDATION_FAILED, AI_AUTO_SEND_BLOCKED */
  async update(workspaceId: string, actor: Actor, channelId: string, { version, ...wanted }: UpdateAiChannelRequest): Promise<AiChannelSettings> {
    await inTransaction(this.dataSource, async (tx) => {
      const channelName = await nameOf(tx, workspaceId, channelId);
      const before = await readChannel(tx, workspaceId, channelId, true);
      if (before.version !== version) throw new DomainError('VERSION_CONFLICT', 'Somebody else changed this channel’s AI settings meanwhile. Look at them again.');
      const after: StoredChannel = { ...before, ...given(wanted), version: before.version + 1 };
      const errors = problemsOf(after);
      if (errors.length) throw new DomainError('VALIDATION_FAILED', 'A setting cannot be stored.', { errors });
      if (after.mode === 'auto' && before.mode !== 'auto') {
        const blocked = await autoBlocked(tx, this.lock, workspaceId);
        if (blocked) throw new DomainError('AI_AUTO_SEND_BLOCKED', blocked);
      }
      await writeChannel(tx, workspaceId, after);
      if (before.mode === 'auto' && after.mode !== 'auto') await cancelOnTheWay(tx, workspaceId, { channelId }, { code: after.mode === 'off' ? 'channel_off' : 'mode', words: `${actor.name} switched auto-send off for this channel.` });
      else if (after.mode === 'off') await cancelOnTheWay(tx, workspaceId, { channelId }, { code: 'channel_off', words: `${actor.name} switched the AI off for this channel.` });
      const { version: _before, ...old } = before;
      await this.audit.record(tx, actor, 'ai.channel_changed', { kind: 'channel', id: channelId, name: channelName }, Object.fromEntries(Object.entries(old).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(after[name as keyof StoredChannel])).map(([name, value]) => [name, { before: value, after: after[name as keyof StoredChannel] }])));
      await announceWorkspace(tx, workspaceId);
    });
    this.doorbell.ringOutbox();
    return this.get(workspaceId, channelId);
  }
}

async function nameOf(manager: EntityManager, workspaceId: string, channelId: string): Promise<string> {
  const [row]: { name: string }[] = await manager.query('SELECT name FROM channel WHERE id = ? AND workspace_id = ?', [idToBytes(channelId), idToBytes(workspaceId)]);
  if (!row) throw notFound('channel');
  return row.name;
}

function given<T extends object>(wanted: T): Partial<T> {
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function problemsOf({ draftAt, sendAt }: StoredChannel): FieldError[] {
  return draftAt > sendAt ? [{ field: 'sendAt', message: 'must not be below the confidence that a draft needs' }] : [];
}
