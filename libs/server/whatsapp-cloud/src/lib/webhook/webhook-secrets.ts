import { Inject, Injectable } from '@nestjs/common';
import { CHANNEL_DIRECTORY, type ChannelDirectory, type WebhookCredential } from '@mailtrixy/server/channels';
import { isUsableSecret } from './signature';

/** A mismatch reloads secrets that are older than this, so that a secret saved a moment ago counts at once. */
const RELOAD_ON_MISMATCH_MS = 1000;
/** Older secrets are renewed while they are used, and waited for when nobody used them for longer. */
const RENEW_MS = 5000;
const WAIT_MS = 15_000;
/** No answer within this counts as not loadable. */
const LOAD_BUDGET_MS = 1500;

/** Neither the database nor the cache has secrets: nothing can be said about a delivery (503, never 403). */
export class SecretsUnavailableError extends Error {}

export interface SecretsSnapshot {
  credentials: readonly WebhookCredential[];
  /** performance.now() of the load. */
  loadedAt: number;
  /** ChannelDirectory.revision when the load began. */
  revision: number;
}

/** App Secrets in memory, loaded by one query at a time. Stale ones are used while the database is down. */
@Injectable()
export class WebhookSecrets {
  private snapshot: SecretsSnapshot | null = null;
  private loading: Promise<SecretsSnapshot> | null = null;

  constructor(@Inject(CHANNEL_DIRECTORY) private readonly directory: ChannelDirectory) {}

  /** The usual case answers from memory without a promise. */
  fresh(): SecretsSnapshot | null {
    const snapshot = this.snapshot;
    if (!snapshot || snapshot.revision !== this.directory.revision) return null;
    const age = performance.now() - snapshot.loadedAt;
    if (age > WAIT_MS) return null;
    if (age > RENEW_MS) void this.load().catch(() => undefined);
    return snapshot;
  }

  /** @throws SecretsUnavailableError when there are none and none can be loaded */
  async current(): Promise<SecretsSnapshot> {
    const fresh = this.fresh();
    if (fresh) return fresh;
    try {
      return await this.load();
    } catch (error) {
      if (this.snapshot) return this.snapshot;
      throw error;
    }
  }

  /**
   * After a mismatch. @returns null when the secrets are so young that loading them again would change nothing
   * @throws SecretsUnavailableError when they cannot be loaded: a secret may have been saved that we cannot see
   */
  async newerThan(tried: SecretsSnapshot): Promise<SecretsSnapshot | null> {
    if (this.snapshot && this.snapshot.loadedAt > tried.loadedAt) return this.snapshot;
    if (tried.revision === this.directory.revision && performance.now() - tried.loadedAt <= RELOAD_ON_MISMATCH_MS) return null;
    return this.load();
  }

  private load(): Promise<SecretsSnapshot> {
    this.loading ??= this.read().finally(() => (this.loading = null));
    return this.loading;
  }

  private async read(): Promise<SecretsSnapshot> {
    const startedAt = performance.now();
    const { revision } = this.directory;
    const boxed = new Promise<never>((_, reject) => setTimeout(() => reject(new SecretsUnavailableError('The App Secrets did not load in time.')), LOAD_BUDGET_MS).unref());
    try {
      const credentials = await Promise.race([this.directory.webhookCredentials(), boxed]);
      this.snapshot = { credentials: credentials.filter((credential) => isUsableSecret(credential.appSecret)), loadedAt: startedAt, revision };
      return this.snapshot;
    } catch (error) {
      throw error instanceof SecretsUnavailableError ? error : new SecretsUnavailableError('The App Secrets cannot be loaded.', { cause: error });
    }
  }
}
