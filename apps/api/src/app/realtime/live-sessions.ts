import { Inject, Injectable } from '@nestjs/common';
import { SESSION_IDLE_MS } from '@mailtrixy/server/accounts';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { Role } from '@mailtrixy/shared/dto';
import { DataSource } from 'typeorm';

/** Which sessions of open sockets still live. One query for all, and unlike a request it does not count as use. */
@Injectable()
export class LiveSessions {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** Roles by session id; a session that is over is not among them. */
  async roles(sessionIds: readonly string[]): Promise<Map<string, Role>> {
    const rows: { id: Buffer; role: Role }[] = await this.dataSource.query(
      `SELECT s.id, m.role FROM session s JOIN membership m ON m.workspace_id = s.workspace_id AND m.user_id = s.user_id AND m.disabled_at IS NULL
        WHERE s.id IN (?) AND s.revoked_at IS NULL AND s.expires_at > NOW(3) AND s.last_seen_at > NOW(3) - INTERVAL ? SECOND`,
      [[...new Set(sessionIds)].map(idToBytes), SESSION_IDLE_MS / 1000],
    );
    return new Map(rows.map((row) => [bytesToId(row.id), row.role]));
  }
}
