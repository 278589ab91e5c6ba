import { Inject, Injectable } from '@nestjs/common';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { Person, Role } from '@mailtrixy/shared/dto';
import { DataSource } from 'typeorm';

interface PersonRow {
  id: Buffer;
  name: string;
  role: Role;
  active: number | string;
}

/** Who the people of a workspace are, for names in threads, lists and settings. Deactivated ones keep their name. */
@Injectable()
export class PeopleService {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  async list(workspaceId: string): Promise<Person[]> {
    const rows = (await this.dataSource.query(
      'SELECT u.id, u.name, m.role, m.disabled_at IS NULL AS active FROM membership m JOIN `user` u ON u.id = m.user_id WHERE m.workspace_id = ? ORDER BY u.name, u.id',
      [idToBytes(workspaceId)],
    )) as PersonRow[];
    return rows.map((row) => ({ id: bytesToId(row.id), name: row.name, role: row.role, active: Boolean(Number(row.active)) }));
  }

  /** User id → name. */
  async names(workspaceId: string): Promise<Map<string, string>> {
    return new Map((await this.list(workspaceId)).map(({ id, name }) => [id, name]));
  }
}
