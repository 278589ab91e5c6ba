import { Injectable, computed, inject, signal } from '@angular/core';
import type {
  ChannelDetail,
  ChannelSecretName,
  ConnectionTest,
  ReplaceSecretRequest,
  UpdateChannelRequest,
} from '@mailtrixy/shared/dto';
import { ApiProblem } from '@mailtrixy/web/shared/util';
import { ChannelsApi } from './channels-api';

export type SaveOutcome = { ok: true } | { ok: false; conflict: boolean; problem: ApiProblem };
/** Why a new secret was not stored. The old one is still in use in every case. */
export type ReplaceOutcome = { ok: true } | { ok: false; problem: ApiProblem };

/** One channel as its pages show it. Provided by the route of the channel, so that all tabs share it. */
@Injectable()
export class ChannelStore {
  private readonly api = inject(ChannelsApi);
  private readonly row = signal<ChannelDetail | null>(null);
  private readonly failure = signal<unknown>(null);
  private readonly latestTest = signal<ConnectionTest | null>(null);
  private readonly testBusy = signal(false);
  private readonly testFailure = signal<unknown>(null);
  private reloadTimer: ReturnType<typeof setTimeout> | null = null;
  private id = '';

  readonly channel = this.row.asReadonly();
  readonly error = this.failure.asReadonly();
  readonly lastTest = this.latestTest.asReadonly();
  readonly testing = this.testBusy.asReadonly();
  readonly testError = this.testFailure.asReadonly();
  readonly appSecrets = computed(() => this.secretsOf('app_secret'));
  readonly accessToken = computed(() => this.secretsOf('access_token')[0] ?? null);
  readonly verifyToken = computed(() => this.secretsOf('verify_token')[0] ?? null);

  async open(id: string): Promise<void> {
    if (this.id !== id) {
      this.id = id;
      this.row.set(null);
      this.latestTest.set(null);
    }
    await this.reload();
  }

  async reload(): Promise<void> {
    const id = this.id;
    try {
      const channel = await this.api.get(id);
      if (id === this.id) this.take(channel);
    } catch (error) {
      if (id === this.id) this.failure.set(error);
    }
  }

  /** Frames come in bursts while deliveries arrive; one read serves them all. */
  reloadSoon(): void {
    if (this.reloadTimer !== null) return;
    this.reloadTimer = setTimeout(() => {
      this.reloadTimer = null;
      void this.reload();
    }, 400);
  }

  isOpen(id: string): boolean {
    return this.id === id;
  }

  test(): Promise<void> {
    return this.look(() => this.api.test(this.id));
  }

  /** Subscribes the app to the account's webhooks anew. */
  subscribe(): Promise<void> {
    return this.look(() => this.api.subscribe(this.id));
  }

  private async look(call: () => Promise<ConnectionTest>): Promise<void> {
    if (this.testBusy()) return;
    this.testBusy.set(true);
    this.testFailure.set(null);
    try {
      this.latestTest.set(await call());
      await this.reload();
    } catch (error) {
      this.testFailure.set(error);
    } finally {
      this.testBusy.set(false);
    }
  }

  async save(changes: Omit<UpdateChannelRequest, 'version'>): Promise<SaveOutcome> {
    const channel = this.row();
    if (!channel) return { ok: false, conflict: false, problem: new ApiProblem({}) };
    try {
      this.take(await this.api.update(this.id, { version: channel.version, ...changes }));
      return { ok: true };
    } catch (error) {
      const problem = ApiProblem.from(error);
      const conflict = problem.code === 'VERSION_CONFLICT';
      // The next save must carry the version that won; the form keeps what was typed.
      if (conflict) await this.reload();
      return { ok: false, conflict, problem };
    }
  }

  async replaceSecret(name: ChannelSecretName, request: ReplaceSecretRequest): Promise<ReplaceOutcome> {
    try {
      this.take(await this.api.replaceSecret(this.id, name, request));
      return { ok: true };
    } catch (error) {
      return { ok: false, problem: ApiProblem.from(error) };
    }
  }

  async retireSecret(secretId: string): Promise<void> {
    this.take(await this.api.retireSecret(this.id, secretId));
  }

  async revealVerifyToken(): Promise<string> {
    return (await this.api.revealVerifyToken(this.id)).verifyToken;
  }

  async act(action: 'activate' | 'disable' | 'hold' | 'release'): Promise<void> {
    this.take(await this.api.act(this.id, action));
  }

  remove(): Promise<void> {
    return this.api.remove(this.id);
  }

  private take(channel: ChannelDetail): void {
    this.row.set(channel);
    this.failure.set(null);
  }

  private secretsOf(name: ChannelSecretName): ChannelDetail['secrets'] {
    const secrets = this.row()?.secrets.filter((secret) => secret.name === name) ?? [];
    return secrets.sort((a, b) => (a.state === b.state ? b.setAt.localeCompare(a.setAt) : a.state === 'active' ? -1 : 1));
  }
}
