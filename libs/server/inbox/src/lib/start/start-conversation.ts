import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { bytesToId, idToBytes, inTransaction, isDuplicate, nullableBytesToId } from '@mailtrixy/server/platform/database';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import { failpoint } from '@mailtrixy/server/platform/failpoints';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import type { StartConversationRequest, StartedConversation } from '@mailtrixy/shared/dto';
import { DataSource, type EntityManager } from 'typeorm';
import { resolveContacts } from '../contacts/resolve-contacts';
import { mustWrite, type Actor } from '../conversations/actor';
import type { LockedConversation } from '../conversations/conversation-lock';
import { addSystemMessage } from '../messages/system-message';
import { queueMessage } from '../outbound/queue-message';
import { RequestContent } from '../outbound/request-content';
import { SendRules, type SendChannel } from '../outbound/send-rules';
import { typedPhone } from './phone-number';
import { reachOf } from './recipient-address';
import { threadToStart } from './thread-to-start';

/** Begins a conversation with a template: contact, conversation and queued message are written together or not at all. */
@Injectable()
export class StartConversation {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(SendRules) private readonly rules: SendRules,
    @Inject(RequestContent) private readonly contents: RequestContent,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
  ) {}

  /**
   * The same clientId and request give the same conversation and message back.
   * @throws DomainError CLIENT_ID_REUSED, CHANNEL_NOT_ACTIVE, CONTACT_ADDRESS_INVALID, INBOX_ALREADY_OPEN, INBOX_OPTED_OUT, TEMPLATE_NOT_SENDABLE, TEMPLATE_VALUES_INVALID, NOT_FOUND, FORBIDDEN
   */
  async start(workspaceId: string, actor: Actor, request: StartConversationRequest): Promise<StartedConversation & { created: boolean }> {
    mustWrite(actor);
    const hash = requestHash(request);
    const known = await this.known(workspaceId, request.clientId, hash);
    if (known) return { ...known, created: false };
    const phone = dialled(request);
    const channel = await this.rules.channel(workspaceId, request.channelId);
    this.rules.mayUse(channel);
    try {
      const started = await inTransaction(this.dataSource, (tx) => this.store(tx, workspaceId, actor, channel, request, phone, hash));
      failpoint('api.after_commit_before_201');
      this.doorbell.ringOutbox();
      this.doorbell.ring('outbound');
      return { ...started, created: true };
    } catch (error) {
      // The same request was faster, in this process or another.
      const twin = isDuplicate(error) || error instanceof DomainError ? await this.known(workspaceId, request.clientId, hash) : null;
      if (twin) return { ...twin, created: false };
      throw error;
    }
  }

  private async store(tx: EntityManager, workspaceId: string, actor: Actor, channel: SendChannel, request: StartConversationRequest, phone: string | null, hash: Buffer): Promise<StartedConversation> {
    const { channelId, clientId } = request;
    const contactId = phone === null ? await lockContact(tx, workspaceId, request.contactId ?? '') : await contactOfNumber(tx, workspaceId, phone, request.name);
    const reach = (await reachOf(tx, workspaceId, { id: channelId, wabaId: channel.wabaId }, [contactId], phone)).get(contactId);
    const address = reach?.address;
    if (!address) throw new DomainError('CONTACT_ADDRESS_INVALID', 'MailTrixy knows no WhatsApp address of this person. Type the number.');
    const place = { workspaceId, channelId, contactId, userId: actor.userId, reopenWithinDays: channel.state?.settings.reopenWithinDays ?? null, intoOpen: request.intoOpen ?? false };
    const { conversation, reopenedMessageId } = await threadToStart(tx, place, { ...reach, address });
    const about = { workspaceId, channelId, conversationId: conversation.id, topic: 'message.created' as const };
    const assignedMessageId = request.assignToMe ? await assign(tx, conversation, actor.userId) : null;
    const stored = await this.contents.read(tx, conversation, channel, actor.userId, { clientId, kind: 'reply', type: 'template', body: '', template: request.template });
    const messageId = await queueMessage(tx, conversation, { kind: 'reply', stored, clientId, clientHash: hash, author: actor.userId, quotedExternalId: null });
    await tx.query('INSERT INTO conversation_start (workspace_id, client_id, client_hash, conversation_id, message_id) VALUES (?, ?, ?, ?, ?)', [idToBytes(workspaceId), clientId, hash, idToBytes(conversation.id), idToBytes(messageId)]);
    await appendOutbox(tx, [reopenedMessageId, assignedMessageId, messageId].flatMap((entityId) => (entityId ? [{ ...about, entityId }] : [])));
    failpoint('out.before_commit');
    return { conversationId: conversation.id, messageId };
  }

  private async known(workspaceId: string, clientId: string, hash: Buffer): Promise<StartedConversation | null> {
    const [row]: { client_hash: Buffer; conversation_id: Buffer; message_id: Buffer }[] = await this.dataSource.query('SELECT client_hash, conversation_id, message_id FROM conversation_start WHERE workspace_id = ? AND client_id = ?', [idToBytes(workspaceId), clientId]);
    if (!row) return null;
    if (!row.client_hash.equals(hash)) throw new DomainError('CLIENT_ID_REUSED', 'This clientId was used for another conversation.');
    return { conversationId: bytesToId(row.conversation_id), messageId: bytesToId(row.message_id) };
  }
}

