import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, newId, type Clock } from '@mailtrixy/server/platform/clock';
import { inTransaction } from '@mailtrixy/server/platform/database';
import { DomainError } from '@mailtrixy/server/platform/errors';
import type { CreatedLink } from '@mailtrixy/shared/dto';
import { DataSource } from 'typeorm';
import { AuditLog } from './audit-log';
import { normalEmail } from './email-address';
import { UserEntity, WorkspaceEntity } from './entities';
import { InvitationsService } from './invitations.service';
import { COMMAND_LINE_NAME } from './principal';

/** Workspaces of the installation, as the administrator of the server makes them. */
@Injectable()
export class WorkspacesService {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(InvitationsService) private readonly invitations: InvitationsService,
    @Inject(AuditLog) private readonly audit: AuditLog,
  ) {}

  /** A workspace and the link by which its owner comes in. @throws DomainError EMAIL_TAKEN */
  create(workspace: { name: string; timeZone: string; ownerEmail: string }): Promise<CreatedLink & { workspaceId: string }> {
    return inTransaction(this.dataSource, async (tx) => {
      if (await tx.findOneBy(UserEntity, { email: normalEmail(workspace.ownerEmail) })) throw new DomainError('EMAIL_TAKEN', `${workspace.ownerEmail} belongs to a workspace already. Use another address.`);
      const now = this.clock.now();
      const workspaceId = newId(now);
      await tx.insert(WorkspaceEntity, { id: workspaceId, name: workspace.name, timeZone: workspace.timeZone, createdAt: new Date(now) });
      const actor = { workspaceId, userId: null, name: COMMAND_LINE_NAME, ip: '', requestId: '' };
      await this.audit.record(tx, actor, 'workspace.created', { kind: 'workspace', id: workspaceId, name: workspace.name });
      return { ...(await this.invitations.createForOwner(tx, workspaceId, actor, workspace.ownerEmail)), workspaceId };
    });
  }
}
