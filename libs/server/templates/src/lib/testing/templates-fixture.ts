import { ChannelError, type ChannelAccess, type ChannelDrivers, type ConnectedChannel, type ProviderTemplate, type TemplateProvider } from '@mailtrixy/server/channels';
import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { createTestDatabase, type TestDatabase } from '@mailtrixy/server/platform/database/testing';
import type { Logger } from '@mailtrixy/server/platform/logging';
import type { Doorbell } from '@mailtrixy/server/platform/queue';
import type { DataSource } from 'typeorm';
import { TemplateSyncRunner } from '../sync/template-sync';

export const WABA = '210984455012377';

export function listed(name: string, over: Partial<ProviderTemplate> = {}): ProviderTemplate {
  return {
    externalId: `17400229${name.length}${[...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0)}`,
    name,
    language: 'en_US',
    status: 'APPROVED',
    category: 'UTILITY',
    previousCategory: null,
    quality: 'GREEN',
    parameterFormat: 'POSITIONAL',
    rejectedReason: null,
    components: [{ type: 'BODY', text: `Hi {{1}}, ${name}.`, example: { body_text: [['Nadia']] } }],
    ...over,
  };
}

/** Meta, as far as templates go: pages that a test sets, and a ledger of what was asked. */
export class ScriptedTemplates implements TemplateProvider {
  pages: ProviderTemplate[][] = [[]];
  /** Called before each page; may throw or wait. */
  script: (page: number) => Promise<void> | void = () => undefined;
  readonly asked: string[] = [];
  /** The error of the next write. */
  refuse: ChannelError | null = null;

  async listPage(channel: ConnectedChannel, after: string | null): Promise<{ items: ProviderTemplate[]; after: string | null }> {
    const page = Number(after ?? 0);
    this.asked.push(`list ${channel.id} ${page}`);
    await this.script(page);
    return { items: this.pages[page] ?? [], after: page + 1 < this.pages.length ? String(page + 1) : null };
  }
  async create(_channel: ConnectedChannel, template: Parameters<TemplateProvider['create']>[1]): Promise<{ externalId: string; status: string; category: string }> {
    this.write(`create ${template.name} ${template.language}`);
    return { externalId: '1740022951187999', status: 'PENDING', category: template.category };
  }
  async edit(_channel: ConnectedChannel, externalId: string): Promise<void> {
    this.write(`edit ${externalId}`);
  }
  async remove(_channel: ConnectedChannel, name: string, externalId: string | null): Promise<void> {
    this.write(`remove ${name} ${externalId}`);
  }
  async uploadSample(_channel: ConnectedChannel, appId: string): Promise<string> {
    this.write(`sample ${appId}`);
    return '4:handle';
  }

  private write(what: string): void {
    this.asked.push(what);
    const { refuse } = this;
    this.refuse = null;
    if (refuse) throw refuse;
  }
}

export interface TemplatesFixture {
  database: TestDatabase;
  dataSource: DataSource;
  provider: ScriptedTemplates;
  channels: ChannelAccess;
  drivers: ChannelDrivers;
  doorbell: Doorbell & { rung: string[] };
  runner: TemplateSyncRunner;
  /** As another worker would have it. */
  anotherRunner(): TemplateSyncRunner;
  workspaceId: string;
  userId: string;
  channelId: string;
  /** Of the same account. */
  secondChannelId: string;
  addChannel(over?: { workspaceId?: string; wabaId?: string; status?: string }): Promise<string>;
  close(): Promise<void>;
}

/** One migrated database with a workspace, a user and two active numbers of one account. */
export async function createTemplatesFixture(entities: Parameters<typeof createTestDatabase>[0] = []): Promise<TemplatesFixture> {
  const database = await createTestDatabase(entities, { connections: 12, statementTimeoutMs: 10_000 });
  const { dataSource } = database;
  const [workspaceId, userId] = [newId(), newId()];
  await dataSource.query("INSERT INTO workspace (id, name, time_zone) VALUES (?, 'Test', 'Europe/Berlin')", [idToBytes(workspaceId)]);
  await dataSource.query("INSERT INTO `user` (id, email, name, password_hash, preferences) VALUES (?, 'ana@example.org', 'Ana', 'x', '{}')", [idToBytes(userId)]);
  const addChannel: TemplatesFixture['addChannel'] = async (over = {}) => {
    const id = newId();
    await dataSource.query("INSERT INTO channel (id, workspace_id, kind, mode, status, name, external_id, waba_id, app_id, settings) VALUES (?, ?, 'whatsapp', 'sandbox', ?, 'WhatsApp', ?, ?, '99', '{}')", [idToBytes(id), idToBytes(over.workspaceId ?? workspaceId), over.status ?? 'active', id.slice(0, 18), over.wabaId ?? WABA]);
    return id;
  };
  const [channelId, secondChannelId] = [await addChannel(), await addChannel()];
  const provider = new ScriptedTemplates();
  const rung: string[] = [];
  const doorbell = { rung, ring: (name: string) => rung.push(name), ringOutbox: () => rung.push('outbox') } as unknown as TemplatesFixture['doorbell'];
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined, debug: () => undefined } as unknown as Logger;
  const channels = {
    connected: async (workspace: string, id: string): Promise<ConnectedChannel> => ({ id, workspaceId: workspace, kind: 'whatsapp', mode: 'sandbox', externalId: '1', wabaId: WABA, accessToken: 'test' }),
  } as unknown as ChannelAccess;
  const drivers = { whatsapp: { templates: provider }, email: null, sms: null } as unknown as ChannelDrivers;
  const make = () => new TemplateSyncRunner(dataSource, channels, drivers, doorbell, logger);
  return { database, dataSource, provider, channels, drivers, doorbell, runner: make(), anotherRunner: make, workspaceId, userId, channelId, secondChannelId, addChannel, close: () => database.drop() };
}

export function graphError(detail: string, over: Partial<ChannelError['facts']> = {}): ChannelError {
  return new ChannelError('final', { code: 100, title: 'Refused', detail, httpStatus: 400, ...over });
}
