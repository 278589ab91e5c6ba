import type { ChannelAccess, ChannelDriver, ChannelDrivers, ChannelState, ConnectedChannel, ContentDraft, InboundStatus, OutboundContent, OutboundMessage, SendReceipt } from '@mailtrixy/server/channels';
import type { Settings } from '@mailtrixy/server/platform/config';
import { newId, SystemClock } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { createTestDatabase, type TestDatabase } from '@mailtrixy/server/platform/database/testing';
import type { Logger } from '@mailtrixy/server/platform/logging';
import type { Doorbell } from '@mailtrixy/server/platform/queue';
import { DEFAULT_CHANNEL_SETTINGS, WHATSAPP_TEXT_MAX, type FieldError, type SendHold } from '@mailtrixy/shared/dto';
import { TemplateFiller } from '@mailtrixy/server/templates';
import type { DataSource } from 'typeorm';
import type { FileUploader } from '../outbound/file-uploader';
import { OutboundBatch } from '../outbound/outbound-batch';
import { OutboundEngine } from '../outbound/outbound-engine';
import { RateTokens } from '../outbound/rate-tokens';
import { RequestContent } from '../outbound/request-content';
import { SendMessage } from '../outbound/send-message';
import { SendRules } from '../outbound/send-rules';
import { SetReaction } from '../outbound/set-reaction';
import { SettleSends } from '../outbound/settle-sends';
import { UploadHeads } from '../outbound/upload-heads';
import { StatusStore } from '../statuses/status-store';

/** A driver that keeps a ledger of what it took, and does what the test says. */
export class ScriptedDriver implements ChannelDriver {
  readonly kind = 'whatsapp' as const;
  readonly maxTextLength = WHATSAPP_TEXT_MAX;
  readonly replyWindowMs = 86_400_000;
  readonly accepted: { token: string; to: string; body: string; externalId: string; content: OutboundContent; quoted: string | null }[] = [];
  readonly read: string[] = [];
  /** Called before each send; may throw, wait, or return false for "took it, but the answer is lost" by throwing later. */
  script: (message: OutboundMessage) => Promise<void> | void = () => undefined;
  /** Called after the send was taken. */
  after: (message: OutboundMessage, externalId: string) => Promise<void> | void = () => undefined;
  readScript: (externalId: string) => void = () => undefined;
  /** What checkContent finds. */
  problems: (draft: ContentDraft) => FieldError[] = () => [];

  checkContent(draft: ContentDraft): FieldError[] {
    return this.problems(draft);
  }

  async send(_channel: ConnectedChannel, message: OutboundMessage): Promise<SendReceipt> {
    await this.script(message);
    const externalId = `wamid.${newId()}=`;
    this.accepted.push({ token: message.token, to: message.to.value, body: 'body' in message.content ? message.content.body : '', externalId, content: message.content, quoted: message.quotedExternalId });
    await this.after(message, externalId);
    return { externalId, httpStatus: 200, tookMs: 1, canonicalAddress: null };
  }

  async markRead(_channel: ConnectedChannel, externalId: string): Promise<{ httpStatus: number; tookMs: number }> {
    this.readScript(externalId);
    this.read.push(externalId);
    return { httpStatus: 200, tookMs: 1 };
  }

  testConnection(): never {
    throw new Error('not scripted');
  }
  async sendTyping(): Promise<void> {}
  readonly media: ChannelDriver['media'] = null;
  readonly templates: ChannelDriver['templates'] = null;

  async subscribe(): Promise<void> {}
  async throughput(): Promise<number> {
    return 80;
  }
}

/** Uploads what the test says, and remembers it as the real one does. */
export class ScriptedUploader implements FileUploader {
  readonly uploaded: string[] = [];
  /** Called before each upload; may throw or wait. */
  script: (attachmentId: string) => Promise<void> | void = () => undefined;

  constructor(private readonly dataSource: DataSource) {}

  async upload(channel: ConnectedChannel, attachmentId: string): Promise<void> {
    await this.script(attachmentId);
    this.uploaded.push(attachmentId);
    await this.dataSource.query("INSERT INTO attachment_upload (attachment_id, channel_id, workspace_id, provider_media_id, expires_at) VALUES (?, ?, ?, ?, NOW(3) + INTERVAL 30 DAY) ON DUPLICATE KEY UPDATE provider_media_id = VALUES(provider_media_id), expires_at = VALUES(expires_at)", [idToBytes(attachmentId), idToBytes(channel.id), idToBytes(channel.workspaceId), `media.${this.uploaded.length}`]);
  }
}

