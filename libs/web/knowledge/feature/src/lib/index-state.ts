import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { StateWords } from '@mailtrixy/web/knowledge/data-access';
import { Icon, iconCircle, iconCircleCheck, iconCircleDashed, iconCircleX, iconRefreshCw, iconTriangleAlert, type IconData } from '@mailtrixy/web/shared/ui';

const ICONS: Readonly<Record<StateWords['look'], IconData>> = { ok: iconCircleCheck, warn: iconTriangleAlert, danger: iconCircleX, run: iconRefreshCw, faint: iconCircleDashed };

/** How far a document or website is: icon and words. */
@Component({
  selector: 'mx-index-state',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon],
  host: { '[attr.data-look]': 'state().look' },
  template: `<svg mx-icon [icon]="icon()" [size]="14"></svg><span>{{ state().words }}</span>`,
  styles: `
    :host { display: inline-grid; grid-template-columns: auto minmax(0, 1fr); gap: var(--mx-3); align-items: start; font-variant-numeric: tabular-nums; }
    svg { margin-block-start: .1875rem; }
    :host([data-look="ok"]) > svg { color: var(--mx-ok); }
    :host([data-look="warn"]) { color: var(--mx-warn); }
    :host([data-look="danger"]) { color: var(--mx-danger); }
    :host([data-look="run"]) > svg { color: var(--mx-accent-text); }
    :host([data-look="faint"]) { color: var(--mx-text-2); }
    @media (prefers-reduced-motion: no-preference) { :host([data-look="run"]) > svg { animation: mx-spin 1.4s linear infinite; } }
  `,
})
export class IndexState {
  readonly state = input.required<StateWords>();
  protected readonly icon = computed(() => ICONS[this.state().look] ?? iconCircle);
}
