import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { createConnection, type Connection } from 'mysql2/promise';
import type { ChannelDetail, Me } from '@mailtrixy/shared/dto';
import { ApiClient } from './api-client';
import { ManagedProcess } from './managed-process';
import { Simulator, type Provisioned } from './simulator';
import { workspaceRoot } from './workspace-root';

export interface StackOptions {
  /** Added to the environment of api and worker. */
  env?: Record<string, string>;
  databaseUrl?: string;
  redisUrl?: string;
}

export interface TestWorkspace {
  name: string;
  me: Me;
  /** Signed in as the owner. */
  owner: ApiClient;
  email: string;
  password: string;
}

const DIST = process.env['MAILTRIXY_DIST'] ?? path.join(workspaceRoot(), 'dist');
const PASSWORD = 'correct horse battery staple';
const run = promisify(execFile);

/** Database, api, worker and simulator of one suite, from the built bundles. Every test takes a workspace of its own. */
export class Stack {
  readonly api: ManagedProcess;
  readonly worker: ManagedProcess;
  readonly simulatorProcess: ManagedProcess;
  simulator: Simulator;
  private connection: Connection | null = null;

  private constructor(
    readonly env: Record<string, string>,
    readonly url: string,
    readonly databaseName: string,
    private readonly serverUrl: string,
  ) {
    this.api = new ManagedProcess('api', path.join(DIST, 'apps/api/main.cjs'), env);
    this.worker = new ManagedProcess('worker', path.join(DIST, 'apps/worker/main.cjs'), env);
    this.simulatorProcess = new ManagedProcess('simulator', path.join(DIST, 'apps/simulator/main.cjs'), env);
  }

  /** @throws when the test services are not there (run through `npm test`) or the bundles are not built */
  static async start(options: StackOptions = {}): Promise<Stack> {
    const serverUrl = options.databaseUrl ?? process.env['MAILTRIXY_TEST_DATABASE_URL'];
    const redisUrl = options.redisUrl ?? process.env['MAILTRIXY_TEST_REDIS_URL'];
    if (!serverUrl || !redisUrl) throw new Error('MAILTRIXY_TEST_DATABASE_URL and MAILTRIXY_TEST_REDIS_URL are not set. Run the tests with "npm test".');
    const databaseName = `mailtrixy_t_${randomBytes(6).toString('hex')}`;
    const databaseUrl = new URL(serverUrl);
    databaseUrl.pathname = `/${databaseName}`;
    const [port, workerPort, simulatorPort] = await Promise.all([freePort(), freePort(), freePort()]);
    const dataDir = await mkdtemp(path.join(tmpdir(), 'mx-stack-'));
    const env = {
      DATABASE_URL: databaseUrl.toString(),
      REDIS_URL: redisUrl,
      PORT: String(port),
      WORKER_PORT: String(workerPort),
      MAILTRIXY_PUBLIC_URL: `http://127.0.0.1:${port}`,
      MAILTRIXY_DATA_DIR: dataDir,
      MAILTRIXY_LOG_DIR: path.join(dataDir, 'logs'),
      MAILTRIXY_INSTANCE: databaseName.slice(-8),
      MAILTRIXY_WEB_ROOT: path.join(DIST, 'apps/inbox/browser'),
      MAILTRIXY_SIMULATOR_PORT: String(simulatorPort),
      MAILTRIXY_SIMULATOR_URL: `http://127.0.0.1:${simulatorPort}`,
      MAILTRIXY_GRAPH_URL: `http://127.0.0.1:${simulatorPort}`,
      ...options.env,
    };
    const stack = new Stack(env, `http://127.0.0.1:${port}`, databaseName, serverUrl);
    await stack.onServer(`CREATE DATABASE \`${databaseName}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`);
    await stack.node('apps/api/migrate.cjs');
    await Promise.all([stack.simulatorProcess.start(), stack.api.start(), stack.worker.start()]);
    stack.simulator = new Simulator(env.MAILTRIXY_SIMULATOR_URL);
    return stack;
  }

