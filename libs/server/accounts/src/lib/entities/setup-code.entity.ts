import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The only row of its table: the installation's one-time set-up code. */
@Entity('setup_code')
export class SetupCodeEntity {
  @PrimaryColumn({ type: 'tinyint' })
  id: number;

  @Column({ name: 'code_hash', type: 'binary', length: 32 })
  codeHash: Buffer;

  @Column({ name: 'failed_tries', type: 'int' })
  failedTries: number;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ name: 'used_at', type: 'datetime', precision: 3, nullable: true })
  usedAt: Date | null;
}
