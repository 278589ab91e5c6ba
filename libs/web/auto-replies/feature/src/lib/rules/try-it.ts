import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal } from '@angular/core';
import type { TryRulesResult } from '@mailtrixy/shared/dto';
import { PLAIN_MESSAGE, RulesStore, triedRule, tryRequest, type RuleDraft, type TriedMessage } from '@mailtrixy/web/auto-replies/data-access';
import { DirectoryStore } from '@mailtrixy/web/inbox/data-access';
import { Button, Icon, Select, iconCircleCheck, iconMinus } from '@mailtrixy/web/shared/ui';
import { ApiProblem } from '@mailtrixy/web/shared/util';
import { languageName } from './rule-languages';
import { TryMore } from './try-more';

const PAUSE_MS = 350;

/** Says which rule would answer a message, and why the others would not. Uses what is being edited; nothing is sent. */
@Component({
  selector: 'mx-try-it',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, Icon, Select, TryMore],
  templateUrl: './try-it.html',
  styles: `
    :host { display: block; margin-block-end: var(--mx-6); }
    .body { display: grid; gap: var(--mx-5); }
    .row { display: flex; flex-wrap: wrap; gap: var(--mx-4); align-items: center; }
    .row > .mx-input { flex: 1 1 14rem; min-inline-size: 0; } .row > mx-select { flex: 0 1 11rem; }
    .lang { margin-inline-start: var(--mx-4); }
    ol { display: grid; margin: 0; padding: 0; list-style: none; }
    li { display: grid; grid-template-columns: 1rem auto minmax(0, 1fr); gap: var(--mx-4); align-items: center; min-block-size: 1.75rem; color: var(--mx-text-2); }
    li.is-hit { color: var(--mx-text); } li.is-hit b { font-weight: 600; } li b { font-weight: 400; }
    li > svg { color: var(--mx-text-3); } li.is-hit > svg { color: var(--mx-ok); }
    .why { font: var(--mx-small); color: var(--mx-text-3); overflow-wrap: anywhere; }
    .reply { padding: .4375rem .75rem; border-radius: 14px 4px 14px 14px; background: var(--mx-bubble-out); font: var(--mx-message); inline-size: fit-content; max-inline-size: 100%; white-space: pre-wrap; overflow-wrap: anywhere; }
    @media (max-width: 767.98px) { li { grid-template-columns: 1rem minmax(0, 1fr); } .why { grid-column: 2; } }
  `,
})
export class TryIt {
  private readonly store = inject(RulesStore);
  private readonly directory = inject(DirectoryStore);
  readonly ruleId = input.required<string | null>();
  readonly draft = input.required<RuleDraft>();
  readonly changed = input.required<boolean>();
  protected readonly message = signal<TriedMessage>(PLAIN_MESSAGE);
  protected readonly timeZone = computed(() => this.store.hours()?.timeZone ?? 'UTC');
  private readonly request = computed(() => tryRequest(this.message(), this.timeZone()));
  protected readonly asks = computed(() => {
    const { kind } = this.message();
    return kind === 'text' ? 'What would a customer write?' : kind === 'button' ? 'What stands on the button?' : 'What is written with it? It may be nothing.';
  });
  protected readonly channels = computed(() => [{ value: '', label: 'Any channel' }, ...this.directory.channels().map(({ id, name }) => ({ value: id, label: name }))]);
  protected readonly result = signal<TryRulesResult | null>(null);
  protected readonly problem = signal<string | null>(null);
  protected readonly language = computed(() => languageName(this.result()?.language ?? ''));
  protected readonly pieces = computed(() => {
    const text = this.tried();
    const ranges = (this.result()?.steps ?? []).filter(({ matched }) => matched).flatMap((step) => step.ranges).sort((a, b) => a[0] - b[0]);
    const pieces: { text: string; marked: boolean }[] = [];
    let at = 0;
    for (const [from, to] of ranges) {
      if (from < at) continue;
      pieces.push({ text: text.slice(at, from), marked: false }, { text: text.slice(from, to), marked: true });
      at = to;
    }
    pieces.push({ text: text.slice(at), marked: false });
    return pieces.filter((piece) => piece.text);
  });
  private readonly tried = signal('');
  private latest = 0;
  protected readonly icons = { hit: iconCircleCheck, miss: iconMinus };

  constructor() {
    effect((onCleanup) => {
      this.draft();
      if (!this.request()) {
        // An answer that is still on its way is to nothing that stands here.
        this.latest++;
        this.result.set(null);
        this.problem.set(null);
        return;
      }
      const timer = setTimeout(() => void this.run(), PAUSE_MS);
      onCleanup(() => clearTimeout(timer));
    });
  }

  protected set(change: Partial<TriedMessage>): void {
    this.message.update((message) => ({ ...message, ...change }));
  }

  protected async run(): Promise<void> {
    const request = this.request();
    const run = ++this.latest;
    if (!request) return;
    const draft = this.draft();
    try {
      const result = await this.store.tryOut({
        ...request,
        ...(this.changed() || this.ruleId() === null || !draft.enabled ? { rule: triedRule(this.ruleId(), draft) } : {}),
      });
      if (run !== this.latest) return;
      this.tried.set(request.text);
      this.result.set(result);
      this.problem.set(null);
    } catch (error) {
      if (run === this.latest) this.problem.set(ApiProblem.from(error).message);
    }
  }
}
