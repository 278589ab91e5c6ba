import type { ComponentType } from '@angular/cdk/portal';
import { Injectable, Injector, inject, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type { ConfirmRequest } from './confirm-dialog';

/** The first field; without one the first button of the foot, which is the harmless one. */
const FIRST =
  '[cdkFocusInitial], .mx-dialog__body :is(input, textarea, select, summary):not([tabindex="-1"]), .mx-drawer__body :is(input, textarea, select, button, a[href]), .mx-palette__head input, .mx-dialog__foot button';

export interface DialogOptions<D> {
  data?: D;
  /** Name for screen readers: the heading. */
  label: string;
  /** False: only the dialog's own buttons close it. */
  dismissable?: boolean;
  /** A CSS selector, 'dialog' or 'first-tabbable'; by default the first field. */
  autoFocus?: string;
}

/** Modal windows. Focus is trapped inside and returns to the opener; Escape closes. The CDK behind them is loaded with the first one. */
@Injectable({ providedIn: 'root' })
export class Dialogs {
  private readonly injector = inject(Injector);
  private readonly openCount = signal(0);
  private readonly shown = new Set<ComponentType<unknown>>();

  /** Resolves with what the dialog closed with; undefined when dismissed. In the component: inject DIALOG_DATA and DialogRef from @angular/cdk/dialog. */
  open<R = void, D = unknown>(component: ComponentType<unknown>, options: DialogOptions<D>): Promise<R | undefined> {
    return this.show<R, D>(component, options, 'mx-dialog-pane');
  }

  openDrawer<R = void, D = unknown>(component: ComponentType<unknown>, options: DialogOptions<D>): Promise<R | undefined> {
    return this.show<R, D>(component, options, 'mx-drawer-pane');
  }

  /** Asks before an act. True only when confirmed. */
  async confirm(request: ConfirmRequest): Promise<boolean> {
    const { ConfirmDialog } = await import('./confirm-dialog');
    return (await this.open<boolean, ConfirmRequest>(ConfirmDialog, { data: request, label: request.heading })) ?? false;
  }

  get anyOpen(): boolean {
    return this.openCount() > 0;
  }

  private async show<R, D>(component: ComponentType<unknown>, options: DialogOptions<D>, panelClass: string): Promise<R | undefined> {
    // a double click asks twice, and the second would lie exactly over the first
    if (this.shown.has(component)) return undefined;
    this.shown.add(component);
    try {
      return await this.opened<R, D>(component, options, panelClass);
    } finally {
      this.shown.delete(component);
    }
  }

  private async opened<R, D>(component: ComponentType<unknown>, options: DialogOptions<D>, panelClass: string): Promise<R | undefined> {
    const { Dialog: CdkDialog } = await import('@angular/cdk/dialog');
    const ref = this.injector.get(CdkDialog).open<R, D, unknown>(component, {
      data: options.data,
      ariaLabel: options.label,
      ariaModal: true,
      panelClass,
      backdropClass: 'mx-backdrop',
      disableClose: options.dismissable === false,
      autoFocus: options.autoFocus ?? FIRST,
      restoreFocus: true,
    });
    this.openCount.update((count) => count + 1);
    // without the wanted field, or before it is loaded, the focus would stay on the page behind
    setTimeout(() => {
      const { overlayElement: box } = ref.overlayRef;
      if (!box.contains(document.activeElement)) box.querySelector<HTMLElement>('[role="dialog"]')?.focus();
    });
    try {
      return await firstValueFrom(ref.closed, { defaultValue: undefined });
    } finally {
      this.openCount.update((count) => count - 1);
    }
  }
}
