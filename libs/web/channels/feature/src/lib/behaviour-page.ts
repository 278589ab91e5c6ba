import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { type ChannelSettings, DEFAULT_CHANNEL_SETTINGS, type ReadReceiptPolicy } from '@mailtrixy/shared/dto';
import { ChannelStore } from '@mailtrixy/web/channels/data-access';
import { Banner, RadioGroup, SaveBar, Switch, type RadioOption } from '@mailtrixy/web/shared/ui';
import { Shortcuts, Toasts, UnsavedWork } from '@mailtrixy/web/shared/util';

type Reopen = 'always' | 'within';

@Component({
  selector: 'mx-behaviour-page',
  imports: [Banner, RadioGroup, SaveBar, Switch],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'st-block' },
  templateUrl: './behaviour-page.html',
})
export class BehaviourPage {
  private readonly store = inject(ChannelStore);
  private readonly toasts = inject(Toasts);
  private readonly saved = computed(() => this.store.channel()?.settings ?? DEFAULT_CHANNEL_SETTINGS);
  private readonly edits = signal<Partial<ChannelSettings>>({});
  protected readonly saving = signal(false);
  protected readonly failed = signal<string | null>(null);
  protected readonly conflict = signal(false);
  protected readonly shown = computed(() => ({ ...this.saved(), ...this.edits() }));
  protected readonly reopen = computed<Reopen>(() => (this.shown().reopenWithinDays === null ? 'always' : 'within'));
  protected readonly dayError = computed(() => {
    const days = this.shown().reopenWithinDays;
    return days !== null && (!Number.isInteger(days) || days < 1 || days > 365) ? 'Use a whole number from 1 to 365.' : null;
  });
  protected readonly changes = computed(() => {
    const saved = this.saved();
    return Object.entries(this.edits()).filter(([key, value]) => saved[key as keyof ChannelSettings] !== value).length;
  });
  protected readonly receipts: RadioOption<ReadReceiptPolicy>[] = [
    { value: 'on_open', label: 'When someone opens the conversation', hint: 'The customer sees blue ticks as soon as a teammate looks.' },
    { value: 'on_reply', label: 'When someone replies', hint: 'Reading alone tells the customer nothing.' },
    { value: 'never', label: 'Never', hint: 'The customer never sees blue ticks from us.' },
  ];
  protected readonly reopens: RadioOption<Reopen>[] = [
    { value: 'always', label: 'Always reopen the resolved conversation', hint: 'One long thread per customer.' },
    { value: 'within', label: 'Reopen only for a while, then start a new conversation' },
  ];

  constructor() {
    inject(UnsavedWork).watch(computed(() => this.changes() > 0));
    inject(Shortcuts).register({ keys: 'Ctrl+S', label: 'Save', group: 'Settings', run: () => void this.save(), when: () => this.changes() > 0, inFields: true });
  }

  protected set(change: Partial<ChannelSettings>): void {
    this.edits.update((edits) => ({ ...edits, ...change }));
    this.failed.set(null);
  }

  protected setReopen(value: Reopen | null): void {
    this.set({ reopenWithinDays: value === 'within' ? (this.saved().reopenWithinDays ?? 7) : null });
  }

  protected setDays(text: string): void {
    this.set({ reopenWithinDays: text.trim() === '' ? Number.NaN : Number(text) });
  }

  protected discard(): void {
    this.edits.set({});
    this.failed.set(null);
    this.conflict.set(false);
  }

  protected async save(): Promise<void> {
    if (this.saving() || this.changes() === 0 || this.dayError()) return;
    this.saving.set(true);
    const outcome = await this.store.save({ settings: this.edits() });
    this.saving.set(false);
    if (outcome.ok) {
      this.edits.set({});
      this.toasts.show('Behaviour saved');
    } else {
      this.failed.set(outcome.conflict ? 'Someone else changed this channel meanwhile. Your choice is still here: Save again to keep it, or Discard to take theirs.' : outcome.problem.message);
      this.conflict.set(outcome.conflict);
    }
  }
}
