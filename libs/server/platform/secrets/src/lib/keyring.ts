import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Global, Module } from '@nestjs/common';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';

/** Injection token of the Keyring. */
export const KEYRING = Symbol('Keyring');

export interface Sealed {
  ciphertext: Buffer;
  keyId: string;
}

/** The stored bytes cannot be read: wrong row, damaged, or its key is not in the keyring. */
export class UnreadableSecretError extends Error {}

interface KeyFile {
  /** The key that seals; the others only open. */
  current: string;
  /** Key id → 32 bytes, base64. */
  keys: Record<string, string>;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM with key ids. A sealed value is iv ‖ ciphertext ‖ tag, bound to its row by `aad`, so that bytes copied to
 * another row or column do not open.
 */
export class Keyring {
  private constructor(
    private file: KeyFile,
    private readonly savedAt: string | null,
  ) {}

  /**
   * MAILTRIXY_MASTER_KEY or the file named by MAILTRIXY_MASTER_KEY_FILE (32 bytes as base64 or hex); else the keyring
   * under dataDir/keys, made at the first start with mode 0600.
   * @throws Error in words when the given key is not 32 bytes
   */
  static load(settings: Pick<Settings, 'masterKey' | 'masterKeyFile' | 'dataDir'>): Keyring {
    const given = settings.masterKey ?? (settings.masterKeyFile ? readFileSync(settings.masterKeyFile, 'utf8').trim() : null);
    if (given) {
      const key = keyBytes(given);
      const id = keyId(key);
      return new Keyring({ current: id, keys: { [id]: key.toString('base64') } }, null);
    }
    const file = path.join(settings.dataDir, 'keys', 'keyring.json');
    if (!existsSync(file)) createOnce(file);
    return new Keyring(JSON.parse(readFileSync(file, 'utf8')) as KeyFile, file);
  }

  get currentKeyId(): string {
    return this.file.current;
  }

  /** @param aad names the place, e.g. `channel_secret|ciphertext|<row id>|<workspace id>`; the same text opens it */
  seal(plaintext: string, aad: string): Sealed {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key(this.file.current), iv);
    cipher.setAAD(Buffer.from(`${aad}|${this.file.current}`));
    const body = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
    return { ciphertext: Buffer.concat([iv, body, cipher.getAuthTag()]), keyId: this.file.current };
  }

  /** @throws UnreadableSecretError */
  open(sealed: Sealed, aad: string): string {
    const { ciphertext, keyId: id } = sealed;
    if (ciphertext.length < IV_BYTES + TAG_BYTES) throw new UnreadableSecretError('The stored secret is too short.');
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.key(id), ciphertext.subarray(0, IV_BYTES));
      decipher.setAAD(Buffer.from(`${aad}|${id}`));
      decipher.setAuthTag(ciphertext.subarray(-TAG_BYTES));
      return Buffer.concat([decipher.update(ciphertext.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8');
    } catch (error) {
      if (error instanceof UnreadableSecretError) throw error;
      throw new UnreadableSecretError('The stored secret does not open with its key: it was moved, damaged, or the master key is another one.');
    }
  }

  /**
   * A key of 32 bytes for one purpose other than sealing, e.g. signatures of addresses. It tells nothing about the key that
   * it comes from, and what was made with it can be checked as long as that key is in the keyring.
   * @throws UnreadableSecretError for an id that is not in the keyring
   */
  derive(purpose: string, id = this.file.current): Buffer {
    return Buffer.from(hkdfSync('sha256', this.key(id), 'mailtrixy', purpose, 32));
  }

  /** A new current key; the old ones stay readable. Re-seal the rows afterwards. @returns the new key id */
  rotate(): string {
    if (!this.savedAt) throw new Error('The master key comes from the environment: set a new one there instead.');
    const key = randomBytes(32);
    this.file = { current: keyId(key), keys: { ...this.file.keys, [keyId(key)]: key.toString('base64') } };
    save(this.savedAt, this.file);
    return this.file.current;
  }

  private key(id: string): Buffer {
    // Another process may have rotated since this one read the file.
    if (!this.file.keys[id] && this.savedAt && existsSync(this.savedAt)) this.file = JSON.parse(readFileSync(this.savedAt, 'utf8')) as KeyFile;
    // An id may come from an address: `constructor` is none of ours.
    const text = Object.hasOwn(this.file.keys, id) ? this.file.keys[id] : undefined;
    if (!text) throw new UnreadableSecretError(`The key ${id} is not in the keyring. Was MAILTRIXY_MASTER_KEY changed, or .data/keys lost?`);
    return Buffer.from(text, 'base64');
  }
}

function keyBytes(text: string): Buffer {
  const bytes = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
  if (bytes.length !== 32) throw new Error('MAILTRIXY_MASTER_KEY must be 32 bytes, as 64 hex digits or base64.');
  return bytes;
}

function keyId(key: Buffer): string {
  return `k${createHash('sha256').update('mailtrixy key id').update(key).digest('hex').slice(0, 12)}`;
}

/** Api and worker may start for the first time in one moment: the second one finds the first one's key, whole. */
function createOnce(file: string): void {
  const key = randomBytes(32);
  const id = keyId(key);
  const temporary = write(file, { current: id, keys: { [id]: key.toString('base64') } });
  try {
    linkSync(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(temporary);
  }
}

function save(file: string, content: KeyFile): void {
  renameSync(write(file, content), file);
}

/** @returns a temporary file beside `file`, complete and readable by its owner only */
function write(file: string, content: KeyFile): string {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}.${randomBytes(4).toString('hex')}.new`;
  writeFileSync(temporary, JSON.stringify(content, null, 2), { mode: 0o600 });
  return temporary;
}

@Global()
@Module({
  providers: [{ provide: KEYRING, useFactory: (settings: Settings) => Keyring.load(settings), inject: [SETTINGS] }],
  exports: [KEYRING],
})
export class SecretsModule {}
