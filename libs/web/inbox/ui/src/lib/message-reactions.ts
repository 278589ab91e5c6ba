import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import type { Reaction } from '@mailtrixy/shared/dto';

/** The reactions to a message, on its lower edge. Our own is a button that takes it back. */
@Component({
  selector: 'mx-message-reactions',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'mx-reactions', role: 'group', 'aria-label': 'Reactions', '[title]': 'tooltip()' },
  template: `
    @for (one of shown(); track one.by) {
      @if (one.by === 'us' && canWrite()) {
        <button type="button" class="mx-reactions__emoji" aria-pressed="true" [class.is-sending]="one.state === 'sending'" [attr.aria-label]="one.words + '. Take it back'" (click)="taken.emit()">{{ one.emoji }}</button>
      } @else {
        <span class="mx-reactions__emoji" role="img" [attr.aria-label]="one.words">{{ one.emoji }}</span>
      }
    }
    @if (failed()) {
      <span class="failed">Not sent</span>
    }
  `,
  styles: `
    :host { block-size: 1.625rem; align-self: flex-start; }
    button { min-inline-size: 1.5rem; block-size: 1.5rem; padding: 0; border: 0; border-radius: 999px; background: var(--mx-accent-bg); cursor: pointer; }
    .is-sending { opacity: .5; }
    .failed { color: var(--mx-danger); }
    @media (pointer: coarse) { :host { block-size: 2.75rem; } button { min-inline-size: 2.75rem; block-size: 2.5rem; } }
  `,
})
export class MessageReactions {
  readonly reactions = input.required<readonly Reaction[]>();
  /** The customer's name, for who reacted. */
  readonly contact = input('Customer');
  readonly canWrite = input(false);
  readonly taken = output();
  protected readonly shown = computed(() =>
    this.reactions().map((reaction) => ({ ...reaction, words: `${reaction.by === 'us' ? 'You' : this.contact()} reacted ${reaction.emoji}${reaction.state === 'failed' ? ', not sent' : ''}` })),
  );
  protected readonly tooltip = computed(() => this.shown().map(({ words }) => words).join('\n'));
  protected readonly failed = computed(() => this.reactions().some(({ state }) => state === 'failed'));
}
