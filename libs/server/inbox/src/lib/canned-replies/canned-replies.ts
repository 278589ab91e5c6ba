import { Inject, Injectable } from '@nestjs/common';
import { newId } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes, isDuplicate } from '@mailtrixy/server/platform/database';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import { CANNED_BODY_MAX, ROLE_PERMISSIONS, type CannedReply, type CannedScope, type FieldError, type FilledCannedReply, type SaveCannedReplyRequest } from '@mailtrixy/shared/dto';
import { DataSource } from 'typeorm';
import { mustWrite, type Actor } from '../conversations/actor';
import { contactOf, fillVariables, variablesOf } from './fill-variables';

const NAME_MAX = 100;
const SHORTCUT = /^[\p{L}\p{N}_-]{1,40}$/u;
/** Of one person, and of all. */
const REPLIES_MAX = 1000;
/** canned_reply.unique_owner of those that everybody has. */
const EVERYBODY = '00000000-0000-0000-0000-000000000000';

interface Row {
  id: Buffer;
  owner_id: Buffer;
  owner_name: string | null;
  scope: CannedScope;
  name: string;
  shortcut: string;
  body: string;
  uses: number;
  version: number;
}

/** Texts that people insert with /shortcut. A person sees their own and those of all. */
@Injectable()
export class CannedReplies {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  async list(workspaceId: string, actor: Actor): Promise<CannedReply[]> {
    return this.read(workspaceId, actor, null);
  }

