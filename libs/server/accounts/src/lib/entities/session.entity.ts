import { idColumn } from '@mailtrixy/server/platform/database';
import { Column, Entity } from 'typeorm';

@Entity('session')
export class SessionEntity {
  @idColumn({ primary: true })
  id: string;

  /** SHA-256 of the cookie's token; the token itself is never stored. */
  @Column({ name: 'token_hash', type: 'binary', length: 32 })
  tokenHash: Buffer;

  @idColumn({ name: 'user_id' })
  userId: string;

  @idColumn({ name: 'workspace_id' })
  workspaceId: string;

  @Column({ type: 'varchar', length: 45 })
  ip: string;

  @Column({ name: 'user_agent', type: 'varchar', length: 255 })
  userAgent: string;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ name: 'last_seen_at', type: 'datetime', precision: 3 })
  lastSeenAt: Date;

  /** The absolute end; the idle end follows from lastSeenAt. */
  @Column({ name: 'expires_at', type: 'datetime', precision: 3 })
  expiresAt: Date;

  @Column({ name: 'revoked_at', type: 'datetime', precision: 3, nullable: true })
  revokedAt: Date | null;
}
