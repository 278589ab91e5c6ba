import { Injectable, computed, inject } from '@angular/core';
import type { AiChannelSettings, AiSettings, UpdateAiChannelRequest, UpdateAiSettingsRequest } from '@mailtrixy/shared/dto';
import { LiveFrames, Load } from '@mailtrixy/web/shared/util';
import { AiApi } from './ai-api';

/** Settings of the AI, shared by the tabs of its page. Provided by the page. */
@Injectable()
export class AiStore {
  private readonly api = inject(AiApi);
  readonly settings = new Load(() => this.api.settings());
  readonly channels = new Load(() => this.api.channels());
  readonly provider = new Load(() => this.api.provider());
  readonly exam = new Load(() => this.api.examRuns());
  readonly paused = computed(() => this.settings.value()?.paused ?? false);
  readonly newestExam = computed(() => this.exam.value()?.[0] ?? null);

  constructor() {
    inject(LiveFrames).on('ai.updated', ({ ai }) => void (ai?.conversationId === null && this.read()), () => void this.read());
  }

  async read(): Promise<void> {
    await Promise.all([this.settings.run(), this.channels.run(), this.provider.run(), this.exam.run()]);
  }

  /** @throws ApiProblem */
  async pause(paused: boolean): Promise<void> {
    const saved = await this.api.pause(paused);
    this.settings.patch(() => saved);
  }

  /** @throws ApiProblem */
  async saveSettings(change: Partial<AiSettings>): Promise<void> {
    const { version } = this.settings.value() as AiSettings;
    const saved = await this.api.saveSettings({ ...change, version } as UpdateAiSettingsRequest);
    this.settings.patch(() => saved);
  }

  /** @throws ApiProblem */
  async saveChannel(channel: AiChannelSettings, change: Omit<UpdateAiChannelRequest, 'version'>): Promise<void> {
    const saved = await this.api.saveChannel(channel.channelId, { ...change, version: channel.version });
    this.channels.patch((channels) => channels.map((one) => (one.channelId === saved.channelId ? saved : one)));
  }
}
