import { Inject, Injectable } from '@nestjs/common';
import { AuditLog, type Principal } from '@mailtrixy/server/accounts';
import { bytesToId, idToBytes, inTransaction, nullableBytesToId } from '@mailtrixy/server/platform/database';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import type { ContactAttributes, ContactDuplicate, ContactMerge, ContactRef, UpdateContactRequest } from '@mailtrixy/shared/dto';
import { DataSource, type EntityManager } from 'typeorm';
import { tellContactChanged } from '../changes/keep-saved-name';
import { mustWrite } from '../conversations/actor';
import { loadContacts } from '../conversations/contact-refs';
import { attributesJson, changedAttributes, withoutTaken } from './contact-attributes';
import { findDuplicates } from './contact-duplicates';
import { mergeContacts } from './merge-contacts';
import { readMovedThings, type MovedThings } from './moved-things';
import { undoMerge } from './undo-merge';

interface MergeRow {
  id: Buffer;
  kept_id: Buffer;
  merged_id: Buffer;
  merged_name: string;
  moved: MovedThings | string;
  user_id: Buffer | null;
  at: Date;
  undone_at: Date | null;
}

/** What people do with contacts: name them, note things about them, find duplicates, merge and separate. Each leaves an audit entry. */
@Injectable()
export class ContactActions {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
  ) {}

  /** @throws DomainError NOT_FOUND */
  async get(workspaceId: string, contactId: string): Promise<ContactRef> {
    const contact = (await loadContacts(this.dataSource.manager, workspaceId, [contactId])).get(contactId);
    if (!contact) throw notFound('contact');
    return contact;
  }

  /** What is not named stays. @throws DomainError NOT_FOUND, FORBIDDEN, VALIDATION_FAILED */
  async update(workspaceId: string, actor: Principal, contactId: string, { savedName, attributes }: UpdateContactRequest): Promise<ContactRef> {
    mustWrite(actor);
    await inTransaction(this.dataSource, async (tx) => {
      const [contact] = await lock(tx, workspaceId, [contactId]);
      const name = savedName === undefined ? contact.savedName : savedName?.trim() || null;
      const next = attributes === undefined ? contact.attributes : changedAttributes(contact.attributes, attributes);
      const json = attributesJson(next);
      const [renamed, noted] = [name !== contact.savedName, json !== attributesJson(contact.attributes)];
      if (!renamed && !noted) return;
      await tx.query(`UPDATE contact SET saved_name = ?, attributes = ?, ${noted ? `attributes_at = ${json === null ? 'NULL' : 'NOW(3)'}, ` : ''}version = version + 1, updated_at = NOW(3) WHERE id = ?`, [name, json, idToBytes(contactId)]);
      await tellContactChanged(tx, workspaceId, contactId);
      const target = { kind: 'contact', id: contactId, name: name ?? contact.name };
      if (renamed) await this.audit.record(tx, actor, 'contact.renamed', target, { savedName: { before: contact.savedName, after: name } });
      if (noted) await this.audit.record(tx, actor, 'contact.attributes_changed', target, { attributes: { before: withoutTaken(contact.attributes, next), after: withoutTaken(next, contact.attributes) } });
    });
    this.doorbell.ringOutbox();
    return this.get(workspaceId, contactId);
  }

  /** @throws DomainError NOT_FOUND */
  async duplicates(workspaceId: string, contactId: string): Promise<ContactDuplicate[]> {
    await this.get(workspaceId, contactId);
    return findDuplicates(this.dataSource.manager, workspaceId, contactId);
  }

  /** Merges of both directions that touched this contact, the newest first. @throws DomainError NOT_FOUND */
  async merges(workspaceId: string, contactId: string): Promise<ContactMerge[]> {
    await this.get(workspaceId, contactId);
    const contact = idToBytes(contactId);
    const rows: MergeRow[] = await this.dataSource.query('SELECT * FROM contact_merge WHERE workspace_id = ? AND (kept_id = ? OR merged_id = ?) ORDER BY at DESC, id DESC LIMIT 20', [idToBytes(workspaceId), contact, contact]);
    return Promise.all(rows.map((row) => this.toMerge(workspaceId, row)));
  }

  /**
   * `otherId` goes into `keptId`. Doing it again answers with the merge that was.
   * @throws DomainError NOT_FOUND, FORBIDDEN, CONTACT_MERGE_REFUSED
   */
  async merge(workspaceId: string, actor: Principal, keptId: string, otherId: string): Promise<ContactMerge> {
    mustWrite(actor);
    if (keptId === otherId) throw new DomainError('CONTACT_MERGE_REFUSED', 'This is the same contact. Choose another one to merge.');
    const mergeId = await inTransaction(this.dataSource, async (tx) => {
      const [kept, other] = await lock(tx, workspaceId, [keptId, otherId]);
      if (other.mergedInto === keptId) return this.mergeOf(tx, keptId, otherId);
      if (kept.mergedInto || other.mergedInto) throw new DomainError('CONTACT_MERGE_REFUSED', `${(kept.mergedInto ? kept : other).name} has been merged with another contact already. Load the page anew.`);
      const id = await mergeContacts(tx, workspaceId, keptId, otherId, actor.userId);
      await this.audit.record(tx, actor, 'contact.merged', { kind: 'contact', id: keptId, name: kept.name }, { merged: { before: null, after: other.name } });
      return id;
    });
    this.doorbell.ringOutbox();
    return this.one(workspaceId, mergeId);
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN, CONTACT_MERGE_REFUSED when it is undone already or the contact was merged further */
  async undo(workspaceId: string, actor: Principal, mergeId: string): Promise<ContactMerge> {
    mustWrite(actor);
    const seen = await this.row(this.dataSource.manager, workspaceId, mergeId);
    await inTransaction(this.dataSource, async (tx) => {
      const [kept] = await lock(tx, workspaceId, [bytesToId(seen.kept_id), bytesToId(seen.merged_id)]);
      const row = await this.row(tx, workspaceId, mergeId);
      if (row.undone_at) throw new DomainError('CONTACT_MERGE_REFUSED', 'These contacts are separate again already.');
      if (kept.mergedInto) throw new DomainError('CONTACT_MERGE_REFUSED', `${kept.name} has since been merged with another contact. Undo that first.`);
      const merge = { id: mergeId, keptId: kept.id, mergedId: bytesToId(row.merged_id), mergedName: row.merged_name, moved: readMovedThings(row.moved) };
      await undoMerge(tx, workspaceId, merge, actor.userId);
      await this.audit.record(tx, actor, 'contact.separated', { kind: 'contact', id: kept.id, name: kept.name }, { separated: { before: row.merged_name, after: null } });
    });
    this.doorbell.ringOutbox();
    return this.one(workspaceId, mergeId);
  }

  private async one(workspaceId: string, mergeId: string): Promise<ContactMerge> {
    return this.toMerge(workspaceId, await this.row(this.dataSource.manager, workspaceId, mergeId));
  }

  private async row(db: EntityManager, workspaceId: string, mergeId: string): Promise<MergeRow> {
    const [row]: MergeRow[] = await db.query('SELECT * FROM contact_merge WHERE id = ? AND workspace_id = ?', [idToBytes(mergeId), idToBytes(workspaceId)]);
    if (!row) throw notFound('merge');
    return row;
  }

  private async mergeOf(tx: EntityManager, keptId: string, mergedId: string): Promise<string> {
    const [row]: { id: Buffer }[] = await tx.query('SELECT id FROM contact_merge WHERE kept_id = ? AND merged_id = ? AND undone_at IS NULL', [idToBytes(keptId), idToBytes(mergedId)]);
    if (!row) throw notFound('merge');
    return bytesToId(row.id);
  }

  private async toMerge(workspaceId: string, row: MergeRow): Promise<ContactMerge> {
    const [kept]: { mergedInto: Buffer | null }[] = await this.dataSource.query('SELECT merged_into AS mergedInto FROM contact WHERE id = ? AND workspace_id = ?', [row.kept_id, idToBytes(workspaceId)]);
    return { id: bytesToId(row.id), keptId: bytesToId(row.kept_id), mergedId: bytesToId(row.merged_id), mergedName: row.merged_name, at: row.at.toISOString(), by: nullableBytesToId(row.user_id), undoable: row.undone_at === null && kept?.mergedInto === null };
  }
}

interface LockedContact {
  id: string;
  name: string;
  savedName: string | null;
  attributes: ContactAttributes;
  mergedInto: string | null;
}

/** In the order asked for; locked in the order that everybody uses. @throws DomainError NOT_FOUND */
async function lock(tx: EntityManager, workspaceId: string, contactIds: readonly string[]): Promise<LockedContact[]> {
  const rows: { id: Buffer; mergedInto: Buffer | null }[] = await tx.query('SELECT id, merged_into AS mergedInto FROM contact WHERE workspace_id = ? AND id IN (?) ORDER BY id FOR UPDATE', [idToBytes(workspaceId), [...contactIds].sort().map(idToBytes)]);
  const contacts = await loadContacts(tx, workspaceId, contactIds);
  return contactIds.map((id) => {
    const [row, contact] = [rows.find((one) => bytesToId(one.id) === id), contacts.get(id)];
    if (!row || !contact) throw notFound('contact');
    return { id, name: contact.displayName, savedName: contact.savedName, attributes: contact.attributes, mergedInto: nullableBytesToId(row.mergedInto) };
  });
}
