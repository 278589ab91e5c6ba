import path from 'node:path';
import { readMediaSettings, type MediaSettings } from './media-settings';
import { SettingsError } from './settings-error';

/** Everything the processes read from the environment, parsed once at boot. */
export interface Settings {
  /** Stable per clone or installation; names the cookie on plain http and the Bull prefix. */
  instance: string;
  databaseUrl: string;
  redisUrl: string;
  port: number;
  host: string;
  workerPort: number;
  /** Without a trailing slash. */
  publicUrl: string;
  publicUrlIsHttps: boolean;
  dataDir: string;
  logDir: string | null;
  logLevel: string;
  webRoot: string | null;
  /** Meta's Graph API, without a trailing slash. From the environment only, never from a user. */
  graphUrl: string;
  graphVersion: string;
  /** Null: the simulator is off (production default). */
  simulatorUrl: string | null;
  masterKey: string | null;
  masterKeyFile: string | null;
  metricsToken: string | null;
  /** Hops of X-Forwarded-For that are ours. */
  trustedProxies: number;
  /** Multiplies every HTTP rate limit; a load test raises it. */
  rateLimitFactor: number;
  /** Milliseconds between two looks of a sweeper. A test slows them down to prove the ring, and the other way round. */
  sweepMs: number;
  /** Milliseconds between two looks at the outbox when no ring came. */
  outboxMs: number;
  media: MediaSettings;
  ai: AiEnvironment;
  /** Milliseconds between two checks of an active channel's connection. */
  healthCheckMs: number;
  /** Named crash points for kill -9 tests; empty in production. */
  failpoints: string;
  /** Hosts with ports that pages may be read from although they are private. For tests only; empty in production. */
  crawlAllow: string[];
}

/** Where the vendors of language models answer; a workspace's own address is in its settings. */
export interface AiEnvironment {
  /** Without a trailing slash, with the version path. From the environment only, never from a user. */
  openaiUrl: string;
  anthropicUrl: string;
  /** Milliseconds that one call may take. */
  callTimeoutMs: number;
}

/** @throws SettingsError in words that name the variable */
export function readSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  const dataDir = path.resolve(env['MAILTRIXY_DATA_DIR'] ?? '.data');
  const port = integer(env, 'PORT', 3000, 1, 65_535);
  const publicUrl = url(env, 'MAILTRIXY_PUBLIC_URL', `http://localhost:${port}`);
  return {
    instance: env['MAILTRIXY_INSTANCE'] ?? 'default',
    databaseUrl: required(env, 'DATABASE_URL'),
    redisUrl: required(env, 'REDIS_URL'),
    port,
    host: env['MAILTRIXY_HOST'] ?? '127.0.0.1',
    workerPort: integer(env, 'WORKER_PORT', 3001, 0, 65_535),
    publicUrl,
    publicUrlIsHttps: publicUrl.startsWith('https://'),
    dataDir,
    logDir: env['MAILTRIXY_LOG_DIR'] === '' ? null : path.resolve(env['MAILTRIXY_LOG_DIR'] ?? 'storage/logs'),
    logLevel: env['LOG_LEVEL'] ?? 'info',
    webRoot: env['MAILTRIXY_WEB_ROOT'] ? path.resolve(env['MAILTRIXY_WEB_ROOT']) : null,
    graphUrl: url(env, 'MAILTRIXY_GRAPH_URL', 'https://graph.facebook.com'),
    graphVersion: env['META_GRAPH_VERSION'] ?? 'v25.0',
    simulatorUrl: env['MAILTRIXY_SIMULATOR_URL'] ? url(env, 'MAILTRIXY_SIMULATOR_URL', '') : null,
    masterKey: env['MAILTRIXY_MASTER_KEY'] ?? null,
    masterKeyFile: env['MAILTRIXY_MASTER_KEY_FILE'] ?? null,
    metricsToken: env['MAILTRIXY_METRICS_TOKEN'] ?? null,
    trustedProxies: integer(env, 'MAILTRIXY_TRUSTED_PROXIES', 0, 0, 10),
    rateLimitFactor: integer(env, 'MAILTRIXY_RATE_LIMIT_FACTOR', 1, 1, 1_000_000),
    sweepMs: integer(env, 'MAILTRIXY_SWEEP_MS', 1000, 20, 3_600_000),
    outboxMs: integer(env, 'MAILTRIXY_OUTBOX_MS', 250, 20, 3_600_000),
    media: readMediaSettings(env, dataDir),
    ai: {
      openaiUrl: url(env, 'MAILTRIXY_OPENAI_URL', 'https://api.openai.com/v1'),
      anthropicUrl: url(env, 'MAILTRIXY_ANTHROPIC_URL', 'https://api.anthropic.com/v1'),
      callTimeoutMs: integer(env, 'MAILTRIXY_AI_CALL_TIMEOUT_MS', 30_000, 100, 300_000),
    },
    healthCheckMs: integer(env, 'MAILTRIXY_HEALTH_CHECK_MS', 900_000, 1000, 86_400_000),
    failpoints: env['MAILTRIXY_FAILPOINTS'] ?? '',
    crawlAllow: (env['MAILTRIXY_CRAWL_ALLOW'] ?? '').split(',').map((host) => host.trim()).filter(Boolean),
  };
}

function required(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (!value) throw new SettingsError(`${name} is not set. Start MailTrixy with "npm start", or set it as docs/operator-guide.md says.`);
  return value;
}

function integer(env: NodeJS.ProcessEnv, name: string, fallback: number, min: number, max: number): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < min || value > max) throw new SettingsError(`${name} must be a whole number from ${min} to ${max}, not "${text}".`);
  return value;
}

function url(env: NodeJS.ProcessEnv, name: string, fallback: string): string {
  const text = (env[name] ?? fallback).replace(/\/+$/, '');
  if (!/^https?:$/.test(URL.canParse(text) ? new URL(text).protocol : '')) throw new SettingsError(`${name} must be an http or https address, not "${text}".`);
  return text;
}
