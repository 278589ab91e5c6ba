import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import type { RuleAction } from '@mailtrixy/shared/dto';
import { SNOOZES, STEP_WORDS } from '@mailtrixy/web/auto-replies/data-access';
import { DirectoryStore, LabelsStore } from '@mailtrixy/web/inbox/data-access';
import { Icon, IconButton, iconX } from '@mailtrixy/web/shared/ui';
import { PillMenu } from './pill-menu';

const NOBODY = 'nobody';

/** What a rule does besides answering: one step, with what it needs to know. */
@Component({
  selector: 'mx-step-part',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, IconButton, PillMenu],
  template: `
    <span class="step" [class.is-bad]="problem()">
      <span>{{ words() }}</span>
      @if (options(); as choices) {
        <mx-pill-menu [label]="words()" [options]="choices" [value]="value()" (valueChange)="choose($event)" />
      }
      <button mx-icon-button type="button" size="xs" [label]="'Remove step: ' + words()" (click)="actionChange.emit(null)"><svg mx-icon [icon]="iconX" [size]="12"></svg></button>
    </span>
    @if (problem(); as text) {
      <span class="mx-field__error">{{ text }}</span>
    }
  `,
  styles: `
    :host { display: inline-grid; min-inline-size: 0; }
    .step { display: inline-flex; align-items: center; gap: var(--mx-3); min-block-size: 1.75rem; padding-inline: .5rem .125rem; border: 1px solid var(--mx-border-mid); border-radius: var(--mx-r-control); background: var(--mx-surface); font: 500 .8125rem/1.25rem var(--mx-font); }
    .step.is-bad { border-color: var(--mx-danger); }
  `,
})
export class StepPart {
  private readonly directory = inject(DirectoryStore);
  private readonly labels = inject(LabelsStore);
  readonly action = input.required<RuleAction>();
  readonly problem = input<string | null>(null);
  /** null takes the step away. */
  readonly actionChange = output<RuleAction | null>();
  protected readonly words = computed(() => {
    const { do: kind } = this.action();
    return kind in STEP_WORDS ? STEP_WORDS[kind as keyof typeof STEP_WORDS] : 'one more reply';
  });
  protected readonly value = computed<string | null>(() => {
    const action = this.action();
    if (action.do === 'add_label' || action.do === 'remove_label') return action.labelId || null;
    if (action.do === 'assign') return action.userId ?? NOBODY;
    return action.do === 'snooze' ? String(action.minutes) : null;
  });
  protected readonly options = computed<readonly { value: string; label: string }[] | null>(() => {
    const action = this.action();
    if (action.do === 'add_label' || action.do === 'remove_label') return this.labels.all().map(({ id, name }) => ({ value: id, label: name }));
    if (action.do === 'assign') return [{ value: NOBODY, label: 'nobody' }, ...this.directory.assignable().map(({ id, name }) => ({ value: id, label: name }))];
    if (action.do !== 'snooze') return null;
    const minutes = String(action.minutes);
    return SNOOZES.some(({ value }) => value === minutes) ? SNOOZES : [...SNOOZES, { value: minutes, label: `${minutes} minutes` }];
  });
  protected readonly iconX = iconX;

  protected choose(value: string | null): void {
    const action = this.action();
    if (value === null) return;
    if (action.do === 'add_label' || action.do === 'remove_label') this.actionChange.emit({ ...action, labelId: value });
    else if (action.do === 'assign') this.actionChange.emit({ ...action, userId: value === NOBODY ? null : value });
    else if (action.do === 'snooze') this.actionChange.emit({ ...action, minutes: Number(value) });
  }
}
