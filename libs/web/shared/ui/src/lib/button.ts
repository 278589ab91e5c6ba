import { ChangeDetectionStrategy, Component, booleanAttribute, input } from '@angular/core';

export type ButtonKind = 'primary' | 'outline' | 'ghost' | 'danger' | 'danger-outline' | 'ai' | 'link';
export type ButtonSize = 'xs' | 'sm' | 'md' | 'lg';

/** A text button or a link that looks like one. While loading it keeps its width and ignores clicks. */
@Component({
  selector: 'button[mx-button], a[mx-button]',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {
    class: 'mx-btn',
    '[class.mx-btn--primary]': "kind() === 'primary'",
    '[class.mx-btn--ghost]': "kind() === 'ghost'",
    '[class.mx-btn--danger]': "kind() === 'danger'",
    '[class.mx-btn--danger-outline]': "kind() === 'danger-outline'",
    '[class.mx-btn--ai]': "kind() === 'ai'",
    '[class.mx-btn--link]': "kind() === 'link'",
    '[class.mx-btn--xs]': "size() === 'xs'",
    '[class.mx-btn--sm]': "size() === 'sm'",
    '[class.mx-btn--lg]': "size() === 'lg'",
    '[class.mx-btn--block]': 'block()',
    '[class.is-loading]': 'loading()',
    '[attr.aria-busy]': 'loading() || null',
    '(click)': 'guard($event)',
  },
  template: '<ng-content />',
})
export class Button {
  readonly kind = input<ButtonKind>('outline');
  readonly size = input<ButtonSize>('md');
  readonly block = input(false, { transform: booleanAttribute });
  readonly loading = input(false, { transform: booleanAttribute });

  /** A second click or Enter while the first is under way must not submit twice. */
  protected guard(event: Event): void {
    if (!this.loading()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}
