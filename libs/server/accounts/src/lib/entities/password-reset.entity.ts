import { idColumn } from '@mailtrixy/server/platform/database';
import { Column, Entity } from 'typeorm';

@Entity('password_reset')
export class PasswordResetEntity {
  @idColumn({ primary: true })
  id: string;

  @idColumn({ name: 'user_id' })
  userId: string;

  @Column({ name: 'token_hash', type: 'binary', length: 32 })
  tokenHash: Buffer;

  /** Null: made on the command line. */
  @idColumn({ name: 'created_by', nullable: true })
  createdBy: string | null;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ name: 'expires_at', type: 'datetime', precision: 3 })
  expiresAt: Date;

  /** Set when it was used, and also when a newer link took its place. */
  @Column({ name: 'used_at', type: 'datetime', precision: 3, nullable: true })
  usedAt: Date | null;
}
