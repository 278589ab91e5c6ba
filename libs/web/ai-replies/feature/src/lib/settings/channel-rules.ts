import { ChangeDetectionStrategy, Component, computed, effect, inject, input, linkedSignal, signal, untracked } from '@angular/core';
import { RouterLink } from '@angular/router';
import { AI_TOPICS, type AiChannelSettings, type AiTopic, type ThresholdPreview, type UpdateAiChannelRequest } from '@mailtrixy/shared/dto';
import { AiApi, AiStore, SCHEDULE_WORDS, TOPIC_WORDS, optionsOf } from '@mailtrixy/web/ai-replies/data-access';
import { Banner, Checkbox, Field, SaveBar, Select } from '@mailtrixy/web/shared/ui';
import { ApiProblem, Toasts, UnsavedWork } from '@mailtrixy/web/shared/util';

type Rules = Omit<UpdateAiChannelRequest, 'version' | 'mode'>;
type NumberPart = 'delayS' | 'debounceS' | 'maxPerConversation' | 'maxPerContactPerDay' | 'maxPerDay';

const LIMITS: Readonly<Record<NumberPart, { label: string; min: number; max: number; hint: string }>> = {
  delayS: { label: 'Seconds before it is sent', min: 0, max: 300, hint: 'Edit and Cancel are possible until then.' },
  debounceS: { label: 'Seconds of silence before it answers', min: 0, max: 600, hint: 'Customers write in bursts.' },
  maxPerConversation: { label: 'Replies per conversation', min: 1, max: 50, hint: 'Then a person goes on.' },
  maxPerContactPerDay: { label: 'Replies per person and day', min: 1, max: 200, hint: '' },
  maxPerDay: { label: 'Replies per day', min: 1, max: 100_000, hint: 'All conversations of this channel.' },
};

/** When, how sure and how often the AI answers on one channel. */
@Component({
  selector: 'mx-channel-rules',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Banner, Checkbox, Field, RouterLink, SaveBar, Select],
  templateUrl: './channel-rules.html',
  styles: `
    .thresholds { display: grid; gap: var(--mx-4); }
    .track { display: flex; gap: 2px; block-size: .5rem; } .track > i { border-radius: 2px; block-size: 100%; } .none { background: var(--mx-border-mid); } .draft { background: light-dark(#B9A0CB, #6B4F82); } .send { background: var(--mx-accent); }
    .slider { display: grid; grid-template-columns: 9rem minmax(0, 1fr) 2.5rem; gap: var(--mx-4); align-items: center; } .slider > input { accent-color: var(--mx-accent); inline-size: 100%; } .slider > b { text-align: end; font-variant-numeric: tabular-nums; }
    .effect { padding: var(--mx-5); border-radius: var(--mx-r-control); background: var(--mx-sunken); }
    .grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: var(--mx-5); margin-block-start: var(--mx-6); }
    .topics { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: var(--mx-2); border: 0; margin: var(--mx-6) 0 0; padding: 0; } .topics > legend { margin-block-end: var(--mx-3); }
    @media (max-width: 767.98px) { .slider { grid-template-columns: minmax(0, 1fr) 2.5rem; } .slider > label { grid-column: 1 / -1; } }
  `,
})
export class ChannelRules {
  private readonly store = inject(AiStore);
  private readonly api = inject(AiApi);
  private readonly toasts = inject(Toasts);
  readonly channel = input.required<AiChannelSettings>();
  protected readonly edits = linkedSignal<string, Rules>({ source: computed(() => this.channel().channelId), computation: () => ({}) });
  protected readonly shown = computed(() => ({ ...this.channel(), ...this.edits() }));
  protected readonly changes = computed(() => Object.entries(this.edits()).filter(([part, value]) => JSON.stringify(this.channel()[part as keyof AiChannelSettings]) !== JSON.stringify(value)).length);
  protected readonly saving = signal(false);
  protected readonly failed = signal<string | null>(null);
  protected readonly preview = signal<ThresholdPreview | null>(null);
  protected readonly previewProblem = signal(false);
  protected readonly schedules = optionsOf(SCHEDULE_WORDS);
  protected readonly pauses = [
    { value: 'until_resolved' as const, label: 'until it is resolved' },
    { value: 'day' as const, label: 'for a day' },
  ];
  protected readonly topics = AI_TOPICS.map((topic) => ({ topic, words: TOPIC_WORDS[topic] }));
  protected readonly numbers = (Object.entries(LIMITS) as [NumberPart, (typeof LIMITS)[NumberPart]][]).map(([part, limit]) => ({ part, ...limit }));
  protected readonly problems = computed(() => new Map(this.numbers.map(({ part, min, max }) => [part, Number.isInteger(this.shown()[part]) && this.shown()[part] >= min && this.shown()[part] <= max ? null : `A whole number from ${min} to ${max}.`])));
  protected readonly blocked = computed(() => [...this.problems().values()].some(Boolean));

  constructor() {
    inject(UnsavedWork).watch(computed(() => this.changes() > 0));
    effect((onCleanup) => {
      const { channelId } = this.channel();
      const { sendAt, draftAt } = this.shown();
      const timer = setTimeout(() => untracked(() => void this.look(channelId, sendAt, draftAt)), 300);
      onCleanup(() => clearTimeout(timer));
    });
  }

  protected set(change: Rules): void {
    this.failed.set(null);
    this.edits.update((edits) => ({ ...edits, ...change }));
  }

  /** Drafting can never ask for more than sending. */
  protected setSendAt(value: number): void {
    this.set({ sendAt: value, draftAt: Math.min(this.shown().draftAt, value) });
  }

  protected setDraftAt(value: number): void {
    this.set({ draftAt: value, sendAt: Math.max(this.shown().sendAt, value) });
  }

  protected setTopic(topic: AiTopic, on: boolean): void {
    const topics = this.shown().neverTopics;
    this.set({ neverTopics: on ? [...topics.filter((one) => one !== topic), topic] : topics.filter((one) => one !== topic) });
  }

  protected setNumber(part: NumberPart, text: string): void {
    this.set({ [part]: text.trim() === '' ? Number.NaN : Number(text) });
  }

  protected discard(): void {
    this.edits.set({});
    this.failed.set(null);
  }

  protected async save(): Promise<void> {
    if (this.saving() || this.blocked()) return;
    this.saving.set(true);
    try {
      await this.store.saveChannel(this.channel(), this.edits());
      this.edits.set({});
      this.toasts.show('Rules saved');
    } catch (error) {
      const problem = ApiProblem.from(error);
      if (problem.code === 'VERSION_CONFLICT') await this.store.channels.run();
      this.failed.set(problem.code === 'VERSION_CONFLICT' ? 'Somebody else changed these rules meanwhile. Save again to keep yours, or Discard to take theirs.' : problem.message);
    } finally {
      this.saving.set(false);
    }
  }

  private async look(channelId: string, sendAt: number, draftAt: number): Promise<void> {
    try {
      const preview = await this.api.preview(channelId, sendAt, draftAt);
      if (channelId !== this.channel().channelId) return;
      this.preview.set(preview);
      this.previewProblem.set(false);
    } catch {
      this.preview.set(null);
      this.previewProblem.set(true);
    }
  }
}
