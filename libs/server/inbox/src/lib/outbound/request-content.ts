import { Inject, Injectable } from '@nestjs/common';
import { idToBytes, nullableIdToBytes } from '@mailtrixy/server/platform/database';
import { DomainError } from '@mailtrixy/server/platform/errors';
import { TemplateFiller, type FillContext, type FilledTemplate } from '@mailtrixy/server/templates';
import type { ContactCard, MessageContent, OutboundHeader, SendMessageRequest, TemplateChoice } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import { loadContacts } from '../conversations/contact-refs';
import type { LockedConversation } from '../conversations/conversation-lock';
import { mustTakeMarketing } from './marketing-opt-out';
import { lockWaitingFile } from './outbound-attachments';
import type { OutgoingContent } from './outgoing-content';
import { SendRules, type SendChannel } from './send-rules';

/** A request turned into what is stored: what the bubble shows and what will be sent. */
export interface StoredContent {
  /** The provider's name of the kind, as for inbound messages. */
  type: string;
  body: string;
  content: MessageContent | null;
  outgoing: OutgoingContent;
  attachmentIds: string[];
}

/** Reads what a person wants to send, with everything that must be known before it may be queued. */
@Injectable()
export class RequestContent {
  constructor(
    @Inject(SendRules) private readonly rules: SendRules,
    @Inject(TemplateFiller) private readonly templates: TemplateFiller,
  ) {}

  /** @throws DomainError INBOX_CONTENT_INVALID, ATTACHMENT_NOT_READY, INBOX_OPTED_OUT, NOT_FOUND, TEMPLATE_NOT_SENDABLE, TEMPLATE_VALUES_INVALID, and what SendRules refuse */
  async read(tx: EntityManager, conversation: LockedConversation, channel: SendChannel, userId: string | null, request: SendMessageRequest): Promise<StoredContent> {
    this.rules.mayUse(channel);
    if (request.type === 'template') return this.ofTemplate(tx, conversation, channel, userId, request);
    const { body } = request;
    const file = request.type === 'media' ? await lockWaitingFile(tx, conversation, userId, request.attachmentId, 'attachmentId') : null;
    this.rules.mayContain(channel, { type: request.type, body, attachmentKind: file?.kind ?? null, location: request.location, contacts: request.contacts, interactive: request.interactive });
    this.rules.mayAnswer(channel, conversation.windowExpiresAt);
    switch (request.type) {
      case 'media': {
        if (!file) throw new Error('A media message has a file.');
        return { type: file.kind === 'voice' ? 'audio' : file.kind, body, content: null, outgoing: { type: 'media', attachmentId: file.id, kind: file.kind, fileName: file.fileName }, attachmentIds: [file.id] };
      }
      case 'location': {
        const location = checked(request.location);
        const content: MessageContent = { kind: 'location', latitude: location.latitude, longitude: location.longitude, name: location.name || null, address: location.address || null, url: null };
        return { type: 'location', body: '', content, outgoing: { type: 'location', location }, attachmentIds: [] };
      }
      case 'contacts': {
        const cards = checked(request.contacts).map(wholeCard);
        return { type: 'contacts', body: '', content: { kind: 'contacts', cards, requested: false }, outgoing: { type: 'contacts', cards }, attachmentIds: [] };
      }
      case 'interactive': {
        const interactive = checked(request.interactive);
        const header = 'header' in interactive ? interactive.header : undefined;
        const headerFile = header && header.type !== 'text' ? await this.headerFile(tx, conversation, userId, header) : null;
        return { type: 'interactive', body, content: { kind: 'interactive', interactive }, outgoing: { type: 'interactive', interactive, headerFileName: headerFile?.fileName ?? null }, attachmentIds: headerFile ? [headerFile.id] : [] };
      }
      default:
        return { type: 'text', body, content: null, outgoing: { type: 'text', ...(request.previewUrl === undefined ? {} : { previewUrl: request.previewUrl }) }, attachmentIds: [] };
    }
  }

