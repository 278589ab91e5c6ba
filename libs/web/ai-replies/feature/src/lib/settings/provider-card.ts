import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import type { AiProvider, AiProviderKind, AiProviderTest, UpdateAiProviderRequest } from '@mailtrixy/shared/dto';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { AiApi, AiStore, PROVIDER_STATE_WORDS, PROVIDER_WORDS, optionsOf } from '@mailtrixy/web/ai-replies/data-access';
import { Banner, Button, Chip, Field, Icon, SecretField, Select, iconCircleAlert, iconCircleCheck } from '@mailtrixy/web/shared/ui';
import { ApiProblem, Toasts, formatAgo, formatRemaining } from '@mailtrixy/web/shared/util';

type Edits = Pick<UpdateAiProviderRequest, 'kind' | 'baseUrl' | 'model' | 'monthlyBudget' | 'priceIn' | 'priceOut' | 'maxTokens'>;

/** Which model answers, its key, its budget, and a test. */
@Component({
  selector: 'mx-provider-card',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Banner, Button, Chip, Field, Icon, SecretField, Select],
  templateUrl: './provider-card.html',
  styles: `
    .body { display: grid; gap: var(--mx-5); grid-template-columns: minmax(0, 1fr); }
    .three { display: grid; grid-template-columns: repeat(auto-fit, minmax(7rem, 1fr)); gap: var(--mx-4); }
    .acts { display: flex; flex-wrap: wrap; gap: var(--mx-4); justify-content: flex-end; align-items: center; }
    .outcome { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: var(--mx-3); color: var(--mx-danger); overflow-wrap: anywhere; } .outcome.is-ok { color: var(--mx-ok); } .outcome small { display: block; color: var(--mx-text-2); }
    details > summary { cursor: pointer; font-weight: 500; } details > .body { margin-block-start: var(--mx-4); }
  `,
})
export class ProviderCard {
  private readonly api = inject(AiApi);
  private readonly store = inject(AiStore);
  private readonly session = inject(SessionStore);
  private readonly toasts = inject(Toasts);
  protected readonly saved = computed(() => this.store.provider.value() as AiProvider);
  protected readonly edits = signal<Edits>({});
  protected readonly shown = computed(() => ({ ...this.saved(), ...this.edits() }));
  protected readonly key = signal('');
  protected readonly replacing = signal(false);
  protected readonly models = signal<readonly string[]>([]);
  protected readonly modelsProblem = signal<string | null>(null);
  protected readonly outcome = signal<AiProviderTest | null>(null);
  protected readonly testing = signal(false);
  protected readonly saving = signal(false);
  protected readonly failed = signal<ApiProblem | null>(null);
  protected readonly kinds = optionsOf(PROVIDER_WORDS);
  protected readonly dirty = computed(() => this.key() !== '' || (Object.entries(this.edits()) as [keyof Edits, unknown][]).some(([part, value]) => value !== this.saved()[part]));
  /** Addresses of one's own may be private ones, so that only owners set them. */
  protected readonly owner = computed(() => this.session.me()?.role === 'owner');
  protected readonly ownAddress = computed(() => this.shown().kind === 'openai_compatible' || this.shown().kind === 'ollama');
  protected readonly takesKey = computed(() => this.shown().kind !== 'none' && this.shown().kind !== 'ollama');
  protected readonly state = computed(() => {
    const { state } = this.saved();
    return { words: PROVIDER_STATE_WORDS[state], kind: state === 'ok' ? ('ok' as const) : state === 'none' || state === 'untested' ? ('neutral' as const) : ('warn' as const) };
  });
  protected readonly facts = computed(() => {
    const { testedAt, until, problem } = this.saved();
    const wait = until ? formatRemaining(Date.parse(until) - Date.now()) : '';
    return [problem, until ? `Tries again ${wait ? `in ${wait}` : 'with the next question'}` : '', testedAt ? `Tested ${formatAgo(testedAt)}` : ''].filter(Boolean).join(' · ');
  });
  protected readonly icons = { ok: iconCircleCheck, bad: iconCircleAlert };

  protected set(change: Edits): void {
    this.failed.set(null);
    this.outcome.set(null);
    this.edits.update((edits) => ({ ...edits, ...change }));
  }

  protected setKind(kind: AiProviderKind | null): void {
    if (!kind || kind === this.shown().kind) return;
    this.models.set([]);
    this.set({ kind, model: null, baseUrl: kind === 'ollama' ? 'http://localhost:11434/v1' : null });
  }

  protected setBudget(text: string): void {
    this.set({ monthlyBudget: text.trim() === '' ? null : Number(text) });
  }

  protected async listModels(): Promise<void> {
    this.modelsProblem.set(null);
    try {
      const { models, problem } = await this.api.models();
      this.models.set(models);
      this.modelsProblem.set(problem);
    } catch (error) {
      this.modelsProblem.set(ApiProblem.from(error).message);
    }
  }

  protected async test(): Promise<void> {
    if (this.testing()) return;
    this.testing.set(true);
    this.outcome.set(null);
    const { kind, baseUrl, model } = this.shown();
    try {
      this.outcome.set(await this.api.testProvider({ kind, baseUrl, model, ...(this.key() ? { key: this.key() } : {}) }));
    } catch (error) {
      this.failed.set(ApiProblem.from(error));
    } finally {
      this.testing.set(false);
      void this.store.provider.run();
    }
  }

  protected async save(): Promise<void> {
    if (this.saving()) return;
    this.saving.set(true);
    this.failed.set(null);
    try {
      const saved = await this.api.saveProvider({ version: this.saved().version, ...this.edits(), ...(this.key() ? { key: this.key() } : {}) });
      this.edits.set({});
      this.key.set('');
      this.replacing.set(false);
      this.store.provider.patch(() => saved);
      this.toasts.show('Provider saved');
      // What was tried before it was saved does not count for what is saved.
      if (saved.kind !== 'none') void this.test();
    } catch (error) {
      this.failed.set(ApiProblem.from(error));
    } finally {
      this.saving.set(false);
    }
  }

  protected discard(): void {
    this.edits.set({});
    this.key.set('');
    this.replacing.set(false);
    this.failed.set(null);
  }
}
