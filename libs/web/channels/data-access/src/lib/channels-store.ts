import { Injectable, computed, inject, signal } from '@angular/core';
import type { ChannelRef, ChannelSummary } from '@mailtrixy/shared/dto';
import { ChannelsApi } from './channels-api';

/** The list of channels. Frames patch the rows at once; what a frame does not carry is fetched a moment later. */
@Injectable({ providedIn: 'root' })
export class ChannelsStore {
  private readonly api = inject(ChannelsApi);
  private readonly rows = signal<ChannelSummary[] | null>(null);
  private readonly failure = signal<unknown>(null);
  private readonly busy = signal(false);
  private reloadTimer: ReturnType<typeof setTimeout> | null = null;

  readonly channels = this.rows.asReadonly();
  readonly error = this.failure.asReadonly();
  readonly loading = this.busy.asReadonly();
  readonly sandbox = computed(() => this.rows()?.find((channel) => channel.mode === 'sandbox') ?? null);
  readonly attention = computed(() => this.rows()?.filter((channel) => channel.status === 'active' && (channel.sendHold || channel.health.state === 'failed' || channel.rejectedToday > 0)).length ?? 0);

  async load(): Promise<void> {
    this.busy.set(true);
    try {
      this.rows.set(await this.api.list());
      this.failure.set(null);
    } catch (error) {
      this.failure.set(error);
    } finally {
      this.busy.set(false);
    }
  }

  apply(channel: ChannelRef): void {
    this.rows.update((rows) => rows?.map((row) => (row.id === channel.id ? { ...row, ...channel } : row)) ?? rows);
    this.reloadSoon();
  }

  reloadSoon(): void {
    if (this.reloadTimer !== null) return;
    this.reloadTimer = setTimeout(() => {
      this.reloadTimer = null;
      void this.load();
    }, 500);
  }

  async createSandbox(): Promise<string> {
    const { channelId } = await this.api.createSandbox();
    await this.load();
    return channelId;
  }

  /** Every channel one after the other: Meta counts these calls against the app. */
  async checkAll(): Promise<void> {
    for (const channel of this.rows() ?? []) {
      if (channel.status !== 'disabled') await this.api.test(channel.id);
    }
    await this.load();
  }
}