  /** After a sync: the same choice over the template as it is now. @throws DomainError when that cannot be sent any more */
  async fillAgain(tx: EntityManager, conversation: LockedConversation, wabaId: string | null, userId: string | null, choice: TemplateChoice): Promise<FilledTemplate> {
    return this.templates.fill(tx, conversation.workspaceId, wabaId, choice, await fillContext(tx, conversation, userId));
  }

  private async ofTemplate(tx: EntityManager, conversation: LockedConversation, channel: SendChannel, userId: string | null, { template: choice, body }: SendMessageRequest): Promise<StoredContent> {
    if (body.trim()) throw new DomainError('INBOX_CONTENT_INVALID', 'A template brings its own text.', { errors: [{ field: 'body', message: 'A template brings its own text.' }] });
    const filled = await this.fillAgain(tx, conversation, channel.wabaId, userId, choice as TemplateChoice);
    if (filled.category === 'MARKETING') await mustTakeMarketing(tx, conversation);
    const attachmentIds = [...new Set(filled.mediaSlots.map(({ attachmentId }) => attachmentId))];
    for (const { slot, attachmentId, kind } of filled.mediaSlots) {
      const file = await lockWaitingFile(tx, conversation, userId, attachmentId, `template.values.${slot}`);
      if (file.kind !== kind) throw new DomainError('INBOX_CONTENT_INVALID', `This header takes a file of the kind ${kind}.`, { errors: [{ field: `template.values.${slot}`, message: `A file of the kind ${kind} is needed here.` }] });
    }
    const { body: text, content, ...template } = filled;
    return { type: 'template', body: text, content, outgoing: { type: 'template', template }, attachmentIds };
  }

  private async headerFile(tx: EntityManager, conversation: LockedConversation, userId: string | null, { type, attachmentId }: OutboundHeader): Promise<{ id: string; fileName: string | null }> {
    const field = 'interactive.header.attachmentId';
    const file = await lockWaitingFile(tx, conversation, userId, attachmentId, field);
    if (file.kind !== type) throw new DomainError('INBOX_CONTENT_INVALID', `The file of the header is no ${type}.`, { errors: [{ field, message: `The file is no ${type}.` }] });
    return file;
  }
}

async function fillContext(tx: EntityManager, conversation: LockedConversation, userId: string | null): Promise<FillContext> {
  const { workspaceId, contactId } = conversation;
  const contact = (await loadContacts(tx, workspaceId, [contactId])).get(contactId);
  const phone = contact?.identities.find(({ kind }) => kind === 'phone' || kind === 'wa_id')?.value ?? null;
  const [names]: { workspace_name: string; agent_name: string | null }[] = await tx.query('SELECT w.name AS workspace_name, u.name AS agent_name FROM workspace w LEFT JOIN `user` u ON u.id = ? WHERE w.id = ?', [nullableIdToBytes(userId), idToBytes(workspaceId)]);
  return { contact: { name: contact?.savedName ?? contact?.profileName ?? null, phone: phone === null ? null : `+${phone.replace(/^\+/, '')}`, attributes: contact?.attributes ?? {} }, addressKind: conversation.addressKind, conversationId: conversation.id, agentName: names?.agent_name ?? null, workspaceName: names?.workspace_name ?? '' };
}

/** The driver has looked at its shape. */
function checked<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The driver let a missing content through.');
  return value;
}

/** Members that a client may leave out. */
function wholeCard(card: ContactCard): ContactCard {
  return {
    name: card.name.trim(),
    phones: card.phones.map(({ phone, type, waId }) => ({ phone, type: type || null, waId: waId || null })),
    emails: card.emails.map(({ email, type }) => ({ email, type: type || null })),
    organisation: card.organisation || null,
    addresses: card.addresses,
    urls: card.urls,
    birthday: card.birthday || null,
  };
}
