import { idColumn } from '@mailtrixy/server/platform/database';
import type { Role } from '@mailtrixy/shared/dto';
import { Column, Entity } from 'typeorm';

@Entity('membership')
export class MembershipEntity {
  @idColumn({ name: 'workspace_id', primary: true })
  workspaceId: string;

  @idColumn({ name: 'user_id', primary: true })
  userId: string;

  @Column({ type: 'varchar', length: 16 })
  role: Role;

  /** Set while the member is deactivated. */
  @Column({ name: 'disabled_at', type: 'datetime', precision: 3, nullable: true })
  disabledAt: Date | null;

  @Column({ name: 'last_seen_at', type: 'datetime', precision: 3, nullable: true })
  lastSeenAt: Date | null;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;
}
