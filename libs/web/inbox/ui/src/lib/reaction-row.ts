import { ChangeDetectionStrategy, Component, DestroyRef, ElementRef, afterNextRender, inject, input, output } from '@angular/core';
import { Icon, IconButton, iconPlus } from '@mailtrixy/web/shared/ui';

export const QUICK_REACTIONS: readonly { emoji: string; name: string }[] = [
  { emoji: '👍', name: 'Thumbs up' },
  { emoji: '❤️', name: 'Heart' },
  { emoji: '😂', name: 'Tears of joy' },
  { emoji: '😮', name: 'Surprised' },
  { emoji: '😢', name: 'Sad' },
  { emoji: '🙏', name: 'Thank you' },
];

/** Six reactions and the way to all others. Arrows move, Escape closes, so does leaving it. */
@Component({
  selector: 'mx-reaction-row',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, IconButton],
  host: { role: 'toolbar', 'aria-label': 'React', '(keydown)': 'onKey($event)', '(focusout)': 'onLeave($event)' },
  template: `
    @for (one of quick; track one.emoji) {
      <button type="button" class="emoji" [attr.aria-label]="one.name" [attr.aria-pressed]="one.emoji === own()" (click)="picked.emit(one.emoji === own() ? null : one.emoji)">{{ one.emoji }}</button>
    }
    <button type="button" mx-icon-button size="sm" label="More emoji" (click)="more.emit($event)"><svg mx-icon [icon]="iconPlus"></svg></button>
  `,
  styles: `
    :host { position: absolute; inset-block-end: calc(100% + 1.5rem); inset-inline-start: 0; display: inline-flex; align-items: center; gap: .125rem; padding: .25rem .375rem; border-radius: 999px; background: var(--mx-raised); box-shadow: var(--mx-e2); z-index: 6; }
    .emoji { inline-size: 2rem; block-size: 2rem; padding: 0; border: 0; border-radius: 50%; background: none; font-size: 1.25rem; line-height: 1; cursor: pointer; }
    .emoji:hover { background: var(--mx-hover-raised); }
    .emoji[aria-pressed="true"] { background: var(--mx-accent-bg); box-shadow: inset 0 0 0 1px var(--mx-accent); }
    @media (pointer: coarse) { .emoji { inline-size: 2.75rem; block-size: 2.75rem; } }
  `,
})
export class ReactionRow {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  /** The emoji we reacted with already; pressing it takes it back. */
  readonly own = input<string | null>(null);
  readonly picked = output<string | null>();
  readonly more = output<Event>();
  readonly closed = output();
  protected readonly quick = QUICK_REACTIONS;
  protected readonly iconPlus = iconPlus;
  private gone = false;

  constructor() {
    afterNextRender(() => this.buttons()[0]?.focus());
    inject(DestroyRef).onDestroy(() => (this.gone = true));
  }

  protected onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape') this.closed.emit();
    else if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') this.step(event.key === 'ArrowRight' ? 1 : -1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  protected onLeave(event: FocusEvent): void {
    if (!this.gone && !this.host.contains(event.relatedTarget as Node | null)) this.closed.emit();
  }

  private step(by: number): void {
    const buttons = this.buttons();
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    buttons[(at + by + buttons.length) % buttons.length]?.focus();
  }

  private buttons(): HTMLElement[] {
    return [...this.host.querySelectorAll<HTMLElement>('button')];
  }
}
