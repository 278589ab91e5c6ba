import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { PasswordHasher, sessionCookieName } from '@mailtrixy/server/accounts';
import { SEED_PASSWORD, seedWorkspace, type SeededWorkspace } from '@mailtrixy/server/accounts/testing';
import { newId } from '@mailtrixy/server/platform/clock';
import { readSettings, type Settings } from '@mailtrixy/server/platform/config';
import { createTestDatabase } from '@mailtrixy/server/platform/database/testing';
import type { Problem } from '@mailtrixy/shared/dto';
import pino, { type Logger } from 'pino';
import { DataSource } from 'typeorm';
import { createApp } from '../../create-app';
import { FrontDoor } from '../front-door';
import { RouteCatalog, type CatalogRoute } from '../route-catalog';

export interface Answer<T = unknown> {
  status: number;
  headers: Record<string, string | string[] | number | undefined>;
  text: string;
  body: T & Partial<Problem>;
}

export interface CallOptions {
  /** A session's token; none: not signed in. */
  token?: string | null;
  body?: unknown;
  headers?: Record<string, string>;
}

/** The whole api on a fresh real database, called without a socket. */
export interface TestApi {
  app: NestFastifyApplication;
  dataSource: DataSource;
  settings: Settings;
  routes: CatalogRoute[];
  /** Lines of the process's log, for what must and must not be in it. */
  log: string[];
  call: <T = unknown>(method: string, url: string, options?: CallOptions) => Promise<Answer<T>>;
  /** With `canSignIn`, every member's password is SEED_PASSWORD. */
  seed: (name: string, canSignIn?: boolean) => Promise<SeededWorkspace>;
  close: () => Promise<void>;
}

export async function createTestApi(env: Record<string, string> = {}): Promise<TestApi> {
  const database = await createTestDatabase();
  const dataDir = mkdtempSync(path.join(tmpdir(), 'mx-api-'));
  const settings = readSettings({
    DATABASE_URL: database.url,
    REDIS_URL: process.env['MAILTRIXY_TEST_REDIS_URL'] ?? 'redis://127.0.0.1:1',
    MAILTRIXY_DATA_DIR: dataDir,
    MAILTRIXY_LOG_DIR: '',
    MAILTRIXY_INSTANCE: `test-${newId().slice(-8)}`,
    MAILTRIXY_RATE_LIMIT_FACTOR: '1000',
    ...env,
  });
  const log: string[] = [];
  const logger: Logger = pino({ level: 'debug' }, { write: (line: string) => void log.push(line) });
  const frontDoor = new FrontDoor();
  const app = await createApp({ settings, logger, frontDoor });
  frontDoor.ready();
  const dataSource = app.get(DataSource);
  const cookie = sessionCookieName(settings);
  return {
    app,
    dataSource,
    settings,
    routes: app.get(RouteCatalog).routes(),
    log,
    call: async <T>(method: string, url: string, { token, body, headers = {} }: CallOptions = {}) => {
      const answer = await app.inject({
        method: method as 'GET',
        url,
        headers: { host: new URL(settings.publicUrl).host, ...(token ? { cookie: `${cookie}=${token}` } : {}), ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      return { status: answer.statusCode, headers: answer.headers, text: answer.payload, body: parse(answer.payload) as T & Partial<Problem> };
    },
    seed: async (name, canSignIn = false) => seedWorkspace(dataSource, name, canSignIn ? await app.get(PasswordHasher).hash(SEED_PASSWORD) : undefined),
    close: async () => {
      await app.close();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {}; // not JSON: HTML, metrics, or empty
  }
}
