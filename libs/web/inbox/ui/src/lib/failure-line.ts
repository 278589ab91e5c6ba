import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import type { Message } from '@mailtrixy/shared/dto';
import { deliveryTrouble } from './delivery-trouble';
import { SecondsLeft } from './seconds-left';

const MAX_ATTEMPTS = 5;

/** Under a bubble that did not simply arrive: what happened, in one line, and what can be done, always visible. */
@Component({
  selector: 'mx-failure-line',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [SecondsLeft],
  template: `
    @switch (state()) {
      @case ('failed') {
        <div class="mx-fail">
          <span>{{ words() }}</span>
          @if (canWrite() && can('retry')) {
            <button type="button" (click)="acted.emit('retry')">Retry</button>
          }
          @if (canWrite() && canTemplate() && can('template')) {
            <button type="button" (click)="acted.emit('template')">Send as template</button>
          }
          @if (canWrite() && can('edit')) {
            <button type="button" (click)="acted.emit('edit')">Edit and resend</button>
          }
          @if (canWrite() && !dismissed()) {
            <button type="button" (click)="acted.emit('dismiss')">Dismiss</button>
          }
          <button type="button" aria-haspopup="dialog" (click)="details.emit($event)">Details</button>
        </div>
      }
      @case ('unconfirmed') {
        <div class="mx-fail mx-fail--warn">
          <span>Not confirmed yet: the answer was lost, so it may or may not have arrived.</span>
          @if (canWrite() && !dismissed()) {
            <button type="button" (click)="acted.emit('retry')">Resend</button>
            <button type="button" (click)="acted.emit('dismiss')">Dismiss</button>
          }
          <button type="button" aria-haspopup="dialog" (click)="details.emit($event)">Details</button>
        </div>
      }
      @case ('retrying') {
        <div class="mx-fail mx-fail--quiet">
          <span>Retrying in <mx-seconds-left [until]="message().retry!.at" /> ({{ message().retry!.attempt }} of {{ maxAttempts }})</span>
        </div>
      }
    }
  `,
  styles: `
    .mx-fail { justify-content: flex-end; text-align: end; }
    .mx-fail--warn { color: var(--mx-warn); }
    .mx-fail--quiet { color: var(--mx-text-3); }
    button { cursor: pointer; }
    @media (pointer: coarse) { button { min-block-size: 2.75rem; min-inline-size: 2.75rem; } }
    button:hover { text-decoration: underline; text-underline-offset: 2px; }
  `,
})
export class FailureLine {
  readonly message = input.required<Message>();
  readonly canWrite = input(false);
  /** There is a template picker to offer. */
  readonly canTemplate = input(false);
  readonly acted = output<'retry' | 'edit' | 'dismiss' | 'template'>();
  readonly details = output<Event>();

  protected readonly maxAttempts = MAX_ATTEMPTS;
  protected readonly state = computed(() => deliveryTrouble(this.message()));
  /** Someone dealt with it; the fact stays readable. */
  protected readonly dismissed = computed(() => typeof this.message().payload?.['dismissedAt'] === 'string');
  protected readonly words = computed(() => {
    const error = this.message().deliveryError;
    if (!error) return 'Not delivered.';
    const words = /^not /i.test(error.words) ? error.words : `Not delivered: ${error.words}`.trim();
    const code = error.code === null || words.includes(String(error.code)) ? '' : ` (${error.code})`;
    return code ? words.replace(/\.$/, '') + code : words;
  });

  protected can(action: 'retry' | 'edit' | 'template'): boolean {
    return this.message().deliveryError?.actions.includes(action) ?? action === 'retry';
  }
}