  /** The same clientId gives the same reply back. @throws DomainError FORBIDDEN, VALIDATION_FAILED, NAME_TAKEN */
  async create(workspaceId: string, actor: Actor, request: SaveCannedReplyRequest): Promise<{ reply: CannedReply; created: boolean }> {
    const { clientId, name, shortcut, body, scope } = this.checked(actor, request);
    if (!clientId) throw new DomainError('VALIDATION_FAILED', 'A new canned reply needs a clientId.', { errors: [{ field: 'clientId', message: 'is needed' }] });
    const [{ known }]: { known: number }[] = await this.dataSource.query('SELECT COUNT(*) AS known FROM canned_reply WHERE workspace_id = ? AND unique_owner = ?', [idToBytes(workspaceId), idToBytes(ownerOf(scope, actor))]);
    if (Number(known) >= REPLIES_MAX) throw new DomainError('VALIDATION_FAILED', `There may be ${REPLIES_MAX} canned replies.`);
    const id = newId();
    try {
      await this.dataSource.query('INSERT INTO canned_reply (id, workspace_id, owner_id, unique_owner, scope, name, shortcut, body, client_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)', [idToBytes(id), idToBytes(workspaceId), idToBytes(actor.userId), idToBytes(ownerOf(scope, actor)), scope, name, shortcut, body, clientId]);
      return { reply: await this.get(workspaceId, actor, id), created: true };
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      const [before]: { id: Buffer }[] = await this.dataSource.query('SELECT id FROM canned_reply WHERE workspace_id = ? AND client_id = ? AND owner_id = ?', [idToBytes(workspaceId), clientId, idToBytes(actor.userId)]);
      if (!before) throw shortcutTaken(shortcut);
      return { reply: await this.get(workspaceId, actor, bytesToId(before.id)), created: false };
    }
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN, VERSION_CONFLICT, VALIDATION_FAILED, NAME_TAKEN */
  async update(workspaceId: string, actor: Actor, id: string, request: SaveCannedReplyRequest): Promise<CannedReply> {
    const before = await this.changeable(workspaceId, actor, id);
    const { name, shortcut, body, scope } = this.checked(actor, request);
    try {
      const { affectedRows }: { affectedRows: number } = await this.dataSource.query('UPDATE canned_reply SET unique_owner = IF(? = ?, ?, owner_id), scope = ?, name = ?, shortcut = ?, body = ?, version = version + 1 WHERE id = ? AND workspace_id = ? AND version = ?', [
        scope, 'all', idToBytes(EVERYBODY), scope, name, shortcut, body, idToBytes(id), idToBytes(workspaceId), request.version ?? before.version,
      ]);
      if (!affectedRows) throw new DomainError('VERSION_CONFLICT', 'Somebody else changed this canned reply meanwhile. Look at it again.');
    } catch (error) {
      throw isDuplicate(error) ? shortcutTaken(shortcut) : error;
    }
    return this.get(workspaceId, actor, id);
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN */
  async remove(workspaceId: string, actor: Actor, id: string): Promise<void> {
    await this.changeable(workspaceId, actor, id);
    await this.dataSource.query('DELETE FROM canned_reply WHERE id = ? AND workspace_id = ?', [idToBytes(id), idToBytes(workspaceId)]);
  }

  /** With this conversation's names in it; counts as a use. @throws DomainError NOT_FOUND, FORBIDDEN */
  async fill(workspaceId: string, actor: Actor, id: string, conversationId: string): Promise<FilledCannedReply> {
    mustWrite(actor);
    const { body } = await this.get(workspaceId, actor, id);
    const contactId = await contactOf(this.dataSource.manager, workspaceId, conversationId);
    if (!contactId) throw notFound('conversation');
    await this.dataSource.query('UPDATE canned_reply SET uses = uses + 1 WHERE id = ? AND workspace_id = ?', [idToBytes(id), idToBytes(workspaceId)]);
    return fillVariables(body, await variablesOf(this.dataSource.manager, workspaceId, contactId, actor.userId));
  }

  private async changeable(workspaceId: string, actor: Actor, id: string): Promise<CannedReply> {
    mustWrite(actor);
    const reply = await this.get(workspaceId, actor, id);
    if (reply.scope === 'all') mustShare(actor);
    return reply;
  }

  private async get(workspaceId: string, actor: Actor, id: string): Promise<CannedReply> {
    const [reply] = await this.read(workspaceId, actor, id);
    if (!reply) throw notFound('canned reply');
    return reply;
  }

  private async read(workspaceId: string, actor: Actor, id: string | null): Promise<CannedReply[]> {
    const rows: Row[] = await this.dataSource.query(
      `SELECT r.id, r.owner_id, u.name AS owner_name, r.scope, r.name, r.shortcut, r.body, r.uses, r.version FROM canned_reply r LEFT JOIN \`user\` u ON u.id = r.owner_id WHERE r.workspace_id = ? AND (r.scope = 'all' OR r.owner_id = ?) ${id ? 'AND r.id = ?' : ''} ORDER BY r.name, r.id`,
      [idToBytes(workspaceId), idToBytes(actor.userId), ...(id ? [idToBytes(id)] : [])],
    );
    return rows.map((row) => ({ id: bytesToId(row.id), version: row.version, name: row.name, shortcut: row.shortcut, body: row.body, scope: row.scope, ownerName: row.owner_name ?? '', mine: bytesToId(row.owner_id) === actor.userId, uses: row.uses }));
  }

  private checked(actor: Actor, request: SaveCannedReplyRequest): SaveCannedReplyRequest {
    mustWrite(actor);
    if (request.scope === 'all') mustShare(actor);
    const [name, shortcut, body] = [request.name.trim(), request.shortcut.normalize('NFC').trim().replace(/^\//, '').toLowerCase(), request.body.trim()];
    const errors: FieldError[] = [];
    if (!name || [...name].length > NAME_MAX) errors.push({ field: 'name', message: `A name has 1 to ${NAME_MAX} characters.` });
    if (!SHORTCUT.test(shortcut)) errors.push({ field: 'shortcut', message: 'A shortcut has 1 to 40 letters, digits, - or _, and no spaces.' });
    if (!body || [...body].length > CANNED_BODY_MAX) errors.push({ field: 'body', message: `The text has 1 to ${CANNED_BODY_MAX} characters.` });
    if (errors.length) throw new DomainError('VALIDATION_FAILED', errors[0].message, { errors });
    return { ...request, name, shortcut, body };
  }
}

function ownerOf(scope: CannedScope, { userId }: Actor): string {
  return scope === 'all' ? EVERYBODY : userId;
}

function mustShare({ role }: Actor): void {
  if (!ROLE_PERMISSIONS[role].includes('rules.manage')) throw new DomainError('FORBIDDEN', 'Leads and admins decide which canned replies everybody has. Make one of your own.');
}

function shortcutTaken(shortcut: string): DomainError {
  return new DomainError('NAME_TAKEN', `/${shortcut} is another canned reply already.`, { errors: [{ field: 'shortcut', message: 'is taken' }] });
}
