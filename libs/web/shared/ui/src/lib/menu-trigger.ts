import type { TemplateRef } from '@angular/core';
import { DestroyRef, Directive, ElementRef, ViewContainerRef, inject, input, output, signal } from '@angular/core';
import { MenuPopup } from './menu-popup';

/** Opens a menu from a button: click, Enter, Space, arrow down (first entry) or up (last). */
@Directive({
  selector: '[mxMenuTriggerFor]',
  exportAs: 'mxMenuTrigger',
  host: { 'aria-haspopup': 'menu', '[attr.aria-expanded]': 'opened()', '(click)': 'toggle()', '(keydown.arrowdown)': 'open("first", $event)', '(keydown.arrowup)': 'open("last", $event)' },
})
export class MenuTrigger {
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly mxMenuTriggerFor = input.required<TemplateRef<unknown>>();
  readonly mxMenuData = input<unknown>();
  readonly mxMenuOpened = output();
  readonly mxMenuClosed = output();
  readonly opened = signal(false);
  private readonly popup = new MenuPopup(this.element, inject(ViewContainerRef), (open) => this.changed(open));
  private destroyed = false;

  constructor() {
    inject(DestroyRef).onDestroy(() => {
      this.destroyed = true;
      this.popup.close(undefined, false);
    });
  }

  open(focus: 'first' | 'last' = 'first', event?: Event): void {
    event?.preventDefault();
    this.popup.open(this.mxMenuTriggerFor(), this.mxMenuData(), this.element.getBoundingClientRect(), focus);
  }

  close(): void {
    this.popup.close();
  }

  protected toggle(): void {
    if (this.popup.isOpen) this.close();
    else this.open();
  }

  private changed(open: boolean): void {
    if (this.destroyed) return;
    this.opened.set(open);
    if (open) this.mxMenuOpened.emit();
    else this.mxMenuClosed.emit();
  }
}

/** Opens a menu at the pointer by right click, or by the context-menu key. */
@Directive({ selector: '[mxContextMenuFor]', host: { '(contextmenu)': 'open($event)' } })
export class ContextMenu {
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly mxContextMenuFor = input.required<TemplateRef<unknown>>();
  readonly mxContextMenuData = input<unknown>();
  private readonly popup = new MenuPopup(this.element, inject(ViewContainerRef), () => undefined);

  constructor() {
    inject(DestroyRef).onDestroy(() => this.popup.close(undefined, false));
  }

  protected open(event: MouseEvent): void {
    event.preventDefault();
    const { clientX: left, clientY: top } = event;
    this.popup.close(undefined, false);
    this.popup.open(this.mxContextMenuFor(), this.mxContextMenuData(), { left, right: left, top, bottom: top });
  }
}
