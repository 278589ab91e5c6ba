import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { LogLife } from '@mailtrixy/shared/dto';
import { Button, Icon, iconCircleCheck, iconCircleX } from '@mailtrixy/web/shared/ui';
import { formatClockMs, formatFull } from '@mailtrixy/web/shared/util';

/** One message from its first to its last moment on the wire; each step leads to the row that shows it. */
@Component({
  selector: 'mx-log-life',
  imports: [Button, Icon, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { 'data-testid': 'log-life' },
  template: `
    <section>
      <div class="st-row st-between">
        <h3 class="st-h4">Life of this message</h3>
        @if (life().conversationId; as conversation) {
          <a class="st-link st-small" data-testid="life-conversation" [routerLink]="['/inbox/all', conversation]" [queryParams]="life().messageId ? { m: life().messageId } : {}">Open in the inbox</a>
        }
      </div>
      <ol class="st-life">
        @for (step of life().steps; track $index) {
          <li data-testid="life-step" [attr.data-what]="step.what" [attr.data-ok]="step.ok">
            <span class="st-hic" [class.is-ok]="step.ok" [class.is-danger]="!step.ok"><svg mx-icon [icon]="step.ok ? icons.ok : icons.bad" [size]="14"></svg><span class="mx-sr">{{ step.ok ? 'Passed' : 'Failed' }}:</span></span>
            <time class="st-mono st-num" [attr.datetime]="step.at" [attr.title]="full(step.at)">{{ time(step.at) }}</time>
            <span><b>{{ step.what }}</b>&ngsp;<span class="st-muted" dir="auto">{{ step.words }}</span></span>
            @if (step.logId && step.logId !== current()) {
              <button mx-button type="button" kind="link" size="xs" [attr.aria-label]="'Show the row of ' + step.what" (click)="opened.emit(step.logId)">Show</button>
            }
          </li>
        }
      </ol>
    </section>
  `,
})
export class LogLifeSteps {
  readonly life = input.required<LogLife>();
  /** The row that is open. */
  readonly current = input.required<string>();
  readonly opened = output<string>();
  protected readonly icons = { ok: iconCircleCheck, bad: iconCircleX };
  protected readonly time = (at: string): string => formatClockMs(at);
  protected readonly full = (at: string): string => `${formatFull(at)} · UTC ${at.slice(11, 23)}`;
}
