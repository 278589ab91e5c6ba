import type { ChannelAccess, InboundChange, InboundIdentity, InboundMessage } from '@mailtrixy/server/channels';
import { newId } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import type { TestDatabase } from '@mailtrixy/server/platform/database/testing';
import { DEFAULT_CHANNEL_SETTINGS, type ContactRef, type ConversationDetail, type Message } from '@mailtrixy/shared/dto';
import { InboundChangesService } from '../changes/inbound-changes.service';
import { loadContacts } from '../conversations/contact-refs';
import { ConversationDetails } from '../conversations/conversation-detail';
import type { StoredArrival } from '../inbound/inbound-arrival';
import { InboundMessagesService } from '../inbound/inbound-messages.service';
import { MessagePages } from '../messages/message-pages';

export const bsuid = (value: string): InboundIdentity => ({ kind: 'bsuid', value });
export const waId = (value: string): InboundIdentity => ({ kind: 'wa_id', value });
export const username = (value: string): InboundIdentity => ({ kind: 'username', value });

let count = 0;

/** A text of a customer; what a test does not say is as in an ordinary one. */
export function inboundMessage(identities: InboundIdentity[], over: Partial<InboundMessage> = {}): InboundMessage {
  count++;
  const number = identities.find(({ kind }) => kind === 'wa_id');
  return {
    kind: 'message',
    index: 0,
    channelExternalId: '118820043377615',
    accountExternalId: '102290129340398',
    direction: 'in',
    historical: false,
    standby: false,
    externalId: `wamid.${newId()}`,
    providerTs: Date.now() - 1000,
    identities,
    address: number ?? identities[0],
    profileName: null,
    type: 'text',
    display: 'bubble',
    body: `text ${count}`,
    payload: null,
    content: null,
    media: null,
    referral: null,
    forwarded: 'no',
    quotedExternalId: null,
    moved: null,
    opensWindow: over.direction !== 'out' && !over.historical && over.display !== 'system',
    ...over,
  };
}

type ChangeOf<K extends InboundChange['kind']> = Extract<InboundChange, { kind: K }>;

export function inboundChange<K extends InboundChange['kind']>(kind: K, identities: InboundIdentity[], facts: Omit<ChangeOf<K>, 'kind' | 'index' | 'channelExternalId' | 'accountExternalId' | 'externalId' | 'providerTs' | 'identities' | 'address' | 'profileName'> & Partial<Pick<ChangeOf<K>, 'externalId' | 'providerTs'>>): ChangeOf<K> {
  return { index: 0, channelExternalId: '118820043377615', accountExternalId: '102290129340398', externalId: `wamid.${newId()}`, providerTs: Date.now(), identities, address: identities[0] ?? null, profileName: null, kind, ...facts } as unknown as ChangeOf<K>;
}

/** One workspace and what arrives in it, straight into the inbox's services. */
export class InboundBench {
  readonly messages: InboundMessagesService;
  readonly changes = new InboundChangesService();
  readonly workspaceId = newId();

  constructor(
    readonly database: TestDatabase,
    readonly channelId = newId(),
  ) {
    this.messages = new InboundMessagesService({ findState: async () => ({ settings: DEFAULT_CHANNEL_SETTINGS }) } as unknown as ChannelAccess);
  }

  /** The rows of the workspace and a channel. */
  async addChannel(id = this.channelId): Promise<string> {
    await this.query("INSERT INTO workspace (id, name, time_zone) VALUES (?, 'Test', 'UTC') ON DUPLICATE KEY UPDATE name = name", [idToBytes(this.workspaceId)]);
    await this.query("INSERT INTO channel (id, workspace_id, kind, mode, status, name, external_id, settings, rate_per_s) VALUES (?, ?, 'whatsapp', 'sandbox', 'active', 'WhatsApp', ?, '{}', 1000)", [idToBytes(id), idToBytes(this.workspaceId), id.slice(-12)]);
    return id;
  }

  /** One delivery: a transaction as the worker's. */
  receive(messages: InboundMessage | InboundMessage[], channelId = this.channelId, receivedAt = new Date()): Promise<StoredArrival[]> {
    return inTransaction(this.database.dataSource, (tx) => this.messages.store(tx, [messages].flat().map((message) => ({ workspaceId: this.workspaceId, channelId, receivedAt, message }))), 20);
  }

  change(changes: InboundChange | InboundChange[], channelId = this.channelId): Promise<void> {
    return inTransaction(this.database.dataSource, (tx) => this.changes.store(tx, [changes].flat().map((change) => ({ workspaceId: this.workspaceId, channelId, receivedAt: new Date(), change }))), 20);
  }

  /** The conversation of a message. */
  async conversationOf(message: Pick<InboundMessage, 'externalId'>): Promise<ConversationDetail> {
    const [row] = await this.query<{ id: Buffer }>('SELECT conversation_id AS id FROM message WHERE channel_id IN (SELECT id FROM channel WHERE workspace_id = ?) AND external_id = ?', [idToBytes(this.workspaceId), message.externalId]);
    return new ConversationDetails(this.database.dataSource).get(this.workspaceId, bytesToId(row.id));
  }

  async thread(conversationId: string): Promise<Message[]> {
    return (await new MessagePages(this.database.dataSource).page(this.workspaceId, conversationId, { limit: 100 })).items;
  }

  async messageOf({ externalId }: Pick<InboundMessage, 'externalId'>): Promise<Message> {
    const [row] = await this.query<{ id: Buffer }>('SELECT id FROM message WHERE workspace_id = ? AND external_id = ?', [idToBytes(this.workspaceId), externalId]);
    return new MessagePages(this.database.dataSource).one(this.workspaceId, bytesToId(row.id));
  }

  /** Contacts that are not part of another one. */
  async contacts(): Promise<ContactRef[]> {
    const rows = await this.query<{ id: Buffer }>('SELECT id FROM contact WHERE workspace_id = ? AND merged_into IS NULL ORDER BY id', [idToBytes(this.workspaceId)]);
    return [...(await loadContacts(this.database.dataSource.manager, this.workspaceId, rows.map(({ id }) => bytesToId(id)))).values()];
  }

  query<T = Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<T[]> {
    return this.database.dataSource.query(sql, values);
  }
}
