import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SettingsError } from './settings-error';

export interface S3Settings {
  /** Without a trailing slash; the bucket is a part of the path. */
  endpoint: string;
  region: string;
  bucket: string;
  /** '' or ends with a slash. */
  prefix: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/** Where files of messages are kept and what works on them. */
export interface MediaSettings {
  /** The store's folder; with S3 only files under way lie there. */
  dir: string;
  /** Null: files are kept in `dir`. */
  s3: S3Settings | null;
  /** Null: looked for on PATH and in node_modules. 'none' switches ffmpeg off. */
  ffmpegPath: string | null;
}

/** @throws SettingsError in words that name the variable */
export function readMediaSettings(env: NodeJS.ProcessEnv, dataDir: string): MediaSettings {
  const store = env['MAILTRIXY_MEDIA_STORE'] || 'disk';
  if (store !== 'disk' && store !== 's3') throw new SettingsError(`MAILTRIXY_MEDIA_STORE must be disk or s3, not "${store}".`);
  return {
    dir: path.resolve(env['MAILTRIXY_MEDIA_DIR'] || path.join(dataDir, 'media')),
    s3: store === 's3' ? readS3(env) : null,
    ffmpegPath: env['FFMPEG_PATH'] || null,
  };
}

function readS3(env: NodeJS.ProcessEnv): S3Settings {
  const region = env['S3_REGION'] || 'us-east-1';
  const endpoint = (env['S3_ENDPOINT'] || `https://s3.${region}.amazonaws.com`).replace(/\/+$/, '');
  if (!/^https?:$/.test(URL.canParse(endpoint) ? new URL(endpoint).protocol : '') || new URL(endpoint).pathname !== '/') throw new SettingsError(`S3_ENDPOINT must be an http or https address without a path, not "${endpoint}".`);
  const bucket = needed(env, 'S3_BUCKET');
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) throw new SettingsError(`S3_BUCKET is not a bucket's name: "${bucket}".`);
  const prefix = (env['S3_PREFIX'] ?? '').replace(/^\/+|\/+$/g, '');
  if (!/^[A-Za-z0-9/_.-]*$/.test(prefix) || prefix.split('/').includes('..')) throw new SettingsError('S3_PREFIX may have letters, digits, "-", "_", "." and "/".');
  return { endpoint, region, bucket, prefix: prefix ? `${prefix}/` : '', accessKeyId: needed(env, 'S3_ACCESS_KEY_ID'), secretAccessKey: needed(env, 'S3_SECRET_ACCESS_KEY') };
}

/** The variable itself, or the content of the file that NAME_FILE names. */
function needed(env: NodeJS.ProcessEnv, name: string): string {
  const file = env[`${name}_FILE`];
  const value = env[name] || (file ? readSecretFile(name, file) : '');
  if (!value) throw new SettingsError(`MAILTRIXY_MEDIA_STORE is s3, but neither ${name} nor ${name}_FILE is set.`);
  return value;
}

function readSecretFile(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new SettingsError(`${name}_FILE cannot be read: ${(error as Error).message}`);
  }
}
