import { createServer as createHttpServer, request as httpRequest, type Server } from 'node:http';
import { connect, createServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';
import { createPool, type Pool } from 'mysql2/promise';
import type { ChannelDirectory, WebhookCredential } from '@mailtrixy/server/channels';
import { newId, SystemClock } from '@mailtrixy/server/platform/clock';
import { connectionOptions, idToBytes } from '@mailtrixy/server/platform/database';
import { createTestDatabase, type TestDatabase } from '@mailtrixy/server/platform/database/testing';
import type { Logger } from '@mailtrixy/server/platform/logging';
import type { Doorbell } from '@mailtrixy/server/platform/queue';
import { LogDetails, LogReplay, RejectedQueue, signBody, VerifyHandshake, WebhookIngest, WebhookLogs, WebhookSecrets } from '@mailtrixy/server/whatsapp-cloud';
import { createWebhookListener, type WebhookListener } from '../webhook-listener';

export const SECRET = '0123456789abcdef0123456789abcdef';
export const NUMBER = '118820043377615';

export interface Answer {
  status: number;
  body: string;
  headers: Record<string, string | string[] | undefined>;
}

type FixtureDirectory = Omit<ChannelDirectory, 'revision'> & { revision: number };

/** A door to the database that a test can shut. */
class Door {
  private readonly sockets = new Set<Socket>();
  private server: TcpServer;
  private port = 0;
  constructor(private readonly target: { host: string; port: number }) {}

  async open(): Promise<number> {
    this.server = createServer((inner) => {
      const outer = connect(this.target);
      for (const socket of [inner, outer]) {
        this.sockets.add(socket);
        socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
      }
      inner.pipe(outer).pipe(inner);
    });
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    return this.port;
  }

  async shut(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}

/** The receiving side over a real database and a real http.Server, with a scripted channel directory. */
export class WebhookFixture {
  readonly lines: { level: string; fields: Record<string, unknown>; message: string }[] = [];
  readonly rings: string[] = [];
  credentials: WebhookCredential[] = [];
  tokens: { channelId: string; workspaceId: string; token: string }[] = [];
  readonly verified: string[] = [];
  readonly workspaceId = newId();
  readonly channelId = newId();
  /** A new revision: a channel was changed in this process. */
  directory: FixtureDirectory;
  listener: WebhookListener;
  server: Server;
  port = 0;
  ingest: WebhookIngest;
  rejected: RejectedQueue;
  logs: WebhookLogs;
  details: LogDetails;
  replays: LogReplay;
  verify: VerifyHandshake;
  door: Door;
  private pool: Pool;

  private constructor(readonly database: TestDatabase) {}

  static async create(): Promise<WebhookFixture> {
    const fixture = new WebhookFixture(await createTestDatabase());
    await fixture.start();
    return fixture;
  }

  private async start(): Promise<void> {
    const { dataSource, url } = this.database;
    await dataSource.query("INSERT INTO workspace (id, name, time_zone) VALUES (?, 'W', 'UTC')", [idToBytes(this.workspaceId)]);
    await this.insertChannel(this.channelId, this.workspaceId, NUMBER);
    this.credentials = [this.credential(SECRET, this.channelId, this.workspaceId, NUMBER)];
    const { host, port, ...login } = connectionOptions(url);
    this.door = new Door({ host: host ?? '127.0.0.1', port: port ?? 3306 });
    this.pool = createPool({ ...login, host: '127.0.0.1', port: await this.door.open(), connectionLimit: 4, connectTimeout: 1500 });
    this.pool.pool.on('connection', (connection) => connection.query("SET SESSION time_zone = '+00:00'", () => undefined));

    const logger = Object.fromEntries(['debug', 'info', 'warn', 'error'].map((level) => [level, (fields: Record<string, unknown>, message: string) => this.lines.push({ level, fields, message })])) as unknown as Logger;
    const doorbell = { ring: (name: string) => this.rings.push(name), ringOutbox: () => undefined } as unknown as Doorbell;
    const directory: FixtureDirectory = {
      revision: 0,
      webhookCredentials: async () => this.credentials,
      verifyTokens: async () => this.tokens,
      findByExternalId: async (externalId) => this.credentials.flatMap(({ channels }) => channels.filter((channel) => channel.externalId === externalId)),
      markWebhookVerified: async (_, channelId) => void this.verified.push(channelId),
      recordSignatureOk: () => undefined,
      recordRejected: () => undefined,
    };
    this.directory = directory;
    const clock = new SystemClock();
    this.rejected = new RejectedQueue(dataSource, directory, logger, doorbell);
    this.ingest = new WebhookIngest(this.pool, new WebhookSecrets(directory), this.rejected, directory, clock, logger, doorbell);
    this.verify = new VerifyHandshake(directory, this.rejected, clock, logger);
    this.logs = new WebhookLogs(dataSource);
    this.details = new LogDetails(dataSource);
    this.replays = new LogReplay(dataSource, directory, clock, doorbell);
    this.listener = createWebhookListener({ logger, trustedProxies: 0 });
    this.server = createHttpServer((request, response) => this.listener.handle(request, response));
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
  }

  credential(appSecret: string, channelId: string, workspaceId: string, externalId: string): WebhookCredential {
    return { secretId: newId(), appSecret, last4: appSecret.slice(-4), channels: [{ channelId, workspaceId, externalId, wabaId: '210984455012377' }] };
  }

  async insertChannel(id: string, workspaceId: string, externalId: string): Promise<void> {
    await this.database.dataSource.query("INSERT INTO channel (id, workspace_id, kind, mode, status, name, external_id, active_key, settings) VALUES (?, ?, 'whatsapp', 'live', 'active', 'C', ?, ?, '{}')", [idToBytes(id), idToBytes(workspaceId), externalId, externalId]);
  }

  post(body: Buffer | string, headers: Record<string, string | string[] | number> = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = httpRequest({ port: this.port, host: '127.0.0.1', method: 'POST', path: '/api/webhooks/whatsapp', headers, agent: false }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers }));
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  signed(body: Buffer | string, secret = SECRET, headers: Record<string, string> = {}): Promise<Answer> {
    return this.post(body, { 'x-hub-signature-256': `sha256=${signBody(secret, Buffer.from(body)).toString('hex')}`, ...headers });
  }

  query<T = Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<T[]> {
    return this.database.dataSource.query(sql, values);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await this.rejected.idle();
    await this.pool.end().catch(() => undefined);
    await this.door.shut().catch(() => undefined);
    await this.database.drop();
  }
}