/** ChannelAccess straight over the channel table, without a cache. */
class TableChannels implements ChannelAccess {
  constructor(private readonly dataSource: DataSource) {}

  async findState(workspaceId: string, channelId: string): Promise<ChannelState | null> {
    const [row] = await this.dataSource.query('SELECT status, mode, name, settings, rate_per_s, send_hold FROM channel WHERE id = ? AND workspace_id = ?', [idToBytes(channelId), idToBytes(workspaceId)]);
    if (!row) return null;
    const settings = { ...DEFAULT_CHANNEL_SETTINGS, ...(typeof row.settings === 'string' ? JSON.parse(row.settings) : row.settings) };
    const sendHold = row.send_hold ? ({ reason: row.send_hold, detail: '', code: null, since: '', waiting: 0 } as SendHold) : null;
    return { id: channelId, workspaceId, kind: 'whatsapp', mode: row.mode, status: row.status, name: row.name, displayAddress: null, sendHold, settings, ratePerS: row.rate_per_s };
  }
  async states(): Promise<ChannelState[]> {
    return [];
  }
  async refs(): Promise<never[]> {
    return [];
  }
  async connected(workspaceId: string, channelId: string): Promise<ConnectedChannel> {
    return { id: channelId, workspaceId, kind: 'whatsapp', mode: 'sandbox', externalId: '118820043377615', wabaId: '210984455012377', accessToken: 'test' };
  }
  async hold(_workspaceId: string, channelId: string, hold: Pick<SendHold, 'reason'>): Promise<void> {
    await this.dataSource.query('UPDATE channel SET send_hold = ? WHERE id = ?', [hold.reason, idToBytes(channelId)]);
  }
  recordOutbound(): void {}
}

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined, debug: () => undefined } as unknown as Logger;

export interface InboxFixture {
  database: TestDatabase;
  driver: ScriptedDriver;
  channels: ChannelAccess;
  drivers: ChannelDrivers;
  doorbell: Doorbell & { rung: string[] };
  rules: SendRules;
  sender: SendMessage;
  reactions: SetReaction;
  contents: RequestContent;
  uploader: ScriptedUploader;
  statuses: StatusStore;
  engine: OutboundEngine;
  logger: Logger;
  workspaceId: string;
  channelId: string;
  userId: string;
  /** A second engine, as another worker process would have. */
  anotherEngine(): OutboundEngine;
  /** Sends all that is due and waits until it is stored. */
  drain(): Promise<void>;
  conversation(over?: { address?: string; windowMs?: number | null; status?: string; channelId?: string; workspaceId?: string }): Promise<string>;
  inbound(conversationId: string, body: string): Promise<{ id: string; externalId: string; seq: number }>;
  status(externalId: string, status: InboundStatus['status'], over?: Partial<InboundStatus> & { channelId?: string }): Promise<void>;
  close(): Promise<void>;
}

