import { ChangeDetectionStrategy, Component, computed, input, signal } from '@angular/core';
import type { Message } from '@mailtrixy/shared/dto';
import { formatClock, formatFull } from '@mailtrixy/web/shared/util';
import { systemWords } from './system-words';

const FOLD_FROM = 3;

/** "Ana assigned this to Tom · 14:35", centred, without a bubble; three and more are one line that opens. */
@Component({
  selector: 'article[mx-system-caption]',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { 'data-testid': 'bubble', 'data-type': 'system', '[attr.aria-label]': 'spoken()' },
  template: `
    @if (folded()) {
      <button type="button" class="fold" aria-expanded="false" (click)="opened.set(true)">{{ messages().length }} updates</button>
    } @else {
      @for (line of lines(); track line.id) {
        <span class="mx-system">
          <span dir="auto">{{ line.words }}</span><span aria-hidden="true">·</span><time [attr.datetime]="line.at" [title]="line.full">{{ line.clock }}</time>
        </span>
      }
    }
  `,
  styles: `
    :host { align-self: center; display: flex; flex-direction: column; align-items: center; gap: .375rem; }
    .mx-system { flex-wrap: wrap; justify-content: center; }
    .fold { min-block-size: 1.5rem; padding-inline: .625rem; border: 1px solid var(--mx-border); border-radius: 999px; background: none; font: var(--mx-caption); color: var(--mx-text-3); cursor: pointer; }
    .fold:hover { background: var(--mx-hover); }
  `,
})
export class SystemCaption {
  readonly messages = input.required<readonly Message[]>();
  protected readonly opened = signal(false);
  protected readonly folded = computed(() => this.messages().length >= FOLD_FROM && !this.opened());
  protected readonly lines = computed(() =>
    this.messages().map((message) => ({
      id: message.id,
      words: systemWords(message),
      at: message.at,
      clock: formatClock(message.at),
      full: formatFull(message.at),
    })),
  );
  protected readonly spoken = computed(() => this.lines().map((line) => `${line.words}, ${line.clock}`).join('. '));
}