/** What makes two requests with one clientId the same request. */
function requestHash({ channelId, contactId, phone, name, template, assignToMe, intoOpen }: StartConversationRequest): Buffer {
  return createHash('sha256').update(JSON.stringify([channelId, contactId ?? null, phone ?? null, name ?? null, template, assignToMe ?? false, intoOpen ?? false])).digest();
}

/** @returns null for a contact that is named by id */
function dialled({ contactId, phone }: StartConversationRequest): string | null {
  if ((contactId === undefined) === (phone === undefined)) throw new DomainError('VALIDATION_FAILED', 'Choose a contact, or type a number.', { errors: [{ field: 'contactId', message: 'either this or phone' }] });
  return phone === undefined ? null : typedPhone(phone);
}

/** The contact itself, or the one that it was merged into. */
async function lockContact(tx: EntityManager, workspaceId: string, contactId: string): Promise<string> {
  const [row]: { merged_into: Buffer | null }[] = await tx.query('SELECT merged_into FROM contact WHERE id = ? AND workspace_id = ? FOR UPDATE', [idToBytes(contactId), idToBytes(workspaceId)]);
  if (!row) throw notFound('contact');
  const mergedInto = nullableBytesToId(row.merged_into);
  return mergedInto ? lockContact(tx, workspaceId, mergedInto) : contactId;
}

/** Known in any way of writing the number, else new. Ends holding the contact's lock. */
async function contactOfNumber(tx: EntityManager, workspaceId: string, phone: string, name: string | undefined): Promise<string> {
  const [contactId] = await resolveContacts(tx, [{ workspaceId, scope: null, identities: [{ kind: 'phone', value: phone }], profileName: null, at: Date.now(), late: false, moved: null, makes: true }]);
  if (!contactId) throw new Error('A contact that was to be made is missing.');
  const savedName = name?.trim();
  // Somebody whom we know keeps the name.
  if (savedName) await tx.query('UPDATE contact SET saved_name = ?, version = version + 1, updated_at = NOW(3) WHERE id = ? AND workspace_id = ? AND saved_name IS NULL AND profile_name IS NULL', [savedName, idToBytes(contactId), idToBytes(workspaceId)]);
  return contactId;
}

async function assign(tx: EntityManager, conversation: LockedConversation, userId: string): Promise<string | null> {
  if (conversation.assigneeId === userId) return null;
  const [user]: { name: string }[] = await tx.query('SELECT name FROM `user` WHERE id = ?', [idToBytes(userId)]);
  await tx.query('UPDATE conversation SET assignee_id = ? WHERE id = ?', [idToBytes(userId), idToBytes(conversation.id)]);
  conversation.assigneeId = userId;
  return addSystemMessage(tx, conversation, 'assigned', userId, { assigneeId: userId, assigneeName: user?.name ?? '' });
}
