import { idColumn } from '@mailtrixy/server/platform/database';
import { Column, Entity } from 'typeorm';

@Entity('workspace')
export class WorkspaceEntity {
  @idColumn({ primary: true })
  id: string;

  @Column({ type: 'varchar', length: 120 })
  name: string;

  /** IANA name. */
  @Column({ name: 'time_zone', type: 'varchar', length: 64 })
  timeZone: string;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;
}
