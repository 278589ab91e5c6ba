import { ChangeDetectionStrategy, Component, ElementRef, computed, effect, inject, input, output, untracked, viewChild } from '@angular/core';
import type { LogRow } from '@mailtrixy/shared/dto';
import { Icon, iconArrowUp } from '@mailtrixy/web/shared/ui';
import { formatClockMs, formatFull } from '@mailtrixy/web/shared/util';
import { injectVirtualizer } from '@tanstack/angular-virtual';
import { LogCode } from './log-code';
import { formatTook } from './took';

const ROW = 32;

/** Rows of 32 px, virtual. One tab stop; arrows, J and K move, Enter opens. */
@Component({
  selector: 'mx-log-list',
  imports: [Icon, LogCode],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'st-loghost' },
  template: `
    @if (newCount() > 0) {
      <button type="button" class="st-newpill" data-testid="show-new" (click)="showNew.emit()"><svg mx-icon [icon]="up" [size]="14"></svg>{{ newCount() >= 100 ? '100+' : newCount() }} new</button>
    }
    <div #scroller class="st-logs mx-scroll" data-testid="log-list" (scroll)="onScroll()">
      <ul class="st-loglist" aria-label="Log rows" [style.block-size.px]="virtual.getTotalSize()">
        @for (item of virtual.getVirtualItems(); track rows()[item.index]?.id ?? item.index) {
          @if (rows()[item.index]; as row) {
            <li class="st-logli" [style.transform]="'translateY(' + item.start + 'px)'" [attr.aria-posinset]="item.index + 1" [attr.aria-setsize]="rows().length">
              <button
                type="button"
                class="st-log"
                data-testid="log-row"
                [class.is-sel]="row.id === selected()"
                [attr.data-id]="row.id"
                [attr.data-state]="row.state"
                [attr.data-kind]="row.kind"
                [attr.aria-current]="row.id === selected() ? 'true' : null"
                [tabindex]="row.id === stop() ? 0 : -1"
                (click)="opened.emit(row.id)"
                (focus)="focusMoved.emit(row.id)"
                (keydown.arrowdown)="move($event, item.index + 1)"
                (keydown.arrowup)="move($event, item.index - 1)"
                (keydown.home)="move($event, 0)"
                (keydown.end)="move($event, rows().length - 1)"
              >
                <time class="st-mono" [attr.datetime]="row.at" [attr.title]="title(row)">{{ time(row) }}</time>
                <span class="st-dir">{{ row.kind === 'verify' ? 'GET' : row.direction === 'in' ? 'IN' : 'OUT' }}</span>
                <span class="st-log-type">{{ row.subject }}</span>
                <mx-log-code [status]="row.httpStatus" [state]="row.state" />
                <span class="st-log-sum" dir="auto">{{ row.result }}</span>
                <span class="st-log-ms">{{ took(row.tookMs) }}</span>
              </button>
            </li>
          }
        }
      </ul>
    </div>
  `,
})
export class LogList {
  private readonly scroller = viewChild.required<ElementRef<HTMLElement>>('scroller');
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly rows = input.required<readonly LogRow[]>();
  readonly selected = input<string | null>(null);
  readonly focused = input<string | null>(null);
  readonly hasMore = input(false);
  readonly newCount = input(0);
  readonly opened = output<string>();
  readonly focusMoved = output<string>();
  readonly scrolledAway = output<boolean>();
  readonly more = output();
  readonly showNew = output();
  protected readonly up = iconArrowUp;
  /** The row that Tab reaches. */
  protected readonly stop = computed(() => {
    const rows = this.rows();
    const wanted = this.focused() ?? this.selected();
    return rows.some((row) => row.id === wanted) ? wanted : (rows[0]?.id ?? null);
  });
  protected readonly virtual = injectVirtualizer(() => ({
    scrollElement: this.scroller(),
    count: this.rows().length,
    estimateSize: () => ROW,
    overscan: 10,
    getItemKey: (index) => this.rows()[index]?.id ?? index,
  }));

  constructor() {
    // J and K name the row from outside: it is scrolled into view and focused.
    effect(() => {
      const id = this.focused();
      untracked(() => this.show(id));
    });
  }

  protected readonly took = formatTook;

  protected time(row: LogRow): string {
    return formatClockMs(row.at);
  }

  protected title(row: LogRow): string {
    return `${formatFull(row.at)} · UTC ${row.at.slice(11, 23)}`;
  }

  protected move(event: Event, index: number): void {
    event.preventDefault();
    const row = this.rows()[index];
    if (row) this.focusMoved.emit(row.id);
  }

  protected onScroll(): void {
    const box = this.scroller().nativeElement;
    this.scrolledAway.emit(box.scrollTop > ROW);
    if (this.hasMore() && box.scrollHeight - box.scrollTop - box.clientHeight < 20 * ROW) this.more.emit();
  }

  private show(id: string | null): void {
    if (id === null || document.activeElement?.getAttribute('data-id') === id) return;
    const index = this.rows().findIndex((row) => row.id === id);
    if (index < 0) return;
    this.virtual.scrollToIndex(index, { align: 'auto' });
    // A second key press may have moved on before this frame.
    requestAnimationFrame(() => this.focused() === id && this.host.querySelector<HTMLElement>(`.st-log[data-id="${CSS.escape(id)}"]`)?.focus({ preventScroll: true }));
  }
}
