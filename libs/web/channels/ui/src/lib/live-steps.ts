import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { Icon, type IconData, iconCircle, iconCircleCheck, iconCircleDashed, iconCircleX } from '@mailtrixy/web/shared/ui';

export interface LiveStep {
  name: string;
  title: string;
  words: string;
  state: 'done' | 'now' | 'todo' | 'failed';
  time: string | null;
}

const ICONS: Readonly<Record<LiveStep['state'], IconData>> = { done: iconCircleCheck, now: iconCircleDashed, todo: iconCircle, failed: iconCircleX };
const STATES: Readonly<Record<LiveStep['state'], string>> = { done: 'Done', now: 'Waiting', todo: 'Later', failed: 'Failed' };

/** Steps that turn green by themselves. The current one has an accent ground. */
@Component({
  selector: 'mx-live-steps',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ol class="st-live" aria-live="polite">
      @for (step of steps(); track step.name) {
        <li [class.is-ok]="step.state === 'done'" [class.is-now]="step.state === 'now'" [class.is-bad]="step.state === 'failed'" data-testid="live-step" [attr.data-step]="step.name" [attr.data-state]="step.state">
          <span class="st-hic" [class.is-ok]="step.state === 'done'" [class.is-run]="step.state === 'now'" [class.is-danger]="step.state === 'failed'">
            <svg mx-icon [icon]="icons[step.state]" [size]="18"></svg>
            <span class="mx-sr">{{ states[step.state] }}:</span>
          </span>
          <div>
            <b>{{ step.title }}</b>
            <p dir="auto">{{ step.words }}</p>
          </div>
          <span class="st-num st-muted">{{ step.time }}</span>
        </li>
      }
    </ol>
  `,
})
export class LiveSteps {
  readonly steps = input.required<readonly LiveStep[]>();
  protected readonly icons = ICONS;
  protected readonly states = STATES;
}
