import { createHash, randomBytes } from 'node:crypto';
import type { ChannelAccess } from '@mailtrixy/server/channels';
import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { createTestDatabase, type TestDatabase } from '@mailtrixy/server/platform/database/testing';
import type { Logger } from '@mailtrixy/server/platform/logging';
import type { Doorbell } from '@mailtrixy/server/platform/queue';
import { InboundChangesService, InboundMessagesService, StatusStore } from '@mailtrixy/server/inbox';
import { InboundProcessor, ItemRetry } from '@mailtrixy/server/whatsapp-cloud';
import { DEFAULT_CHANNEL_SETTINGS } from '@mailtrixy/shared/dto';

export interface TestChannel {
  id: string;
  workspaceId: string;
  externalId: string;
  wabaId: string;
}

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined, debug: () => undefined } as unknown as Logger;

/** The worker's pipeline over a real database, without Nest and Redis. */
export class Pipeline {
  readonly rings: string[] = [];
  reopenWithinDays: number | null = null;
  readonly processor: InboundProcessor;
  readonly retry: ItemRetry;

  private constructor(readonly database: TestDatabase) {
    const doorbell = { ring: (name: string) => this.rings.push(name), ringOutbox: () => undefined } as unknown as Doorbell;
    const access = { findState: async () => ({ settings: { ...DEFAULT_CHANNEL_SETTINGS, reopenWithinDays: this.reopenWithinDays } }) } as unknown as ChannelAccess;
    const messages = new InboundMessagesService(access);
    const statuses = new StatusStore(silent);
    const changes = new InboundChangesService();
    const sink = { storeMessages: messages.store.bind(messages), storeStatuses: statuses.store.bind(statuses), storeChanges: changes.store.bind(changes), storeNotices: async () => undefined };
    this.processor = new InboundProcessor(database.dataSource, sink, doorbell, silent);
    this.retry = new ItemRetry(database.dataSource, sink, doorbell, silent);
  }

  static async create(): Promise<Pipeline> {
    return new Pipeline(await createTestDatabase());
  }

  query<T = Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<T[]> {
    return this.database.dataSource.query(sql, values);
  }

  async channel(workspaceId?: string): Promise<TestChannel> {
    const channel = { id: newId(), workspaceId: workspaceId ?? newId(), externalId: digits(), wabaId: digits() };
    if (!workspaceId) await this.query("INSERT INTO workspace (id, name, time_zone) VALUES (?, 'W', 'UTC')", [idToBytes(channel.workspaceId)]);
    await this.query("INSERT INTO channel (id, workspace_id, kind, mode, status, name, external_id, waba_id, active_key, settings) VALUES (?, ?, 'whatsapp', 'live', 'active', 'C', ?, ?, ?, '{}')", [idToBytes(channel.id), idToBytes(channel.workspaceId), channel.externalId, channel.wabaId, channel.externalId]);
    return channel;
  }

  /** Stores a delivery as the api does after a signature matched. @returns its id as hex */
  async deliver(body: object | string | Buffer, matched: readonly TestChannel[], receivedAt = new Date()): Promise<string> {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    const id = idToBytes(newId());
    await this.query("INSERT INTO webhook_event (id, state, next_at, source, received_at, body, body_bytes, body_sha256, matched_channels, remote_ip, request_id) VALUES (?, 'received', NOW(3), 'http', ?, ?, ?, ?, ?, '127.0.0.1', 'r')", [id, receivedAt, bytes, bytes.length, createHash('sha256').update(bytes).digest(), Buffer.concat(matched.map((channel) => idToBytes(channel.id)))]);
    return id.toString('hex');
  }

  /** Until nothing is due. */
  async work(): Promise<void> {
    while (await this.processor.processDue()) continue;
    while (await this.retry.processDue()) continue;
  }
}

function digits(): string {
  return String(1e14 + (randomBytes(6).readUIntBE(0, 6) % 8e14));
}

let counter = 0;

export interface TestMessage {
  wamid?: string;
  from?: string;
  userId?: string | null;
  name?: string;
  text?: string;
  at?: number;
  more?: object;
}

/** A messages[] element and its contacts[] element. */
export function message({ wamid = `wamid.T${++counter}`, from = '447700900142', userId = null, name = 'Nadia', text = `text ${counter}`, at = Date.now(), more = {} }: TestMessage = {}): { element: object; contact: object } {
  return { element: { id: wamid, from, ...(userId ? { from_user_id: userId } : {}), timestamp: String(Math.floor(at / 1000)), type: 'text', text: { body: text }, ...more }, contact: { wa_id: from, ...(userId ? { user_id: userId } : {}), profile: { name } } };
}

export function envelope(channel: TestChannel, messages: ReturnType<typeof message>[], value: object = {}): object {
  return { object: 'whatsapp_business_account', entry: [{ id: channel.wabaId, changes: [{ field: 'messages', value: { metadata: { phone_number_id: channel.externalId }, contacts: messages.map(({ contact }) => contact), messages: messages.map(({ element }) => element), ...value } }] }] };
}
