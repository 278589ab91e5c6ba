import { ChangeDetectionStrategy, Component, DestroyRef, ElementRef, computed, effect, inject, signal, untracked, viewChild } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router } from '@angular/router';
import { LOG_FILTERS, type LogFilter, type LogRow } from '@mailtrixy/shared/dto';
import { ChannelStore, LogsStore, WHOLE_LOG, followLogs, viewOf } from '@mailtrixy/web/channels/data-access';
import { Button, ErrorCard, Icon, Loading, Skeleton, iconPause, iconPlay, iconRotateCcw, iconSearch, iconSearchX, iconX } from '@mailtrixy/web/shared/ui';
import { Announcer, Shortcuts, Toasts } from '@mailtrixy/web/shared/util';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { LogBars } from './log-bars';
import { LogDetailPane } from './log-detail-pane';
import { LogFilters, type LogParams } from './log-filters';
import { LogList } from './log-list';
import { LogsEmpty } from './logs-empty';

const LABELS: Readonly<Record<LogFilter, string>> = { all: 'All', processed: 'Processed', rejected: 'Rejected', failed: 'Failed', ignored: 'Ignored', dead: 'Dead letters', unrouted: 'Unrouted' };
/** Shown only while there is something in them: in a healthy log they would be noise. */
const TROUBLE: ReadonlySet<LogFilter> = new Set(['dead', 'unrouted']);

/** Every delivery, verification and send of the channel. The address holds filter, search and the open row. */
@Component({
  selector: 'mx-logs-page',
  imports: [Button, ErrorCard, Icon, Loading, LogBars, LogDetailPane, LogFilters, LogList, LogsEmpty, Skeleton],
  providers: [LogsStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'st-logs-page', 'data-testid': 'logs-page' },
  templateUrl: './logs-page.html',
})
export class LogsPage {
  protected readonly store = inject(LogsStore);
  protected readonly channel = inject(ChannelStore).channel;
  private readonly router = inject(Router);
  private readonly route = inject(ActivatedRoute);
  private readonly toasts = inject(Toasts);
  private readonly announcer = inject(Announcer);
  private readonly params = toSignal(this.route.queryParamMap, { requireSync: true });
  private readonly searchBox = viewChild<ElementRef<HTMLInputElement>>('box');
  private searchTimer: ReturnType<typeof setTimeout> | undefined;
  protected readonly manages = inject(SessionStore).can('channels.manage');
  protected readonly view = computed(() => viewOf(this.params()));
  protected readonly filter = computed<LogFilter>(() => this.view().filter);
  protected readonly q = computed(() => this.view().q);
  private readonly rowId = computed(() => this.params().get('id'));
  private readonly channelId = computed(() => this.channel()?.id ?? null);
  protected readonly focused = signal<string | null>(null);
  protected readonly icons = { search: iconSearch, none: iconSearchX, pause: iconPause, play: iconPlay, replay: iconRotateCcw, x: iconX };
  protected readonly filters = computed(() => LOG_FILTERS.map((value) => ({ value, label: LABELS[value], count: this.store.counts()?.[value] ?? null })).filter(({ value, count }) => !TROUBLE.has(value) || (count ?? 0) > 0 || value === this.filter()));
  protected readonly empty = computed(() => this.store.rows()?.length === 0);
  protected readonly filtered = computed(() => this.filter() !== 'all' || this.q() !== '' || this.view().type !== null || this.view().direction !== null || this.view().span !== null);
  /** Nothing in the last day is not "nothing yet". */
  protected readonly quiet = computed(() => this.empty() && !this.filtered() && this.store.any());
  protected readonly liveWords = computed(() => {
    const fresh = this.store.newCount();
    if (!this.store.paused()) return 'Live';
    return fresh > 0 ? `Paused · ${fresh >= 100 ? '100+' : fresh} new` : 'Paused';
  });

  constructor() {
    effect(() => {
      const [channelId, view] = [this.channelId(), this.view()];
      if (channelId) untracked(() => void this.store.open(channelId, view).then(() => this.announceCount()));
    });
    effect(() => {
      const [channelId, id] = [this.channelId(), this.rowId()];
      if (channelId) untracked(() => void this.store.select(id));
    });
    followLogs(this.channelId, (id) => this.store.nudge(id));
    inject(DestroyRef).onDestroy(() => {
      clearTimeout(this.searchTimer);
      this.store.dispose();
    });
    inject(Shortcuts).register(
      { keys: 'J', label: 'Next log row', group: 'Logs', run: () => this.step(1) },
      { keys: 'K', label: 'Previous log row', group: 'Logs', run: () => this.step(-1) },
      { keys: 'Escape', label: 'Close the open row', group: 'Logs', run: () => this.openRow(null), when: () => this.rowId() !== null },
      { keys: '/', label: 'Search the log', group: 'Logs', run: () => this.searchBox()?.nativeElement.focus() },
    );
  }

  protected setFilter(filter: LogFilter): void {
    this.go({ filter: filter === 'all' ? null : filter, id: null });
  }

  protected search(text: string): void {
    clearTimeout(this.searchTimer);
    this.searchTimer = setTimeout(() => this.go({ q: text.trim() || null, id: null }), 250);
  }

  protected clear(): void {
    const box = this.searchBox()?.nativeElement;
    if (box) box.value = '';
    this.go({ filter: null, q: null, type: null, direction: null, range: null, from: null, to: null, id: null });
  }

  protected change(params: LogParams): void {
    const range = params.range === WHOLE_LOG.range && this.q() === '' ? { range: null } : {};
    this.go({ ...params, ...range, id: null });
  }

  protected wider(): void {
    this.go({ range: '30d', id: null });
  }

  protected openRow(id: string | null): void {
    if (id) this.focused.set(id);
    this.go({ id });
  }

  /** J and K move; with a row open they open the next one, else Enter opens it. */
  protected step(by: 1 | -1): void {
    if (this.rowId() !== null) {
      const next = this.store.neighbour(by);
      if (next) this.openRow(next.id);
      return;
    }
    const rows = this.store.rows() ?? [];
    const at = rows.findIndex((row) => row.id === this.focused());
    const next: LogRow | undefined = at < 0 ? rows[0] : rows[at + by];
    if (next) this.focused.set(next.id);
  }

  protected toggleLive(): void {
    if (!this.store.paused()) {
      this.store.setLive(false);
      return;
    }
    if (this.rowId() !== null) this.openRow(null);
    this.store.setScrolled(false);
    this.store.setLive(true);
    this.store.showNew();
  }

  protected async replayDead(): Promise<void> {
    const result = await this.store.replayDead();
    if (result && result.replayed + result.refused === 0) this.toasts.info('Nothing of this channel has failed for good: there is nothing to replay.');
    else if (result) this.toasts.show(`${result.replayed} replayed${result.refused > 0 ? `, ${result.refused} refused` : ''}`);
  }

  private announceCount(): void {
    const rows = this.store.rows();
    if (rows && this.filtered()) this.announcer.say(`${this.store.counts()?.[this.filter()] ?? rows.length} log rows`);
  }

  private go(queryParams: Record<string, string | null>): void {
    void this.router.navigate([], { relativeTo: this.route, queryParams, queryParamsHandling: 'merge', replaceUrl: Object.keys(queryParams).join() === 'id' });
  }
}
