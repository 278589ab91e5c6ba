import { Inject, Injectable } from '@nestjs/common';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import { notFound } from '@mailtrixy/server/platform/errors';
import type { ConversationDetail, ConversationStatus, Responder } from '@mailtrixy/shared/dto';
import { DataSource } from 'typeorm';
import { receiptProblem, type ReceiptState } from '../read-receipts/receipt-problem';
import { loadContacts } from './contact-refs';
import { loadConversationRows } from './conversation-rows';

const EARLIER_MAX = 20;

interface Extra {
  contact_id: Buffer;
  address: string;
  address_kind: ConversationDetail['addressKind'];
  free_until: Date | null;
  meta_agent: number;
  responder: Responder;
  responder_version: number;
  last_seq: number;
  created_at: Date;
  resolved_at: Date | null;
  first_unread_seq: number | null;
  unread_count: number;
  receipt_state: ReceiptState | null;
  receipt_code: number | null;
  receipt_detail: string | null;
}

/** One conversation with everything that the header and the panel show. */
@Injectable()
export class ConversationDetails {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** @throws DomainError NOT_FOUND */
  async get(workspaceId: string, conversationId: string): Promise<ConversationDetail> {
    const { manager } = this.dataSource;
    const [row, [extra]]: [Awaited<ReturnType<typeof loadConversationRows>>, Extra[]] = await Promise.all([
      loadConversationRows(manager, workspaceId, [conversationId]),
      manager.query(
        `SELECT c.contact_id, c.address, c.address_kind, c.free_until, c.meta_agent, c.responder, c.responder_version, c.last_seq, c.created_at, c.resolved_at, c.first_unread_seq, c.unread_count, r.state AS receipt_state, r.error_code AS receipt_code, r.error_detail AS receipt_detail
           FROM conversation c LEFT JOIN read_receipt r ON r.conversation_id = c.id WHERE c.id = ? AND c.workspace_id = ?`,
        [idToBytes(conversationId), idToBytes(workspaceId)],
      ),
    ]);
    const shown = row.get(conversationId);
    if (!shown || !extra) throw notFound('conversation');
    const [contacts, earlier] = await Promise.all([
      loadContacts(manager, workspaceId, [shown.contactId]),
      manager.query('SELECT id, status, last_message_at FROM conversation WHERE workspace_id = ? AND contact_id = ? AND id <> ? ORDER BY last_message_at DESC LIMIT ?', [idToBytes(workspaceId), extra.contact_id, idToBytes(conversationId), EARLIER_MAX]) as Promise<
        { id: Buffer; status: ConversationStatus; last_message_at: Date }[]
      >,
    ]);
    return {
      ...shown,
      contact: contacts.get(shown.contactId) ?? { id: shown.contactId, displayName: shown.contactName, savedName: null, profileName: null, identities: [], optedOutAt: null, attributes: {} },
      address: extra.address,
      addressKind: extra.address_kind,
      freeUntil: extra.free_until?.toISOString() ?? null,
      heldByMetaAgent: extra.meta_agent === 1,
      responder: extra.responder,
      responderVersion: extra.responder_version,
      lastSeq: Number(extra.last_seq),
      createdAt: extra.created_at.toISOString(),
      resolvedAt: extra.resolved_at?.toISOString() ?? null,
      earlier: earlier.map((other) => ({ id: bytesToId(other.id), status: other.status, lastMessageAt: other.last_message_at.toISOString() })),
      firstUnreadSeq: extra.unread_count > 0 && extra.first_unread_seq !== null ? Number(extra.first_unread_seq) : null,
      readReceiptProblem: receiptProblem(extra.receipt_state, extra.receipt_code, extra.receipt_detail),
    };
  }
}
