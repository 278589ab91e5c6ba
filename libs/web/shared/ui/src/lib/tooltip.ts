import { DOCUMENT, DestroyRef, Directive, ElementRef, inject, input } from '@angular/core';

const DELAY = 400;
const GAP = 6;
const MARGIN = 4;

/** Words beside a control on hover and keyboard focus. They repeat or extend its name; they never hold it alone. */
@Directive({
  selector: '[mxTooltip]',
  host: {
    '(mouseenter)': 'plan()',
    '(mouseleave)': 'hide()',
    '(focus)': 'planOnFocus()',
    '(blur)': 'hide()',
    '(click)': 'hide()',
    '(keydown.escape)': 'hide()',
  },
})
export class Tooltip {
  private readonly document = inject(DOCUMENT);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private box: HTMLElement | null = null;
  readonly mxTooltip = input<string>('');
  /** Shortcut shown at the end, e.g. "Ctrl+K". */
  readonly mxTooltipKeys = input<string>('');
  readonly mxTooltipSide = input<'top' | 'bottom' | 'end'>('bottom');

  constructor() {
    inject(DestroyRef).onDestroy(() => this.hide());
  }

  protected plan(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.show(), DELAY);
  }

  protected planOnFocus(): void {
    if (this.host.matches(':focus-visible')) this.plan();
  }

  protected hide(): void {
    clearTimeout(this.timer);
    this.box?.remove();
    this.box = null;
  }

  private show(): void {
    const text = this.mxTooltip();
    if (!text || this.box || !this.host.isConnected) return;
    const box = this.document.createElement('div');
    box.className = 'mx-tooltip';
    box.setAttribute('role', 'tooltip');
    box.setAttribute('aria-hidden', 'true');
    box.append(text);
    for (const key of this.mxTooltipKeys().split(/[+ ]/).filter(Boolean)) {
      const kbd = this.document.createElement('kbd');
      kbd.className = 'mx-kbd';
      kbd.textContent = key;
      box.append(kbd);
    }
    // The top layer: above dialogs, and no ancestor can clip it.
    if ('popover' in box) box.popover = 'manual';
    this.document.body.append(box);
    box.showPopover?.();
    this.place(box);
    this.box = box;
  }

  private place(box: HTMLElement): void {
    const view = this.document.documentElement;
    const at = this.host.getBoundingClientRect();
    const size = box.getBoundingClientRect();
    const side = this.mxTooltipSide();
    let left = side === 'end' ? at.right + GAP : at.left + (at.width - size.width) / 2;
    let top = at.bottom + GAP;
    if (side === 'end') top = at.top + (at.height - size.height) / 2;
    else if (side === 'top' || top + size.height > view.clientHeight) top = at.top - GAP - size.height;
    left = Math.max(MARGIN, Math.min(left, view.clientWidth - size.width - MARGIN));
    box.style.left = `${left}px`;
    box.style.top = `${Math.max(MARGIN, top)}px`;
  }
}
