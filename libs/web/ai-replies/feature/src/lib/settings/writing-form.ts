import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { AI_INSTRUCTIONS_MAX, NEXT_OPENING, type AiSettings } from '@mailtrixy/shared/dto';
import { AiStore, LENGTH_WORDS, TONE_WORDS, optionsOf } from '@mailtrixy/web/ai-replies/data-access';
import { Banner, Checkbox, Field, SaveBar, Select } from '@mailtrixy/web/shared/ui';
import { ApiProblem, Toasts, UnsavedWork } from '@mailtrixy/web/shared/util';

type Text = 'assistantName' | 'instructions' | 'disclosureText' | 'signature' | 'handOffText' | 'handOffTextClosed';
type List = 'handOffWords' | 'neverPromise' | 'linkHosts';

/** How answers are written, and what customers are told when a person takes over. */
@Component({
  selector: 'mx-writing-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Banner, Checkbox, Field, SaveBar, Select],
  templateUrl: './writing-form.html',
  styles: '.body { display: grid; gap: var(--mx-5); grid-template-columns: minmax(0, 1fr); } .three { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: var(--mx-5); } .card + .card { margin-block-start: var(--mx-6); display: block; }',
})
export class WritingForm {
  private readonly store = inject(AiStore);
  private readonly toasts = inject(Toasts);
  private readonly saved = computed(() => this.store.settings.value() as AiSettings);
  protected readonly edits = signal<Partial<AiSettings>>({});
  protected readonly shown = computed(() => ({ ...this.saved(), ...this.edits() }));
  protected readonly changes = computed(() => (Object.entries(this.edits()) as [keyof AiSettings, unknown][]).filter(([part, value]) => JSON.stringify(this.saved()[part]) !== JSON.stringify(value)).length);
  protected readonly saving = signal(false);
  protected readonly failed = signal<string | null>(null);
  protected readonly tones = optionsOf(TONE_WORDS);
  protected readonly lengths = optionsOf(LENGTH_WORDS);
  protected readonly languageWays = [
    { value: 'customer' as const, label: 'The customer’s' },
    { value: 'list' as const, label: 'Only these' },
  ];
  protected readonly languageWay = computed(() => (this.shown().replyLanguages === 'customer' ? 'customer' : 'list'));
  protected readonly languageList = computed(() => (Array.isArray(this.shown().replyLanguages) ? (this.shown().replyLanguages as string[]).join(', ') : ''));
  protected readonly instructionsMax = AI_INSTRUCTIONS_MAX;
  protected readonly nextOpening = NEXT_OPENING;

  constructor() {
    inject(UnsavedWork).watch(computed(() => this.changes() > 0));
  }

  protected set(change: Partial<AiSettings>): void {
    this.failed.set(null);
    this.edits.update((edits) => ({ ...edits, ...change }));
  }

  protected text(part: Text, value: string): void {
    this.set({ [part]: value });
  }

  protected lines(part: List): string {
    return this.shown()[part].join('\n');
  }

  protected setLines(part: List, text: string): void {
    this.set({ [part]: text.split('\n').map((line) => line.trim()).filter(Boolean) });
  }

  protected setLanguageWay(way: 'customer' | 'list' | null): void {
    this.set({ replyLanguages: way === 'list' ? ['en'] : 'customer' });
  }

  protected setLanguages(text: string): void {
    this.set({ replyLanguages: text.split(/[\s,;]+/).filter(Boolean) });
  }

  protected discard(): void {
    this.edits.set({});
    this.failed.set(null);
  }

  protected async save(): Promise<void> {
    if (this.saving()) return;
    this.saving.set(true);
    try {
      await this.store.saveSettings(this.edits());
      this.edits.set({});
      this.toasts.show('Saved');
    } catch (error) {
      const problem = ApiProblem.from(error);
      this.failed.set(problem.code === 'VERSION_CONFLICT' ? 'Somebody else changed the settings meanwhile. Save again to keep yours.' : (problem.errors[0]?.message ?? problem.message));
      if (problem.code === 'VERSION_CONFLICT') await this.store.settings.run();
    } finally {
      this.saving.set(false);
    }
  }
}
