import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import type { LogHistogram } from '@mailtrixy/shared/dto';
import { Button } from '@mailtrixy/web/shared/ui';
import { formatClock, formatDate } from '@mailtrixy/web/shared/util';

const DAY_MS = 86_400_000;
const TICKS = 4;

/** When how much came, and how much of it failed or was refused. A bar leads to its part of the log. */
@Component({
  selector: 'mx-log-bars',
  imports: [Button],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'st-bars', role: 'group', 'aria-label': 'Rows over time', 'data-testid': 'log-bars' },
  template: `
    <div class="st-bars-main">
      <div class="st-bars-row">
        @for (bar of bars(); track bar.at) {
          <button type="button" class="st-bar" data-testid="log-bar" [attr.data-total]="bar.total" [disabled]="bar.total === 0" [attr.aria-label]="bar.words" [attr.title]="bar.words" (click)="picked.emit(bar.span)">
            <i aria-hidden="true" class="st-bar-bad" [style.block-size.%]="bar.bad"></i>
            <i aria-hidden="true" class="st-bar-warn" [style.block-size.%]="bar.warn"></i>
            <i aria-hidden="true" class="st-bar-ok" [style.block-size.%]="bar.ok"></i>
          </button>
        }
      </div>
      <div class="st-bars-axis" aria-hidden="true">
        @for (tick of ticks(); track $index) {
          <span>{{ tick }}</span>
        }
      </div>
    </div>
    <p class="st-bars-sum st-small">
      @if (refused(); as one) {
        <b class="st-bad st-num">{{ one.count }} rejected</b> <span class="st-num st-muted">{{ one.when }}</span>
        <button mx-button type="button" kind="link" size="xs" data-testid="only-rejected" (click)="onlyRejected.emit()">Show only these</button>
      } @else if (failed() > 0) {
        <b class="st-warnt st-num">{{ failed() }} failed</b>
      } @else {
        <span class="st-muted">Nothing rejected or failed</span>
      }
      @if (histogram().cut) {
        <span class="st-muted">Only the newest 100,000 are counted.</span>
      }
    </p>
  `,
})
export class LogBars {
  readonly histogram = input.required<LogHistogram>();
  readonly picked = output<{ from: string; to: string }>();
  readonly onlyRejected = output();
  private readonly highest = computed(() => Math.max(1, ...this.histogram().buckets.map(({ total }) => total)));
  private readonly long = computed(() => Date.parse(this.histogram().to) - Date.parse(this.histogram().from) > DAY_MS);
  protected readonly bars = computed(() => {
    const { bucketMs, buckets } = this.histogram();
    return buckets.map(({ at, total, failed, rejected }) => {
      const to = new Date(Date.parse(at) + bucketMs).toISOString();
      const share = (count: number): number => (count / this.highest()) * 100;
      const parts = [`${total} ${total === 1 ? 'row' : 'rows'}`, rejected > 0 ? `${rejected} rejected` : '', failed > 0 ? `${failed} failed` : ''].filter(Boolean).join(', ');
      return { at, total, bad: share(rejected), warn: share(failed), ok: share(Math.max(0, total - rejected - failed)), span: { from: at, to }, words: `${this.time(at)} to ${this.time(to)}: ${parts}` };
    });
  });
  protected readonly ticks = computed(() => {
    const { from, to } = this.histogram();
    const [start, end] = [Date.parse(from), Date.parse(to)];
    return Array.from({ length: TICKS }, (_, index) => this.time(new Date(start + ((end - start) * index) / TICKS).toISOString()));
  });
  protected readonly failed = computed(() => this.histogram().buckets.reduce((sum, { failed }) => sum + failed, 0));
  protected readonly refused = computed(() => {
    const { bucketMs, buckets } = this.histogram();
    const hit = buckets.filter(({ rejected }) => rejected > 0);
    if (!hit.length) return null;
    const last = new Date(Date.parse(hit[hit.length - 1].at) + bucketMs).toISOString();
    return { count: hit.reduce((sum, { rejected }) => sum + rejected, 0), when: `${this.time(hit[0].at)}–${this.time(last)}` };
  });

  private time(at: string): string {
    return this.long() ? `${formatDate(at)} ${formatClock(at)}` : formatClock(at);
  }
}
