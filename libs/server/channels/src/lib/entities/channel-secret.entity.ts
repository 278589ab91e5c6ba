import { Column, Entity } from 'typeorm';
import { idColumn } from '@mailtrixy/server/platform/database';
import type { ChannelSecretName } from '@mailtrixy/shared/dto';

@Entity('channel_secret')
export class ChannelSecret {
  @idColumn({ primary: true })
  id: string;

  @idColumn({ name: 'workspace_id' })
  workspaceId: string;

  @idColumn({ name: 'channel_id' })
  channelId: string;

  @Column({ type: 'varchar', length: 32 })
  name: ChannelSecretName;

  @Column({ type: 'varbinary', length: 8192 })
  ciphertext: Buffer;

  @Column({ name: 'key_id', type: 'varchar', length: 32 })
  keyId: string;

  @Column({ type: 'varchar', length: 4 })
  last4: string;

  @Column({ type: 'varchar', length: 16 })
  state: 'active' | 'retiring';

  @idColumn({ name: 'set_by', nullable: true })
  setBy: string | null;

  @Column({ name: 'set_at', type: 'datetime', precision: 3 })
  setAt: Date;
}
