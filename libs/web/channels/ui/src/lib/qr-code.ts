import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { qrMatrix } from './qr-matrix';

/** Made in the browser: no picture service learns the number. Always dark on white, so that phones can read it. */
@Component({
  selector: 'mx-qr-code',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'st-qr-c' },
  template: `
    @if (drawing(); as drawing) {
      <svg width="150" height="150" shape-rendering="crispEdges" role="img" [attr.viewBox]="drawing.viewBox" [attr.aria-label]="label()"><path fill="#000" [attr.d]="drawing.path" /></svg>
    }
  `,
})
export class QrCode {
  readonly text = input.required<string>();
  readonly label = input.required<string>();
  protected readonly drawing = computed(() => {
    const rows = qrMatrix(this.text());
    if (!rows) return null;
    const path = rows.map((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')).join('')).join('');
    return { path, viewBox: `0 0 ${rows.length} ${rows.length}` };
  });
}
