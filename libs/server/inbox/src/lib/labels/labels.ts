import { Inject, Injectable } from '@nestjs/common';
import { AuditLog, type Actor } from '@mailtrixy/server/accounts';
import { newId } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes, inTransaction, isDuplicate } from '@mailtrixy/server/platform/database';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import { LABEL_NAME_MAX, type Label, type LabelColour, type SaveLabelRequest } from '@mailtrixy/shared/dto';
import { DataSource, type EntityManager } from 'typeorm';

export const LABELS_MAX = 500;
/** Conversations per statement while a label goes: a popular one must not hold its rows for seconds. */
const BATCH = 1000;

interface Row {
  id: Buffer;
  name: string;
  colour: LabelColour;
  description: string;
  version: number;
  conversations: number | string;
}

/** The workspace's labels. */
@Injectable()
export class Labels {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
  ) {}

  list(workspaceId: string): Promise<Label[]> {
    return read(this.dataSource.manager, workspaceId, null);
  }

  /** The same clientId gives the same label back. @throws DomainError NAME_TAKEN, VALIDATION_FAILED */
  async create(workspaceId: string, actor: Actor, request: SaveLabelRequest): Promise<{ label: Label; created: boolean }> {
    const id = newId();
    const { name, colour, description } = checked(request);
    if (!request.clientId) throw new DomainError('VALIDATION_FAILED', 'A new label needs a clientId.', { errors: [{ field: 'clientId', message: 'is needed' }] });
    try {
      await inTransaction(this.dataSource, async (tx) => {
        const [{ known }]: { known: number }[] = await tx.query('SELECT COUNT(*) AS known FROM label WHERE workspace_id = ?', [idToBytes(workspaceId)]);
        if (Number(known) >= LABELS_MAX) throw new DomainError('VALIDATION_FAILED', `A workspace may have ${LABELS_MAX} labels.`);
        await tx.query('INSERT INTO label (id, workspace_id, name, colour, description, client_id) VALUES (?, ?, ?, ?, ?, ?)', [idToBytes(id), idToBytes(workspaceId), name, colour, description, request.clientId]);
        await this.audit.record(tx, actor, 'label.created', { kind: 'label', id, name });
        await announce(tx, workspaceId, id);
      });
    } catch (error) {
      const [known]: { id: Buffer; name: string }[] = isDuplicate(error) ? await this.dataSource.query('SELECT id, name FROM label WHERE workspace_id = ? AND client_id = ?', [idToBytes(workspaceId), request.clientId]) : [];
      if (!known) throw nameTaken(error);
      return { label: await this.get(workspaceId, bytesToId(known.id)), created: false };
    }
    this.doorbell.ringOutbox();
    return { label: await this.get(workspaceId, id), created: true };
  }

  /** @throws DomainError NOT_FOUND, VERSION_CONFLICT, NAME_TAKEN, VALIDATION_FAILED */
  async update(workspaceId: string, actor: Actor, id: string, request: SaveLabelRequest): Promise<Label> {
    const { name, colour, description } = checked(request);
    await inTransaction(this.dataSource, async (tx) => {
      const before = await lock(tx, workspaceId, id);
      if (request.version !== undefined && request.version !== before.version) throw new DomainError('VERSION_CONFLICT', 'Somebody else changed this label meanwhile. Look at it again.');
      await tx.query('UPDATE label SET name = ?, colour = ?, description = ?, version = version + 1 WHERE id = ?', [name, colour, description, idToBytes(id)]);
      await this.audit.record(tx, actor, 'label.changed', { kind: 'label', id, name }, { name: { before: before.name, after: name }, colour: { before: before.colour, after: colour } });
      await announce(tx, workspaceId, id);
    }).catch((error: unknown) => {
      throw nameTaken(error);
    });
    this.doorbell.ringOutbox();
    return this.get(workspaceId, id);
  }

  /** Conversations lose it, rules that name it say so. @throws DomainError NOT_FOUND */
  async remove(workspaceId: string, actor: Actor, id: string): Promise<void> {
    await this.end(workspaceId, actor, id, null);
  }

  /** Conversations that have it get the other one. @throws DomainError NOT_FOUND, VALIDATION_FAILED */
  async merge(workspaceId: string, actor: Actor, id: string, intoId: string): Promise<Label> {
    if (id === intoId) throw new DomainError('VALIDATION_FAILED', 'Choose another label to merge into.', { errors: [{ field: 'intoId', message: 'is the label itself' }] });
    await this.end(workspaceId, actor, id, intoId);
    return this.get(workspaceId, intoId);
  }

  private async get(workspaceId: string, id: string): Promise<Label> {
    const [label] = await read(this.dataSource.manager, workspaceId, id);
    if (!label) throw notFound('label');
    return label;
  }

  /** First nobody can choose it any more, then its conversations go over, some at a time; a repeat after a crash goes on. */
  private async end(workspaceId: string, actor: Actor, id: string, intoId: string | null): Promise<void> {
    const key = [idToBytes(workspaceId), idToBytes(id)];
    await lock(this.dataSource.manager, workspaceId, id);
    if (intoId) await lock(this.dataSource.manager, workspaceId, intoId);
    for (let more = true; more; ) more = await inTransaction(this.dataSource, async (tx) => {
      const rows: { conversation_id: Buffer }[] = await tx.query('SELECT conversation_id FROM conversation_label WHERE workspace_id = ? AND label_id = ? LIMIT ?', [...key, BATCH]);
      const ids = rows.map((row) => row.conversation_id);
      if (ids.length && intoId) await tx.query('INSERT IGNORE INTO conversation_label (conversation_id, label_id, workspace_id, last_message_at) SELECT conversation_id, ?, workspace_id, last_message_at FROM conversation_label WHERE conversation_id IN (?) AND label_id = ?', [idToBytes(intoId), ids, idToBytes(id)]);
      if (ids.length) await tx.query('DELETE FROM conversation_label WHERE conversation_id IN (?) AND label_id = ?', [ids, idToBytes(id)]);
      if (ids.length === BATCH) return true;
      const { name } = await lock(tx, workspaceId, id);
      await tx.query('DELETE FROM label WHERE workspace_id = ? AND id = ?', key);
      await tx.query('DELETE FROM conversation_label WHERE workspace_id = ? AND label_id = ?', key);
      await this.audit.record(tx, actor, intoId ? 'label.merged' : 'label.removed', { kind: 'label', id, name });
      await announce(tx, workspaceId, id);
      return false;
    });
    this.doorbell.ringOutbox();
  }
}

