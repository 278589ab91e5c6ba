import { ChangeDetectionStrategy, Component, effect, inject, input, signal, untracked } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { RuleHit } from '@mailtrixy/shared/dto';
import { AutoRepliesApi } from '@mailtrixy/web/auto-replies/data-access';
import { Button, Icon, iconCircleCheck, iconMinus } from '@mailtrixy/web/shared/ui';
import { ApiProblem, formatAgo, formatFull } from '@mailtrixy/web/shared/util';

/** Why a rule ran, and why not: its newest decisions. */
@Component({
  selector: 'mx-rule-hits',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, Icon, RouterLink],
  template: `
    <section class="mx-card" aria-labelledby="hits-title" data-testid="rule-hits">
      <header class="mx-card__head"><h2 class="mx-card__title mx-grow" id="hits-title">Log</h2><span class="mx-small mx-t2">Why it ran, and why not</span></header>
      @if (problem(); as words) {
        <p class="mx-card__body mx-field__error" role="alert">{{ words }} <button mx-button type="button" size="sm" (click)="read()">Try again</button></p>
      }
      <ul>
        @for (hit of hits(); track hit.id) {
          <li [class.is-hit]="hit.fired">
            <svg mx-icon [icon]="hit.fired ? icons.hit : icons.miss"></svg>
            <a [routerLink]="['/inbox', 'all', hit.conversationId]" class="mx-trunc" dir="auto">{{ hit.text || 'A message without text' }}</a>
            <span class="why">{{ hit.words }}</span>
            <time class="mx-num" [attr.datetime]="hit.at" [title]="full(hit.at)">{{ ago(hit.at) }}</time>
          </li>
        } @empty {
          <li class="none">{{ known() ? 'It has not been reached yet.' : '' }}</li>
        }
      </ul>
      @if (cursor()) {
        <p class="more"><button mx-button type="button" size="sm" [loading]="reading()" (click)="more()">Older</button></p>
      }
    </section>
  `,
  styles: `
    :host { display: block; margin-block-end: var(--mx-6); }
    ul { margin: 0; padding: var(--mx-3) var(--mx-6); list-style: none; }
    li { display: grid; grid-template-columns: 1rem minmax(0, 14rem) minmax(0, 1fr) auto; gap: var(--mx-4); align-items: center; min-block-size: 2rem; }
    li > svg { color: var(--mx-text-3); } li.is-hit > svg { color: var(--mx-ok); }
    .why { font: var(--mx-small); color: var(--mx-text-2); overflow-wrap: anywhere; }
    time { font: var(--mx-small); color: var(--mx-text-3); }
    li.none { display: block; color: var(--mx-text-3); }
    .more { padding: 0 var(--mx-6) var(--mx-4); }
    @media (max-width: 767.98px) { li { grid-template-columns: 1rem minmax(0, 1fr) auto; } .why { grid-column: 2 / -1; } time { grid-row: 1; grid-column: 3; } }
  `,
})
export class RuleHits {
  private readonly api = inject(AutoRepliesApi);
  readonly ruleId = input.required<string>();
  protected readonly hits = signal<readonly RuleHit[]>([]);
  protected readonly cursor = signal<string | null>(null);
  protected readonly reading = signal(false);
  protected readonly known = signal(false);
  protected readonly problem = signal<string | null>(null);
  protected readonly icons = { hit: iconCircleCheck, miss: iconMinus };
  protected readonly ago = (at: string) => formatAgo(at);
  protected readonly full = (at: string) => formatFull(at);

  constructor() {
    effect(() => {
      this.ruleId();
      untracked(() => void this.read());
    });
  }

  protected async read(): Promise<void> {
    this.hits.set([]);
    await this.page(null);
    this.known.set(true);
  }

  protected more(): Promise<void> {
    return this.page(this.cursor());
  }

  private async page(cursor: string | null): Promise<void> {
    const ruleId = this.ruleId();
    this.reading.set(true);
    this.problem.set(null);
    try {
      const page = await this.api.hits(ruleId, cursor);
      if (ruleId !== this.ruleId()) return;
      this.hits.update((hits) => [...hits, ...page.items]);
      this.cursor.set(page.nextCursor);
    } catch (error) {
      this.problem.set(ApiProblem.from(error).message);
    } finally {
      this.reading.set(false);
    }
  }
}
