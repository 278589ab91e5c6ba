import type { EmbeddedViewRef, TemplateRef, ViewContainerRef } from '@angular/core';
import { InjectionToken, Injector } from '@angular/core';

/** How a menu's panel closes the popup it is in. */
export interface MenuCloser {
  /** Gives the focus back to the opener, runs the act, then removes the panel. */
  close(act?: () => void): void;
}
export const MENU_CLOSER = new InjectionToken<MenuCloser>('Menu closer');

export interface MenuAnchor {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const GAP = 4;
const MARGIN = 8;

/** A panel in the browser's top layer beside its anchor. Our own in place of the CDK overlay: 25 kB (gzip) less before the inbox works. */
export class MenuPopup implements MenuCloser {
  private view: EmbeddedViewRef<unknown> | null = null;
  private layer: HTMLElement | null = null;
  private anchor: MenuAnchor | null = null;
  private openerAt: DOMRect | null = null;
  private readonly outside = (event: Event) => {
    const target = event.target as Node;
    if (!this.layer?.contains(target) && !this.opener.contains(target)) this.close(undefined, false);
  };
  private readonly resized = () => this.close(undefined, false);
  /** Goes along with its opener, and closes once that is scrolled out of sight. What scrolls elsewhere, as a thread does when a message comes in, is nothing to it. */
  private readonly scrolled = (event: Event) => {
    const { layer, anchor, openerAt } = this;
    if (!layer || !anchor || !openerAt || !(event.target instanceof Node) || !event.target.contains(this.opener)) return;
    const now = this.opener.getBoundingClientRect();
    if (!overlaps(now, shownPartOf(event.target))) return this.close(undefined, false);
    const [x, y] = [now.left - openerAt.left, now.top - openerAt.top];
    this.place(layer, { left: anchor.left + x, right: anchor.right + x, top: anchor.top + y, bottom: anchor.bottom + y });
  };

  constructor(
    private readonly opener: HTMLElement,
    private readonly container: ViewContainerRef,
    private readonly changed: (open: boolean) => void,
  ) {}

  get isOpen(): boolean {
    return this.view !== null;
  }

  open(template: TemplateRef<unknown>, data: unknown, anchor: MenuAnchor, focus: 'first' | 'last' = 'first'): void {
    if (this.isOpen) return;
    const document = this.opener.ownerDocument;
    const injector = Injector.create({ parent: this.container.injector, providers: [{ provide: MENU_CLOSER, useValue: this }] });
    this.view = this.container.createEmbeddedView(template, data, { injector });
    const layer = document.createElement('div');
    layer.className = 'mx-menu-layer';
    if ('popover' in layer) layer.popover = 'manual';
    layer.append(...(this.view.rootNodes as Node[]));
    // Inside the landmark or dialog of its opener, for screen readers; the top layer keeps it from being clipped.
    (this.opener.closest('[aria-modal="true"], main, nav, [role="navigation"]') ?? document.body).append(layer);
    this.layer = layer;
    this.anchor = anchor;
    this.openerAt = this.opener.getBoundingClientRect();
    this.view.detectChanges();
    layer.showPopover?.();
    this.place(layer, anchor);
    this.changed(true);
    const items = layer.querySelectorAll<HTMLElement>('[role^="menuitem"]:not([aria-disabled="true"])');
    (focus === 'first' ? items[0] : items[items.length - 1])?.focus();
    document.addEventListener('pointerdown', this.outside, true);
    document.addEventListener('scroll', this.scrolled, true);
    document.defaultView?.addEventListener('resize', this.resized);
  }

  close(act?: () => void, restore = true): void {
    const { view, layer } = this;
    if (!view || !layer) return;
    this.view = null;
    this.layer = null;
    const document = this.opener.ownerDocument;
    document.removeEventListener('pointerdown', this.outside, true);
    document.removeEventListener('scroll', this.scrolled, true);
    document.defaultView?.removeEventListener('resize', this.resized);
    if (restore) this.opener.focus();
    act?.();
    view.destroy();
    layer.remove();
    this.changed(false);
  }

  private place(layer: HTMLElement, anchor: MenuAnchor): void {
    const { clientWidth, clientHeight } = layer.ownerDocument.documentElement;
    const size = layer.getBoundingClientRect();
    const rtl = getComputedStyle(this.opener).direction === 'rtl';
    const start = rtl ? anchor.right - size.width : anchor.left;
    // Keeps to the other edge of the anchor when it would leave the window.
    const end = rtl ? anchor.left : anchor.right - size.width;
    const fits = start >= MARGIN && start + size.width <= clientWidth - MARGIN;
    const left = Math.max(MARGIN, Math.min(fits ? start : end, clientWidth - size.width - MARGIN));
    const below = clientHeight - anchor.bottom - GAP - MARGIN;
    const above = anchor.top - GAP - MARGIN;
    const up = size.height > below && above > below;
    layer.style.left = `${left}px`;
    layer.style.top = `${Math.max(MARGIN, up ? anchor.top - GAP - Math.min(size.height, above) : anchor.bottom + GAP)}px`;
    layer.style.setProperty('--mx-menu-space', `${Math.max(96, up ? above : below)}px`);
  }
}

function shownPartOf(scroller: Node): MenuAnchor {
  if (scroller instanceof Element) return scroller.getBoundingClientRect();
  const { clientWidth, clientHeight } = (scroller as Document).documentElement;
  return { left: 0, top: 0, right: clientWidth, bottom: clientHeight };
}

function overlaps(a: MenuAnchor, b: MenuAnchor): boolean {
  return a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;
}
