import { DestroyRef, Injectable, inject } from '@angular/core';
import type { TemplateDetail, TemplateList, TemplateSummary } from '@mailtrixy/shared/dto';
import { ChannelFrames } from '@mailtrixy/web/channels/data-access';
import { Load } from '@mailtrixy/web/shared/util';
import { TemplatesApi } from './templates-api';

const SOON_MS = 300;
/** Frames tell the progress; this is for a browser without a socket. */
const POLL_MS = 2000;

/** The templates of each channel. Read once, then again whenever a frame tells of a change. */
@Injectable({ providedIn: 'root' })
export class TemplatesStore {
  private readonly api = inject(TemplatesApi);
  private readonly lists = new Map<string, Load<TemplateList>>();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor() {
    const stop = inject(ChannelFrames).listenToTemplates((channelId) => this.reloadSoon(channelId, SOON_MS));
    inject(DestroyRef).onDestroy(() => {
      stop();
      for (const timer of this.timers.values()) clearTimeout(timer);
    });
  }

  /** The same object for the same channel, so that a page can show the old list while the new one comes. */
  list(channelId: string): Load<TemplateList> {
    let list = this.lists.get(channelId);
    if (!list) {
      list = new Load(() => this.api.list(channelId));
      this.lists.set(channelId, list);
    }
    return list;
  }

  async load(channelId: string): Promise<void> {
    const list = this.list(channelId);
    await list.run();
    if (list.value()?.sync.state === 'running') this.reloadSoon(channelId, POLL_MS);
  }

  /** Rejects with an ApiProblem when it cannot even begin; how it ends is in the list's `sync`. */
  async sync(channelId: string): Promise<void> {
    await this.api.sync(channelId);
    this.list(channelId).patch((list) => ({ ...list, sync: { ...list.sync, state: 'running', seen: 0, problem: null } }));
    this.reloadSoon(channelId, SOON_MS);
  }

  /** Shown at once; taken back when the server refuses. */
  async favourite(channelId: string, { id }: TemplateSummary, favourite: boolean): Promise<void> {
    const put = (value: boolean): void => this.list(channelId).patch((list) => ({ ...list, items: list.items.map((item) => (item.id === id ? { ...item, favourite: value } : item)) }));
    put(favourite);
    try {
      await this.api.update(id, { favourite });
    } catch (error) {
      put(!favourite);
      throw error;
    }
  }

  /** What a write answered, before any frame. */
  put(channelId: string, detail: TemplateDetail): void {
    this.list(channelId).patch((list) => ({ ...list, items: [detail, ...list.items.filter(({ id }) => id !== detail.id)] }));
  }

  private reloadSoon(channelId: string, afterMs: number): void {
    if (!this.lists.has(channelId)) return;
    clearTimeout(this.timers.get(channelId));
    this.timers.set(channelId, setTimeout(() => void this.load(channelId), afterMs));
  }
}
