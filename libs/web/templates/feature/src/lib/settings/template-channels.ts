import { Injectable, computed, inject, signal } from '@angular/core';
import type { ChannelRef } from '@mailtrixy/shared/dto';
import { ChannelsApi } from '@mailtrixy/web/channels/data-access';
import { TemplatesStore } from '@mailtrixy/web/templates/data-access';
import { ApiProblem, Load } from '@mailtrixy/web/shared/util';

/** Which channel's templates the settings pages show. Provided by their route, so that all of them share it. */
@Injectable()
export class TemplateChannels {
  private readonly api = inject(ChannelsApi);
  private readonly store = inject(TemplatesStore);
  private readonly load = new Load<ChannelRef[]>(() => this.api.refs());
  private readonly chosen = signal<string | null>(null);

  readonly channels = computed(() => this.load.value()?.filter(({ kind, status }) => kind === 'whatsapp' && status !== 'setup') ?? null);
  readonly channel = computed(() => this.channels()?.find(({ id }) => id === this.chosen()) ?? this.channels()?.[0] ?? null);
  private readonly list = computed(() => {
    const channel = this.channel();
    return channel ? this.store.list(channel.id) : null;
  });
  readonly templates = computed(() => this.list()?.value() ?? null);
  readonly problem = computed(() => this.load.problem() ?? this.list()?.problem() ?? null);
  readonly syncProblem = signal<string | null>(null);

  async open(): Promise<void> {
    await this.load.run();
    await this.reload();
  }

  async show(channelId: string): Promise<void> {
    this.chosen.set(channelId);
    this.syncProblem.set(null);
    await this.reload();
  }

  /** The channel whose account holds this template: the shown one if it does. */
  async showOf(templateId: string): Promise<void> {
    if (this.channels() === null) await this.open();
    for (const channel of [this.channel(), ...(this.channels() ?? [])]) {
      if (!channel) continue;
      if (!this.store.list(channel.id).value()) await this.store.load(channel.id);
      if (this.store.list(channel.id).value()?.items.some(({ id }) => id === templateId)) {
        this.chosen.set(channel.id);
        return;
      }
    }
  }

  async reload(): Promise<void> {
    const channel = this.channel();
    if (channel) await this.store.load(channel.id);
    else if (this.channels() === null) await this.load.run();
  }

  async sync(): Promise<void> {
    const channel = this.channel();
    if (!channel) return;
    this.syncProblem.set(null);
    try {
      await this.store.sync(channel.id);
    } catch (error) {
      this.syncProblem.set(ApiProblem.from(error).message);
    }
  }
}
