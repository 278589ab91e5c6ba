import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import type { AiProvider, EmbedderKind, UpdateAiProviderRequest } from '@mailtrixy/shared/dto';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { AiApi, AiStore, EMBEDDER_WORDS, optionsOf } from '@mailtrixy/web/ai-replies/data-access';
import { Banner, Button, Field, Progress, SecretField, Select } from '@mailtrixy/web/shared/ui';
import { ApiProblem, Toasts } from '@mailtrixy/web/shared/util';

/** Whether the Knowledge Base is also searched by meaning, and with what. */
@Component({
  selector: 'mx-embedder-card',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Banner, Button, Field, Progress, SecretField, Select],
  template: `
    <section class="mx-card" aria-labelledby="embedder-title" data-testid="embedder-card">
      <header class="mx-card__head"><h2 class="mx-card__title" id="embedder-title">Search by meaning</h2></header>
      <form class="mx-card__body body" novalidate (submit)="$event.preventDefault(); save()">
        @if (failed(); as words) {<mx-banner kind="danger" heading="Not saved">{{ words }}</mx-banner>}
        <mx-field label="Embeddings" [hint]="hint()"><mx-select [options]="kinds" [value]="shown().kind" (valueChange)="setKind($event)" /></mx-field>
        @if (remote()) {
          @if (shown().kind !== 'openai') {<mx-field label="Address"><input #url class="mx-input mx-input--mono" type="url" aria-label="Address" autocomplete="off" [disabled]="!owner()" [value]="shown().baseUrl ?? ''" (input)="set({ baseUrl: url.value })" /></mx-field>}
          <mx-field label="Model"><input #model class="mx-input mx-input--mono" aria-label="Model" autocomplete="off" [value]="shown().model ?? ''" (input)="set({ model: model.value })" /></mx-field>
          @if (shown().kind !== 'ollama') {<mx-secret-field label="API key" [last4]="saved().kind === shown().kind ? saved().keyLast4 : null" [busy]="saving()" [(value)]="key" [(editing)]="replacing" (replaced)="save()" />}
        }
        @if (saved().kind !== 'off' && saved().total) {
          <mx-progress label="Passages with a vector" [value]="saved().done" [max]="saved().total" />
          <p class="mx-hint mx-num">{{ saved().done }} of {{ saved().total }} passages. Until then, words alone find them.</p>
        }
        @if (saved().problem; as words) {<p class="mx-field__error">{{ words }}</p>}
        @if (dirty()) {<p class="acts"><button mx-button type="button" kind="ghost" (click)="edits.set({}); key.set(''); replacing.set(false)">Discard</button><button mx-button type="submit" kind="primary" [loading]="saving()">Save</button></p>}
      </form>
    </section>
  `,
  styles: '.body { display: grid; gap: var(--mx-5); grid-template-columns: minmax(0, 1fr); } .acts { display: flex; gap: var(--mx-4); justify-content: flex-end; }',
})
export class EmbedderCard {
  private readonly api = inject(AiApi);
  private readonly store = inject(AiStore);
  private readonly session = inject(SessionStore);
  private readonly toasts = inject(Toasts);
  private readonly provider = computed(() => this.store.provider.value() as AiProvider);
  protected readonly saved = computed(() => this.provider().embedder);
  protected readonly edits = signal<NonNullable<UpdateAiProviderRequest['embedder']>>({});
  protected readonly shown = computed(() => ({ ...this.saved(), ...this.edits() }));
  protected readonly key = signal('');
  protected readonly replacing = signal(false);
  protected readonly saving = signal(false);
  protected readonly failed = signal<string | null>(null);
  protected readonly kinds = optionsOf(EMBEDDER_WORDS);
  protected readonly owner = computed(() => this.session.me()?.role === 'owner');
  protected readonly remote = computed(() => this.shown().kind !== 'off' && this.shown().kind !== 'builtin');
  protected readonly dirty = computed(() => this.key() !== '' || Object.keys(this.edits()).length > 0);
  protected readonly hint = computed(() => (this.shown().kind === 'builtin' ? 'Runs on this server, needs about 300 MB of memory. English only.' : this.shown().kind === 'off' ? 'Finds by words, in any language.' : 'Passages are sent to this provider.'));

  protected set(change: NonNullable<UpdateAiProviderRequest['embedder']>): void {
    this.failed.set(null);
    this.edits.update((edits) => ({ ...edits, ...change }));
  }

  protected setKind(kind: EmbedderKind | null): void {
    if (kind) this.set({ kind, model: null, baseUrl: kind === 'ollama' ? 'http://localhost:11434/v1' : null });
  }

  protected async save(): Promise<void> {
    if (this.saving()) return;
    this.saving.set(true);
    try {
      const saved = await this.api.saveProvider({ version: this.provider().version, embedder: { ...this.edits(), ...(this.key() ? { key: this.key() } : {}) } });
      this.edits.set({});
      this.key.set('');
      this.replacing.set(false);
      this.store.provider.patch(() => saved);
      this.toasts.show('Saved. Passages are worked through in the background.');
    } catch (error) {
      const problem = ApiProblem.from(error);
      this.failed.set(problem.errors[0]?.message ?? problem.message);
    } finally {
      this.saving.set(false);
    }
  }
}
