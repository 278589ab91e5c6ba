import { ChangeDetectionStrategy, Component, computed, input, model } from '@angular/core';
import { Menu, MenuTrigger, type MenuEntry } from '@mailtrixy/web/shared/ui';

export interface PillOption<V extends string = string> {
  value: V;
  label: string;
}

/** One choice inside a sentence. */
@Component({
  selector: 'mx-pill-menu',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Menu, MenuTrigger],
  template: `
    <button type="button" class="pill" [attr.aria-label]="label() + ': ' + shown()" [disabled]="disabled()" [mxMenuTriggerFor]="menu">{{ shown() }}<span class="mx-caret" aria-hidden="true"></span></button>
    <ng-template #menu><mx-menu [label]="label()" [entries]="entries()" (picked)="value.set($event)" /></ng-template>
  `,
  styles: `
    :host { display: inline-flex; min-inline-size: 0; }
    .pill { display: inline-flex; align-items: center; gap: var(--mx-3); min-block-size: 1.75rem; padding: 0 .5rem; border: 1px solid var(--mx-border-mid); border-radius: var(--mx-r-control); background: var(--mx-surface); color: var(--mx-text); font: 500 .8125rem/1.25rem var(--mx-font); text-align: start; max-inline-size: 100%; }
    .pill:hover { background: var(--mx-hover); }
    @media (pointer: coarse) { .pill { min-block-size: 2.75rem; } }
  `,
})
export class PillMenu<V extends string = string> {
  readonly label = input.required<string>();
  readonly options = input.required<readonly PillOption<V>[]>();
  readonly value = model<V | null>(null);
  readonly placeholder = input('choose…');
  readonly disabled = input(false);
  protected readonly shown = computed(() => this.options().find(({ value }) => value === this.value())?.label ?? this.placeholder());
  protected readonly entries = computed<MenuEntry<V>[]>(() => this.options().map(({ value, label }) => ({ value, label, checked: value === this.value() })));
}
