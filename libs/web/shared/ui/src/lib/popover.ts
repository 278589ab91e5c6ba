import { CdkTrapFocus } from '@angular/cdk/a11y';
import { CdkConnectedOverlay } from '@angular/cdk/overlay';
import type { ConnectedPosition } from '@angular/cdk/overlay';
import { ChangeDetectionStrategy, Component, ElementRef, inject, input, signal } from '@angular/core';

const POSITIONS: ConnectedPosition[] = [
  { originX: 'start', originY: 'bottom', overlayX: 'start', overlayY: 'top', offsetY: 4 },
  { originX: 'end', originY: 'bottom', overlayX: 'end', overlayY: 'top', offsetY: 4 },
  { originX: 'start', originY: 'top', overlayX: 'start', overlayY: 'bottom', offsetY: -4 },
  { originX: 'end', originY: 'top', overlayX: 'end', overlayY: 'bottom', offsetY: -4 },
];

/** A button (slot `[popoverButton]`, calls `toggle()`) and a small panel with controls or help. Escape or a click outside closes it. */
@Component({
  selector: 'mx-popover',
  exportAs: 'mxPopover',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CdkConnectedOverlay, CdkTrapFocus],
  host: { class: 'mx-popover-host' },
  template: `
    <ng-content select="[popoverButton]" />
    <ng-template
      cdkConnectedOverlay
      [cdkConnectedOverlayOrigin]="origin"
      [cdkConnectedOverlayOpen]="opened()"
      [cdkConnectedOverlayPositions]="positions"
      [cdkConnectedOverlayPush]="true"
      (overlayOutsideClick)="outside($event)"
      (detach)="close()"
    >
      <div class="mx-popover" role="dialog" cdkTrapFocus cdkTrapFocusAutoCapture [attr.aria-label]="label()" [style.inline-size]="width()"><ng-content /></div>
    </ng-template>
  `,
})
export class Popover {
  protected readonly origin = inject<ElementRef<HTMLElement>>(ElementRef);
  readonly label = input.required<string>();
  readonly width = input('20rem');
  readonly opened = signal(false);
  protected readonly positions = POSITIONS;

  toggle(): void {
    this.opened.update((opened) => !opened);
  }

  close(): void {
    this.opened.set(false);
  }

  protected outside(event: MouseEvent): void {
    if (!this.origin.nativeElement.contains(event.target as Node)) this.close();
  }
}
