import { idColumn } from '@mailtrixy/server/platform/database';
import { Column, Entity } from 'typeorm';

/** Append-only: nothing updates or deletes these rows. */
@Entity('audit_entry')
export class AuditEntryEntity {
  @idColumn({ primary: true })
  id: string;

  @idColumn({ name: 'workspace_id' })
  workspaceId: string;

  @idColumn({ name: 'actor_user_id', nullable: true })
  actorUserId: string | null;

  /** As it was then: a later change of the name does not rewrite history. */
  @Column({ name: 'actor_name', type: 'varchar', length: 120 })
  actorName: string;

  @Column({ type: 'varchar', length: 64 })
  action: string;

  @Column({ name: 'target_kind', type: 'varchar', length: 32 })
  targetKind: string;

  @Column({ name: 'target_id', type: 'varchar', length: 64, nullable: true })
  targetId: string | null;

  @Column({ name: 'target_name', type: 'varchar', length: 255 })
  targetName: string;

  @Column({ type: 'json' })
  changes: Record<string, { before: unknown; after: unknown }>;

  @Column({ type: 'varchar', length: 45 })
  ip: string;

  @Column({ name: 'request_id', type: 'varchar', length: 64 })
  requestId: string;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;
}
