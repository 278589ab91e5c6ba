import { ChangeDetectionStrategy, Component, computed, effect, inject, input, output, untracked } from '@angular/core';
import type { TemplateSummary } from '@mailtrixy/shared/dto';
import { TemplatesStore } from '@mailtrixy/web/templates/data-access';
import { Button } from '@mailtrixy/web/shared/ui';

const SHOWN = 2;

/** On the card of a closed window: what this person marked or the workspace sent last, one press away. */
@Component({
  selector: 'mx-suggested-templates',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button],
  template: `
    @if (suggested().length > 0) {
      <span class="mx-small mx-t2">Suggested</span>
      @for (one of suggested(); track one.id) {
        <button mx-button type="button" size="sm" data-testid="suggested-template" [title]="one.body" (click)="picked.emit(one.id)"><span class="mx-trunc">{{ one.name }}</span><span class="mx-t3">{{ one.language }}</span></button>
      }
    }
  `,
  styles: `
    :host { display: contents; }
    button { max-inline-size: 14rem; }
  `,
})
export class SuggestedTemplates {
  private readonly store = inject(TemplatesStore);
  readonly channelId = input.required<string>();
  /** This person stopped marketing. */
  readonly optedOut = input(false);
  readonly picked = output<string>();

  protected readonly suggested = computed(() => {
    const known = this.store.list(this.channelId()).value()?.items ?? [];
    return known.filter((one) => fits(one, this.optedOut())).sort(byUse).slice(0, SHOWN);
  });

  constructor() {
    effect(() => {
      const id = this.channelId();
      untracked(() => void this.store.load(id));
    });
  }
}

function fits({ notSendable, deletedAt, favourite, usedAt, category }: TemplateSummary, optedOut: boolean): boolean {
  return notSendable === null && deletedAt === null && (favourite || usedAt !== null) && !(optedOut && category === 'MARKETING');
}

function byUse(a: TemplateSummary, b: TemplateSummary): number {
  return Number(b.favourite) - Number(a.favourite) || (b.usedAt ?? '').localeCompare(a.usedAt ?? '');
}