  get logDir(): string {
    return this.env['MAILTRIXY_LOG_DIR'];
  }

  client(): ApiClient {
    return new ApiClient(this.url);
  }

  /** A fresh workspace with its owner, made the way an operator makes one. */
  async workspace(): Promise<TestWorkspace> {
    const tag = randomBytes(4).toString('hex');
    const name = `Acme ${tag}`;
    const email = `owner-${tag}@example.org`;
    const output = await this.node('apps/api/admin.cjs', 'workspace', 'create', '--name', name, '--owner-email', email);
    const token = /#token=([\w-]+)/.exec(output)?.[1];
    if (!token) throw new Error(`no invite link in: ${output}`);
    const owner = this.client();
    const me = await owner.post<Me>('/invitations/accept', { token, name: 'Ana Ruiz', email, password: PASSWORD });
    return { name, me, owner, email, password: PASSWORD };
  }

  /** Another member, through an invite link. */
  async member(owner: ApiClient, role: string, name = `${role} person`): Promise<{ client: ApiClient; me: Me; email: string }> {
    const { url } = await owner.post<{ url: string }>('/invitations', { clientId: randomUUID(), role });
    const client = this.client();
    const email = `${role}-${randomBytes(4).toString('hex')}@example.org`;
    const me = await client.post<Me>('/invitations/accept', { token: /#token=([\w-]+)/.exec(url)?.[1], name, email, password: PASSWORD });
    return { client, me, email };
  }

  /** A live WhatsApp channel, connected like an admin does it; "Meta" is the simulator. */
  async channel(owner: ApiClient, options: Record<string, unknown> = {}): Promise<{ channel: ChannelDetail; number: Provisioned }> {
    const number = await this.simulator.provision({ callbackUrl: `${this.url}/api/webhooks/whatsapp`, customers: [{ name: 'Maya Chen' }], ...options });
    const created = await owner.post<ChannelDetail>('/channels', { clientId: randomUUID(), kind: 'whatsapp', mode: 'live', name: 'WhatsApp EU', phoneNumberId: number.phoneNumberId, accessToken: number.accessToken, appSecret: number.appSecret, verifyToken: number.verifyToken });
    const channel = await owner.post<ChannelDetail>(`/channels/${created.id}/activate`);
    return { channel, number };
  }

  async sql<T = Record<string, unknown>>(query: string, values: unknown[] = []): Promise<T[]> {
    this.connection ??= await this.connect();
    const [rows] = await this.connection.query(query, values);
    return rows as T[];
  }

  /** In UTC like every connection of the product, whatever the server's own zone is. */
  private async connect(): Promise<Connection> {
    const connection = await createConnection({ uri: this.env['DATABASE_URL'], timezone: 'Z', charset: 'utf8mb4_unicode_ci' });
    await connection.query("SET time_zone = '+00:00'");
    return connection;
  }

  /** Forgets the connection, e.g. after the database was restarted. */
  disconnect(): void {
    this.connection?.destroy();
    this.connection = null;
  }

  /** Runs one of the built scripts to its end. @returns its standard output */
  async node(script: string, ...args: string[]): Promise<string> {
    const { stdout } = await run(process.execPath, [path.join(DIST, script), ...args], { env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...this.env } });
    return stdout;
  }

  async stop(): Promise<void> {
    await Promise.all([this.api.stop(), this.worker.stop(), this.simulatorProcess.stop()]);
    this.disconnect();
    await this.onServer(`DROP DATABASE IF EXISTS \`${this.databaseName}\``);
    await rm(this.env['MAILTRIXY_DATA_DIR'], { recursive: true, force: true });
  }

  private async onServer(sql: string): Promise<void> {
    const url = new URL(this.serverUrl);
    url.pathname = '/';
    const connection = await createConnection({ uri: url.toString() });
    await connection.query(sql);
    await connection.end();
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
