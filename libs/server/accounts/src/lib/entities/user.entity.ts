import { idColumn } from '@mailtrixy/server/platform/database';
import type { Preferences } from '@mailtrixy/shared/dto';
import { Column, Entity } from 'typeorm';

@Entity('user')
export class UserEntity {
  @idColumn({ primary: true })
  id: string;

  /** Lower case; unique in the installation. */
  @Column({ type: 'varchar', length: 254 })
  email: string;

  @Column({ type: 'varchar', length: 120 })
  name: string;

  @Column({ name: 'password_hash', type: 'varchar', length: 255 })
  passwordHash: string;

  /** What differs from DEFAULT_PREFERENCES. */
  @Column({ type: 'json' })
  preferences: Partial<Preferences>;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;
}