/** One migrated database with a workspace, a user and an active channel, and the inbox's services over it. */
export async function createInboxFixture(): Promise<InboxFixture> {
  const database = await createTestDatabase([], { connections: 12, statementTimeoutMs: 10_000 });
  const { dataSource } = database;
  const [workspaceId, userId, channelId] = [newId(), newId(), newId()];
  await dataSource.query("INSERT INTO workspace (id, name, time_zone) VALUES (?, 'Test', 'Europe/Berlin')", [idToBytes(workspaceId)]);
  await dataSource.query("INSERT INTO `user` (id, email, name, password_hash, preferences) VALUES (?, 'ana@example.org', 'Ana', 'x', '{}')", [idToBytes(userId)]);
  await dataSource.query("INSERT INTO channel (id, workspace_id, kind, mode, status, name, external_id, waba_id, settings, rate_per_s) VALUES (?, ?, 'whatsapp', 'sandbox', 'active', 'WhatsApp', '118820043377615', '210984455012377', '{}', 1000)", [idToBytes(channelId), idToBytes(workspaceId)]);
  const rung: string[] = [];
  const doorbell = { rung, ring: (name: string) => rung.push(name), ringOutbox: () => rung.push('outbox'), outboxChannel: 'test:outbox' } as unknown as InboxFixture['doorbell'];
  const driver = new ScriptedDriver();
  const drivers: ChannelDrivers = { whatsapp: driver, email: null, sms: null };
  const channels = new TableChannels(dataSource);
  const clock = new SystemClock();
  const tokens = new RateTokens({ instance: `t-${newId()}`, redisUrl: process.env['MAILTRIXY_TEST_REDIS_URL'] } as Settings);
  const rules = new SendRules(dataSource, channels, drivers, clock);
  const contents = new RequestContent(rules, new TemplateFiller(clock));
  const uploader = new ScriptedUploader(dataSource);
  const makeEngine = () => new OutboundEngine(new OutboundBatch(dataSource, channels, drivers, clock, tokens, contents), new SettleSends(dataSource), new UploadHeads(dataSource, uploader, silent), tokens, channels, doorbell, silent);
  const engine = makeEngine();
  const statuses = new StatusStore(silent);
  return {
    database,
    driver,
    drivers,
    channels,
    doorbell,
    rules,
    sender: new SendMessage(dataSource, rules, contents, doorbell),
    reactions: new SetReaction(dataSource, rules, doorbell),
    contents,
    uploader,
    statuses,
    engine,
    logger: silent,
    workspaceId,
    channelId,
    userId,
    anotherEngine: makeEngine,
    async drain() {
      await engine.run();
      await engine.idle();
    },
    async conversation(over = {}) {
      const [id, contactId] = [newId(), newId()];
      const workspace = idToBytes(over.workspaceId ?? workspaceId);
      const channel = idToBytes(over.channelId ?? channelId);
      const resolved = over.status === 'resolved';
      await dataSource.query("INSERT INTO contact (id, workspace_id, profile_name) VALUES (?, ?, 'Maya Chen')", [idToBytes(contactId), workspace]);
      await dataSource.query("INSERT INTO conversation (id, workspace_id, channel_id, contact_id, status, open_slot, address_kind, address, last_message_at) VALUES (?, ?, ?, ?, ?, ?, 'wa_id', ?, NOW(3))", [idToBytes(id), workspace, channel, idToBytes(contactId), over.status ?? 'open', resolved ? null : 1, over.address ?? '447700900123']);
      if (over.windowMs !== null) await dataSource.query('INSERT INTO reply_window (channel_id, contact_id, workspace_id, expires_at) VALUES (?, ?, ?, ?)', [channel, idToBytes(contactId), workspace, new Date(Date.now() + (over.windowMs ?? 3_600_000))]);
      return id;
    },
    async inbound(conversationId, body) {
      const [id, externalId] = [newId(), `wamid.in.${newId()}=`];
      const key = idToBytes(conversationId);
      const [{ last_seq: last, workspace_id: workspace, channel_id: channel }] = await dataSource.query('SELECT last_seq, workspace_id, channel_id FROM conversation WHERE id = ?', [key]);
      const seq = Number(last) + 1;
      await dataSource.query("INSERT INTO message (conversation_id, seq, id, workspace_id, channel_id, direction, type, body, external_id, author_kind, provider_ts, received_at) VALUES (?, ?, ?, ?, ?, 'in', 'text', ?, ?, 'contact', NOW(3), NOW(3))", [key, seq, idToBytes(id), workspace, channel, body, externalId]);
      await dataSource.query("UPDATE conversation SET last_seq = ?, unread_count = unread_count + 1, unread_flag = 1, first_unread_seq = COALESCE(first_unread_seq, ?), preview = ?, preview_seq = ?, preview_direction = 'in', preview_status = NULL, last_message_at = NOW(3), version = version + 1 WHERE id = ?", [seq, seq, body, seq, key]);
      return { id, externalId, seq };
    },
    async status(externalId, status, over = {}) {
      const { channelId: on, ...rest } = over;
      const event: InboundStatus = { kind: 'status', index: 0, channelExternalId: null, accountExternalId: null, externalId, status, providerTs: Date.now(), token: null, participant: '', error: null, pricing: null, ...rest };
      await dataSource.transaction('READ COMMITTED', (tx) => statuses.store(tx, [{ workspaceId, channelId: on ?? channelId, status: event, receivedAt: new Date() }]));
    },
    async close() {
      await engine.onApplicationShutdown();
      tokens.onApplicationShutdown();
      await database.drop();
    },
  };
}
