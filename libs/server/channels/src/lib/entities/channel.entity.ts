import { Column, Entity } from 'typeorm';
import { idColumn } from '@mailtrixy/server/platform/database';
import type { ChannelKind, ChannelMode, ChannelSettings, ChannelStatus } from '@mailtrixy/shared/dto';

@Entity('channel')
export class Channel {
  @idColumn({ primary: true })
  id: string;

  @idColumn({ name: 'workspace_id' })
  workspaceId: string;

  @Column({ name: 'client_id', type: 'varchar', length: 64, nullable: true })
  clientId: string | null;

  @Column({ type: 'varchar', length: 16 })
  kind: ChannelKind;

  @Column({ type: 'varchar', length: 16 })
  mode: ChannelMode;

  @Column({ type: 'varchar', length: 16 })
  status: ChannelStatus;

  @Column({ type: 'varchar', length: 120 })
  name: string;

  /** For WhatsApp the phone_number_id. */
  @Column({ name: 'external_id', type: 'varchar', length: 64, nullable: true })
  externalId: string | null;

  @Column({ name: 'waba_id', type: 'varchar', length: 64, nullable: true })
  wabaId: string | null;

  @Column({ name: 'app_id', type: 'varchar', length: 64, nullable: true })
  appId: string | null;

  @Column({ name: 'display_address', type: 'varchar', length: 64, nullable: true })
  displayAddress: string | null;

  @Column({ name: 'verified_name', type: 'varchar', length: 255, nullable: true })
  verifiedName: string | null;

  /** external_id while active, else NULL: one number is active once in an installation. */
  @Column({ name: 'active_key', type: 'varchar', length: 64, nullable: true })
  activeKey: string | null;

  @Column({ name: 'send_hold', type: 'varchar', length: 32, nullable: true })
  sendHold: string | null;

  @Column({ name: 'send_hold_detail', type: 'varchar', length: 1000, nullable: true })
  sendHoldDetail: string | null;

  @Column({ name: 'send_hold_code', type: 'int', nullable: true })
  sendHoldCode: number | null;

  @Column({ name: 'send_hold_since', type: 'datetime', precision: 3, nullable: true })
  sendHoldSince: Date | null;

  @Column({ type: 'json' })
  settings: ChannelSettings;

  @Column({ name: 'rate_per_s', type: 'int' })
  ratePerS: number;

  @Column({ name: 'tested_at', type: 'datetime', precision: 3, nullable: true })
  testedAt: Date | null;

  @Column({ name: 'webhook_verified_at', type: 'datetime', precision: 3, nullable: true })
  webhookVerifiedAt: Date | null;

  @Column({ type: 'int' })
  version: number;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'datetime', precision: 3 })
  updatedAt: Date;
}
