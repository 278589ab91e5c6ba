import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, EntityManager, In } from 'typeorm';
import { newId } from '@mailtrixy/server/platform/clock';
import { bytesToId } from '@mailtrixy/server/platform/database';
import { type Keyring, KEYRING, UnreadableSecretError } from '@mailtrixy/server/platform/secrets';
import type { ChannelSecretName } from '@mailtrixy/shared/dto';
import { ChannelSecret } from './entities/channel-secret.entity';

export interface OpenSecret {
  id: string;
  workspaceId: string;
  channelId: string;
  name: ChannelSecretName;
  value: string;
  last4: string;
}

interface RawSecret {
  id: Buffer;
  workspace_id: Buffer;
  channel_id: Buffer;
  name: ChannelSecretName;
  ciphertext: Buffer;
  key_id: string;
  last4: string;
}

/** Rows of channel_secret. Values are sealed on the way in and opened only here; each is bound to its row. */
@Injectable()
export class ChannelSecretsRepository {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(KEYRING) private readonly keyring: Keyring,
  ) {}

  async insert(tx: EntityManager, workspaceId: string, channelId: string, name: ChannelSecretName, value: string, setBy: string | null): Promise<void> {
    const id = newId();
    const { ciphertext, keyId } = this.keyring.seal(value, aad(id, workspaceId));
    await tx.insert(ChannelSecret, { id, workspaceId, channelId, name, ciphertext, keyId, last4: value.slice(-4), state: 'active', setBy, setAt: new Date() });
  }

  /** Makes the active ones retiring (they still verify signatures) or removes them. */
  async supersede(tx: EntityManager, workspaceId: string, channelId: string, name: ChannelSecretName, keepOld: boolean): Promise<void> {
    // At most two App Secrets at a time: a rotation has an old one and a new one.
    await tx.delete(ChannelSecret, { workspaceId, channelId, name, ...(keepOld ? { state: 'retiring' as const } : {}) });
    if (keepOld) await tx.update(ChannelSecret, { workspaceId, channelId, name, state: 'active' as const }, { state: 'retiring' });
  }

  async removeRetiring(tx: EntityManager, workspaceId: string, channelId: string, id: string): Promise<boolean> {
    return Boolean((await tx.delete(ChannelSecret, { id, workspaceId, channelId, state: 'retiring' })).affected);
  }

  list(workspaceId: string, channelIds: string[]): Promise<ChannelSecret[]> {
    return this.dataSource.getRepository(ChannelSecret).find({ where: { workspaceId, channelId: In(channelIds) }, order: { setAt: 'DESC' } });
  }

  /** @returns null when there is none @throws UnreadableSecretError */
  async openActive(workspaceId: string, channelId: string, name: ChannelSecretName, db: EntityManager = this.dataSource.manager): Promise<string | null> {
    const row = await db.getRepository(ChannelSecret).findOne({ where: { workspaceId, channelId, name, state: 'active' }, order: { setAt: 'DESC' } });
    return row ? this.keyring.open({ ciphertext: row.ciphertext, keyId: row.keyId }, aad(row.id, row.workspaceId)) : null;
  }

  /** As openActive; what does not open with its key counts as missing, for whoever is about to mend it. */
  async openReadable(workspaceId: string, channelId: string, name: ChannelSecretName, db?: EntityManager): Promise<string | null> {
    try {
      return await this.openActive(workspaceId, channelId, name, db);
    } catch (error) {
      if (error instanceof UnreadableSecretError) return null;
      throw error;
    }
  }

  /**
   * Installation-wide, for the webhook edge, which knows no workspace yet.
   * @param unreadable called for each row that does not open; the others are still returned
   */
  async openAll(name: ChannelSecretName, channelStatuses: string[], unreadable: (channelId: string, error: Error) => void): Promise<OpenSecret[]> {
    const rows = (await this.dataSource.query(
      `SELECT s.id, s.workspace_id, s.channel_id, s.name, s.ciphertext, s.key_id, s.last4 FROM channel_secret s
       JOIN channel c ON c.id = s.channel_id WHERE s.name = ? AND c.status IN (?) ORDER BY s.set_at DESC, s.id`,
      [name, channelStatuses],
    )) as RawSecret[];
    return rows.flatMap((row) => {
      const id = bytesToId(row.id);
      const workspaceId = bytesToId(row.workspace_id);
      const channelId = bytesToId(row.channel_id);
      try {
        const value = this.keyring.open({ ciphertext: row.ciphertext, keyId: row.key_id }, aad(id, workspaceId));
        return [{ id, workspaceId, channelId, name, value, last4: row.last4 }];
      } catch (error) {
        unreadable(channelId, error as Error);
        return [];
      }
    });
  }

  /** Seals every value again with the current key. Safe to repeat and to interrupt. @returns how many rows changed */
  async resealAll(): Promise<number> {
    let changed = 0;
    for (const { id } of await this.dataSource.getRepository(ChannelSecret).find({ select: { id: true } })) {
      changed += await this.dataSource.transaction(async (tx) => {
        const row = await tx.findOne(ChannelSecret, { where: { id }, lock: { mode: 'pessimistic_write' } });
        if (!row || row.keyId === this.keyring.currentKeyId) return 0;
        const value = this.keyring.open({ ciphertext: row.ciphertext, keyId: row.keyId }, aad(row.id, row.workspaceId));
        await tx.update(ChannelSecret, { id }, { ...this.keyring.seal(value, aad(row.id, row.workspaceId)) });
        return 1;
      });
    }
    return changed;
  }
}

const aad = (id: string, workspaceId: string) => `channel_secret|ciphertext|${id}|${workspaceId}`;
