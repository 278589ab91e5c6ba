import { Inject, Injectable } from '@nestjs/common';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import { notFound } from '@mailtrixy/server/platform/errors';
import type { Recipient } from '@mailtrixy/shared/dto';
import { DataSource } from 'typeorm';
import { numberMatch } from '../contacts/number-match-key';
import { loadContacts } from '../conversations/contact-refs';
import { phoneOrNull } from './phone-number';
import { reachOf, type RecipientAddress } from './recipient-address';

const FOUND_MAX = 20;

/** Whom a new conversation can go to on one channel. */
@Injectable()
export class Recipients {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /**
   * Contacts by name or number, newest first; a whole number that nobody has yet is offered as it is. Without words: the
   * newest contacts.
   * @throws DomainError NOT_FOUND for the channel
   */
  async search(workspaceId: string, channelId: string, text: string): Promise<Recipient[]> {
    const [channel]: { waba_id: string | null }[] = await this.dataSource.query('SELECT waba_id FROM channel WHERE id = ? AND workspace_id = ?', [idToBytes(channelId), idToBytes(workspaceId)]);
    if (!channel) throw notFound('channel');
    const words = text.normalize('NFC').trim();
    const phone = phoneOrNull(words);
    const ids = await this.contactIds(workspaceId, words, phone);
    const found = await this.recipients(workspaceId, { id: channelId, wabaId: channel.waba_id }, ids);
    if (phone === null || found.some(({ contactId, address }) => contactId && sameNumber(address, phone))) return found;
    return [{ contactId: null, displayName: `+${phone}`, address: `+${phone}`, conversationId: null, windowExpiresAt: null, optedOutAt: null, attributes: {} }, ...found];
  }

  private async contactIds(workspaceId: string, words: string, phone: string | null): Promise<string[]> {
    const workspace = idToBytes(workspaceId);
    const digits = phone ?? words.replace(/[\s()+./-]/g, '');
    const byNumber: { id: Buffer }[] = /^\d{3,20}$/.test(digits)
      ? await this.dataSource.query(
          `SELECT DISTINCT contact_id AS id FROM contact_identity WHERE workspace_id = ? AND ((kind IN ('wa_id', 'phone') AND value LIKE ? AND unique_value IS NOT NULL) OR match_key = ?) LIMIT ${FOUND_MAX}`,
          [workspace, `${digits}%`, numberMatch({ kind: 'phone', value: digits })?.key ?? ''],
        )
      : [];
    const pattern = `%${words.replace(/[\\%_]/g, '\\$&')}%`;
    const byName: { id: Buffer }[] = await this.dataSource.query(
      `SELECT id FROM contact WHERE workspace_id = ? AND merged_into IS NULL ${words ? 'AND (saved_name LIKE ? OR profile_name LIKE ?)' : ''} ORDER BY created_at DESC LIMIT ${FOUND_MAX}`,
      words ? [workspace, pattern, pattern] : [workspace],
    );
    return [...new Set([...byNumber, ...byName].map(({ id }) => bytesToId(id)))].slice(0, FOUND_MAX);
  }

  private async recipients(workspaceId: string, channel: { id: string; wabaId: string | null }, contactIds: readonly string[]): Promise<Recipient[]> {
    if (!contactIds.length) return [];
    const [contacts, reaches, windows]: [Awaited<ReturnType<typeof loadContacts>>, Awaited<ReturnType<typeof reachOf>>, { contact_id: Buffer; expires_at: Date }[]] = await Promise.all([
      loadContacts(this.dataSource.manager, workspaceId, contactIds),
      reachOf(this.dataSource, workspaceId, channel, contactIds),
      this.dataSource.query('SELECT contact_id, expires_at FROM reply_window WHERE channel_id = ? AND contact_id IN (?)', [idToBytes(channel.id), contactIds.map(idToBytes)]),
    ]);
    const expiries = new Map(windows.map((row) => [bytesToId(row.contact_id), row.expires_at.toISOString()]));
    return contactIds.flatMap((id) => {
      const [contact, reach] = [contacts.get(id), reaches.get(id)];
      if (!contact || !reach?.address) return [];
      return [{ contactId: id, displayName: contact.displayName, address: shown(reach.address), conversationId: reach.newest?.open ? reach.newest.id : null, windowExpiresAt: expiries.get(id) ?? null, optedOutAt: contact.optedOutAt, attributes: contact.attributes }];
    });
  }
}

function sameNumber(address: string, phone: string): boolean {
  return numberMatch({ kind: 'phone', value: address })?.key === numberMatch({ kind: 'phone', value: phone })?.key;
}

/** A number with "+"; the id of a person who hides it only by its end. */
function shown({ kind, value }: RecipientAddress): string {
  return kind === 'bsuid' ? `WhatsApp user ·…${value.slice(-4)}` : `+${value.replace(/^\+/, '')}`;
}
