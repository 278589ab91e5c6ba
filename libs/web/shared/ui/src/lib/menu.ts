import { ChangeDetectionStrategy, Component, ElementRef, inject, input, output } from '@angular/core';
import { Icon } from './icon/icon';
import { iconCheck } from './icon/base-icons';
import type { IconData } from './icon/icon-data';
import { MENU_CLOSER } from './menu-popup';

export interface MenuEntry<V extends string = string> {
  value: V;
  label: string;
  icon?: IconData;
  /** Right-hand words, usually the shortcut. */
  hint?: string;
  danger?: boolean;
  disabled?: boolean;
  /** Given: a checkable entry. */
  checked?: boolean;
  /** A line above it. */
  separated?: boolean;
  /** A heading above it. */
  heading?: string;
}

const TYPING_PAUSE = 700;

/** The panel of a menu: put it into the ng-template that a trigger names. */
@Component({
  selector: 'mx-menu',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon],
  host: { class: 'mx-menu', role: 'menu', '[attr.aria-label]': 'label()', '(keydown)': 'press($event)' },
  template: `
    @for (entry of entries(); track entry.value) {
      @if (entry.heading) {
        <div class="mx-menu__label" role="presentation">{{ entry.heading }}</div>
      }
      @if (entry.separated) {
        <div class="mx-menu__sep" role="separator"></div>
      }
      <button
        type="button"
        class="mx-menu__item"
        tabindex="-1"
        [class.mx-menu__item--danger]="entry.danger"
        [class.is-selected]="entry.checked"
        [attr.role]="entry.checked === undefined ? 'menuitem' : 'menuitemcheckbox'"
        [attr.aria-checked]="entry.checked ?? null"
        [attr.aria-disabled]="entry.disabled || null"
        (mouseenter)="hover($event)"
        (click)="pick(entry)"
      >
        @if (entry.icon; as icon) {
          <svg mx-icon [icon]="icon"></svg>
        }
        <span class="mx-menu__text mx-trunc">{{ entry.label }}</span>
        @if (entry.checked) {
          <span class="mx-menu__hint"><svg mx-icon [icon]="iconCheck"></svg></span>
        } @else if (entry.hint) {
          <span class="mx-menu__hint">{{ entry.hint }}</span>
        }
      </button>
    }
    <ng-content />
  `,
})
export class Menu<V extends string = string> {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly closer = inject(MENU_CLOSER, { optional: true });
  private typed = '';
  private typedAt = 0;
  readonly label = input.required<string>();
  readonly entries = input.required<readonly MenuEntry<V>[]>();
  readonly picked = output<V>();
  protected readonly iconCheck = iconCheck;

  protected pick(entry: MenuEntry<V>): void {
    if (entry.disabled) return;
    if (this.closer) this.closer.close(() => this.picked.emit(entry.value));
    else this.picked.emit(entry.value);
  }

  protected hover(event: MouseEvent): void {
    (event.currentTarget as HTMLElement).focus({ preventScroll: true });
  }

  protected press(event: KeyboardEvent): void {
    if (event.key === 'Tab' || event.key === 'Escape') this.closer?.close();
    else if (event.key === 'ArrowDown') this.move(1);
    else if (event.key === 'ArrowUp') this.move(-1);
    else if (event.key === 'Home') this.items()[0]?.focus();
    else if (event.key === 'End') this.items().at(-1)?.focus();
    else if (event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey) this.find(event.key);
    else return;
    // Tab goes on from the opener; everything else ends here, so that a dialog under the menu stays open.
    if (event.key !== 'Tab') event.preventDefault();
    event.stopPropagation();
  }

  private items(): HTMLElement[] {
    return Array.from(this.host.querySelectorAll<HTMLElement>('[role^="menuitem"]'));
  }

  private move(step: 1 | -1): void {
    const items = this.items();
    const at = items.indexOf(this.host.ownerDocument.activeElement as HTMLElement);
    items.at((at + step + items.length) % items.length)?.focus();
  }

  /** Letters typed in a row find the next entry that starts with them. */
  private find(letter: string): void {
    const now = Date.now();
    this.typed = now - this.typedAt > TYPING_PAUSE ? letter : this.typed + letter;
    this.typedAt = now;
    const wanted = this.typed.toLocaleLowerCase();
    const items = this.items();
    const from = items.indexOf(this.host.ownerDocument.activeElement as HTMLElement) + (wanted.length === 1 ? 1 : 0);
    const found = [...items.slice(from), ...items.slice(0, from)].find((item) => item.querySelector('.mx-menu__text')?.textContent?.trim().toLocaleLowerCase().startsWith(wanted));
    found?.focus();
  }
}
