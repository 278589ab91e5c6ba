import { Injectable, computed, inject, signal } from '@angular/core';
import type { ChannelNotice } from '@mailtrixy/shared/dto';
import { ChannelsApi } from './channels-api';

/** What Meta told about one channel's number or account, newest first. */
@Injectable()
export class NoticesStore {
  private readonly api = inject(ChannelsApi);
  private readonly rows = signal<ChannelNotice[] | null>(null);
  private readonly failure = signal<unknown>(null);
  private readonly cursor = signal<string | null>(null);
  private readonly busyIds = signal<ReadonlySet<string>>(new Set());
  private channelId = '';

  readonly notices = this.rows.asReadonly();
  readonly error = this.failure.asReadonly();
  readonly hasMore = computed(() => this.cursor() !== null);
  readonly busy = this.busyIds.asReadonly();
  /** What an admin should see before anything else. */
  readonly open = computed(() => (this.rows() ?? []).filter(({ severity, dismissedAt }) => severity !== 'info' && dismissedAt === null));

  async load(channelId: string): Promise<void> {
    if (this.channelId !== channelId) this.rows.set(null);
    this.channelId = channelId;
    try {
      const page = await this.api.notices(channelId, null);
      if (this.channelId !== channelId) return;
      this.rows.set(page.items);
      this.cursor.set(page.nextCursor);
      this.failure.set(null);
    } catch (error) {
      if (this.channelId === channelId) this.failure.set(error);
    }
  }

  reload(): Promise<void> {
    return this.load(this.channelId);
  }

  async more(): Promise<void> {
    const [channelId, cursor] = [this.channelId, this.cursor()];
    if (cursor === null) return;
    try {
      const page = await this.api.notices(channelId, cursor);
      if (this.channelId !== channelId) return;
      const known = new Set(this.rows()?.map(({ id }) => id));
      this.rows.update((rows) => [...(rows ?? []), ...page.items.filter(({ id }) => !known.has(id))]);
      this.cursor.set(page.nextCursor);
    } catch (error) {
      this.failure.set(error);
    }
  }

  /** @throws what the server said; the notice then stays */
  async dismiss(noticeId: string): Promise<void> {
    if (this.busyIds().has(noticeId)) return;
    this.busyIds.update((ids) => new Set(ids).add(noticeId));
    try {
      const dismissed = await this.api.dismissNotice(this.channelId, noticeId);
      this.rows.update((rows) => rows?.map((row) => (row.id === noticeId ? dismissed : row)) ?? rows);
    } finally {
      this.busyIds.update((ids) => new Set([...ids].filter((id) => id !== noticeId)));
    }
  }
}
