import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { TemplateQuality } from '@mailtrixy/shared/dto';
import { qualityMark } from './template-words';

/** Meta's rating of the last seven days as bars and a word. */
@Component({
  selector: 'mx-template-quality',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { title: 'Meta’s rating of the last 7 days' },
  template: `
    <span class="bars" aria-hidden="true" [class]="mark().kind">
      @for (bar of [1, 2, 3]; track bar) {
        <i [class.is-on]="bar <= mark().level"></i>
      }
    </span>
    {{ mark().words }}
  `,
  styles: `
    :host { display: inline-flex; align-items: center; gap: .375rem; white-space: nowrap; }
    .bars { display: inline-flex; gap: 2px; color: var(--mx-text-3); }
    .bars i { inline-size: .375rem; block-size: .375rem; border-radius: 1px; background: var(--mx-border-mid); }
    .bars i.is-on { background: currentColor; }
    .ok { color: var(--mx-ok); } .warn { color: var(--mx-warn); } .danger { color: var(--mx-danger); }
  `,
})
export class TemplateQualityMeter {
  readonly quality = input.required<TemplateQuality>();
  protected readonly mark = computed(() => qualityMark(this.quality()));
}