async function read(manager: EntityManager, workspaceId: string, id: string | null): Promise<Label[]> {
  const rows: Row[] = await manager.query(
    `SELECT l.id, l.name, l.colour, l.description, l.version, (SELECT COUNT(*) FROM conversation_label j WHERE j.workspace_id = l.workspace_id AND j.label_id = l.id) AS conversations FROM label l WHERE l.workspace_id = ? ${id ? 'AND l.id = ?' : ''} ORDER BY l.name`,
    [idToBytes(workspaceId), ...(id ? [idToBytes(id)] : [])],
  );
  return rows.map((row) => ({ id: bytesToId(row.id), name: row.name, colour: row.colour, description: row.description, version: row.version, conversations: Number(row.conversations) }));
}

async function lock(manager: EntityManager, workspaceId: string, id: string): Promise<Pick<Row, 'name' | 'colour' | 'version'>> {
  const [row]: Row[] = await manager.query(`SELECT name, colour, version FROM label WHERE id = ? AND workspace_id = ? ${manager.queryRunner ? 'FOR UPDATE' : ''}`, [idToBytes(id), idToBytes(workspaceId)]);
  if (!row) throw notFound('label');
  return row;
}

function announce(tx: EntityManager, workspaceId: string, entityId: string): Promise<void> {
  return appendOutbox(tx, [{ workspaceId, topic: 'labels.updated', entityId }]);
}

function checked({ name, colour, description = '' }: SaveLabelRequest): { name: string; colour: LabelColour; description: string } {
  const trimmed = name.normalize('NFC').trim().replace(/\s+/g, ' ');
  if (!trimmed || [...trimmed].length > LABEL_NAME_MAX) throw new DomainError('VALIDATION_FAILED', `A label needs a name of at most ${LABEL_NAME_MAX} characters.`, { errors: [{ field: 'name', message: `1 to ${LABEL_NAME_MAX} characters` }] });
  return { name: trimmed, colour, description: description.trim() };
}

function nameTaken(error: unknown): unknown {
  return isDuplicate(error) ? new DomainError('NAME_TAKEN', 'There is a label with this name already.', { errors: [{ field: 'name', message: 'is taken' }] }) : error;
}
