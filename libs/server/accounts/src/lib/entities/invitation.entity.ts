import { idColumn } from '@mailtrixy/server/platform/database';
import type { Role } from '@mailtrixy/shared/dto';
import { Column, Entity } from 'typeorm';

@Entity('invitation')
export class InvitationEntity {
  @idColumn({ primary: true })
  id: string;

  @idColumn({ name: 'workspace_id' })
  workspaceId: string;

  @Column({ name: 'client_id', type: 'varchar', length: 64 })
  clientId: string;

  @Column({ type: 'varchar', length: 254, nullable: true })
  email: string | null;

  @Column({ type: 'varchar', length: 16 })
  role: Role;

  @Column({ name: 'token_hash', type: 'binary', length: 32 })
  tokenHash: Buffer;

  /** A user's id, or COMMAND_LINE. */
  @idColumn({ name: 'created_by' })
  createdBy: string;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ name: 'expires_at', type: 'datetime', precision: 3 })
  expiresAt: Date;

  @Column({ name: 'accepted_at', type: 'datetime', precision: 3, nullable: true })
  acceptedAt: Date | null;

  @Column({ name: 'revoked_at', type: 'datetime', precision: 3, nullable: true })
  revokedAt: Date | null;
}
