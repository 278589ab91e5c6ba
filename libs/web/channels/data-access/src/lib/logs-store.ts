import { Injectable, computed, inject, signal } from '@angular/core';
import type { LogDetail, LogFilter, LogHistogram, LogPage, LogRow, RecheckResult, ReplayResult, TestDeliveryResult } from '@mailtrixy/shared/dto';
import { type LogView, WHOLE_LOG, sameView, spanOfView, timesOfView } from './log-view';
import { type LogQuery, LogsApi } from './logs-api';

const PAGE = 100;
/** So many that the progress moves, and few enough for a request of seconds. */
const REPLAY_AT_ONCE = 20;
const TAIL_EVERY_MS = 250;
/** Bars need not follow every row. */
const BARS_EVERY_MS = 10_000;

export interface HeldReplay {
  total: number;
  done: number;
  stored: number;
  refused: number;
  running: boolean;
}

/** The Logs tab of one channel: rows, live tail and the open row. */
@Injectable()
export class LogsStore {
  private readonly api = inject(LogsApi);
  private channelId = '';
  private generation = 0;
  private tailTimer: ReturnType<typeof setTimeout> | null = null;
  private stopReplay = false;

  private readonly query = signal<LogView>(WHOLE_LOG);
  private barsAt = 0;
  private readonly histogram = signal<LogHistogram | null>(null);
  private readonly anything = signal(true);
  private readonly testing = signal(false);
  private readonly testAnswer = signal<TestDeliveryResult | null>(null);
  private readonly shown = signal<LogRow[] | null>(null);
  private readonly waiting = signal<LogRow[]>([]);
  private readonly totals = signal<Record<LogFilter, number> | null>(null);
  private readonly cursor = signal<string | null>(null);
  private readonly failure = signal<unknown>(null);
  private readonly moreBusy = signal(false);
  private readonly switchedOn = signal(true);
  private readonly scrolled = signal(false);
  private readonly openId = signal<string | null>(null);
  private readonly opened = signal<LogDetail | null>(null);
  private readonly openFailure = signal<unknown>(null);
  private readonly verdict = signal<RecheckResult | null>(null);
  private readonly replayAnswer = signal<ReplayResult | null>(null);
  private readonly acting = signal<'recheck' | 'replay' | 'replay-dead' | null>(null);
  private readonly heldRun = signal<HeldReplay | null>(null);

  readonly view = this.query.asReadonly();
  readonly bars = this.histogram.asReadonly();
  /** False: the log is empty, whatever the filters. */
  readonly any = this.anything.asReadonly();
  readonly sendingTest = this.testing.asReadonly();
  readonly testResult = this.testAnswer.asReadonly();
  readonly rows = this.shown.asReadonly();
  readonly counts = this.totals.asReadonly();
  readonly hasMore = computed(() => this.cursor() !== null);
  readonly loadingMore = this.moreBusy.asReadonly();
  readonly error = this.failure.asReadonly();
  readonly live = this.switchedOn.asReadonly();
  /** New rows stay out of the list while the reader is further down or has a row open. */
  readonly paused = computed(() => !this.switchedOn() || this.scrolled() || this.openId() !== null);
  readonly newCount = computed(() => this.waiting().length);
  readonly selectedId = this.openId.asReadonly();
  readonly detail = this.opened.asReadonly();
  readonly detailError = this.openFailure.asReadonly();
  readonly recheckResult = this.verdict.asReadonly();
  readonly replayResult = this.replayAnswer.asReadonly();
  readonly busy = this.acting.asReadonly();
  readonly held = this.heldRun.asReadonly();
  /** Unproven bytes are never processed: Replay opens only when the server says that the signature matches. */
  readonly canReplay = computed(() => this.opened()?.canReplay === true && this.acting() === null);
  readonly replayLock = computed(() => {
    const detail = this.opened();
    if (!detail || detail.canReplay) return null;
    return detail.canRecheck ? 'Replay opens when the signature matches.' : 'There is nothing here to replay.';
  });

  async open(channelId: string, view: LogView): Promise<void> {
    if (this.channelId === channelId && this.shown() && sameView(this.query(), view)) return;
    if (this.channelId !== channelId) this.testAnswer.set(null);
    this.channelId = channelId;
    this.query.set(view);
    this.barsAt = 0;
    this.shown.set(null);
    this.waiting.set([]);
    this.scrolled.set(false);
    await this.reload();
  }

  async reload(): Promise<void> {
    const generation = ++this.generation;
    void this.drawBars();
    try {
      const page = await this.api.page(this.channelId, this.asked());
      if (generation !== this.generation) return;
      this.takeFirst(page);
    } catch (error) {
      if (generation === this.generation) this.failure.set(error);
    }
  }

  async loadMore(): Promise<void> {
    const cursor = this.cursor();
    const generation = this.generation;
    if (!cursor || this.moreBusy()) return;
    this.moreBusy.set(true);
    try {
      const page = await this.api.page(this.channelId, { ...this.asked(), cursor });
      if (generation !== this.generation) return;
      const known = new Set(this.shown()?.map((row) => row.id));
      this.shown.update((rows) => [...(rows ?? []), ...page.items.filter((row) => !known.has(row.id))]);
      this.cursor.set(page.nextCursor);
    } catch (error) {
      this.failure.set(error);
    } finally {
      this.moreBusy.set(false);
    }
  }

  /** A log.created or a timer says that something may be new. Bursts share one read. */
  nudge(channelId: string): void {
    if (channelId !== this.channelId || this.tailTimer !== null) return;
    this.tailTimer = setTimeout(() => {
      this.tailTimer = null;
      void this.tail();
    }, TAIL_EVERY_MS);
  }

  async tail(): Promise<void> {
    const generation = this.generation;
    const rows = this.shown();
    if (!rows) return;
    let page: LogPage;
    try {
      page = await this.api.page(this.channelId, this.asked());
    } catch {
      // The tail is a courtesy: the next nudge asks again, and the connection band tells of a lost server.
      return;
    }
    if (generation !== this.generation) return;
    // the words beside the bars say what was rejected or failed: that may not wait
    const before = this.totals();
    if (before && (before.rejected !== page.counts.rejected || before.failed !== page.counts.failed)) this.barsAt = 0;
    void this.drawBars();
    this.totals.set(page.counts);
    this.anything.set(page.any);
    if (!this.paused()) {
      this.takeFirst(page, rows);
      return;
    }
    const known = new Set(rows.map((row) => row.id));
    const latest = new Map(page.items.map((row) => [row.id, row]));
    this.shown.set(rows.map((row) => latest.get(row.id) ?? row));
    this.waiting.set(page.items.filter((row) => !known.has(row.id)));
  }

  /** "12 new": put them in and go on from the top. */
  showNew(): void {
    const fresh = this.waiting();
    this.waiting.set([]);
    // A full page of unknown rows leaves a gap behind it, so the list starts again.
    if (fresh.length >= PAGE) void this.reload();
    else this.shown.update((rows) => [...fresh, ...(rows ?? [])]);
  }

  setLive(on: boolean): void {
    this.switchedOn.set(on);
    if (on && !this.paused()) this.showNew();
  }

  setScrolled(away: boolean): void {
    if (this.scrolled() === away) return;
    this.scrolled.set(away);
    if (!this.paused() && this.newCount() > 0) this.showNew();
  }

  async select(logId: string | null): Promise<void> {
    if (this.openId() === logId && (logId === null || this.opened() !== null)) return;
    this.openId.set(logId);
    this.opened.set(null);
    this.openFailure.set(null);
    this.verdict.set(null);
    this.replayAnswer.set(null);
    this.heldRun.set(null);
    if (logId !== null) await this.loadDetail();
  }

  async loadDetail(): Promise<void> {
    const logId = this.openId();
    if (logId === null) return;
    try {
      const detail = await this.api.get(this.channelId, logId);
      if (this.openId() !== logId) return;
      this.opened.set(detail);
      this.openFailure.set(null);
    } catch (error) {
      if (this.openId() === logId) this.openFailure.set(error);
    }
  }

  /** The row that J or K leads to, or null at the end. */
  neighbour(step: 1 | -1): LogRow | null {
    const rows = this.shown() ?? [];
    const at = rows.findIndex((row) => row.id === this.openId());
    return at < 0 ? (rows[0] ?? null) : (rows[at + step] ?? null);
  }

  async recheck(): Promise<RecheckResult | null> {
    const result = await this.run('recheck', (logId) => this.api.recheck(this.channelId, logId));
    if (result) {
      this.verdict.set(result);
      await this.loadDetail();
    }
    return result;
  }

  async replay(): Promise<ReplayResult | null> {
    if (!this.canReplay()) return null;
    const result = await this.run('replay', (logId) => this.api.replay(this.channelId, logId));
    if (result) {
      this.replayAnswer.set(result);
      await Promise.all([this.loadDetail(), this.tail()]);
    }
    return result;
  }

  /** Every dead letter of the channel. */
  async replayDead(): Promise<ReplayResult | null> {
    const result = await this.run('replay-dead', () => this.api.replayDead(this.channelId), '');
    if (result) await Promise.all([this.loadDetail(), this.reload()]);
    return result;
  }

  /** Replays every delivery held for its signature, a few in each request. The server refuses what still differs. */
  async replayHeld(): Promise<void> {
    const held = (await this.rejectedRows()).map(({ id }) => id);
    this.stopReplay = false;
    this.heldRun.set({ total: held.length, done: 0, stored: 0, refused: 0, running: true });
    for (let at = 0; at < held.length && !this.stopReplay; at += REPLAY_AT_ONCE) {
      const ids = held.slice(at, at + REPLAY_AT_ONCE);
      const stored = await this.replayed(ids);
      this.heldRun.update((run) => run && { ...run, done: run.done + ids.length, stored: run.stored + stored, refused: run.refused + ids.length - stored });
    }
    this.heldRun.update((run) => run && { ...run, running: false });
    await Promise.all([this.loadDetail(), this.tail()]);
  }

  stopHeld(): void {
    this.stopReplay = true;
  }

  /** An empty delivery, signed with the channel's App Secret, to our own endpoint. */
  async sendTest(): Promise<TestDeliveryResult | null> {
    if (this.testing()) return null;
    this.testing.set(true);
    this.failure.set(null);
    try {
      const result = await this.api.testDelivery(this.channelId);
      this.testAnswer.set(result);
      return result;
    } catch (error) {
      this.failure.set(error);
      return null;
    } finally {
      this.testing.set(false);
    }
  }

  dispose(): void {
    if (this.tailTimer !== null) clearTimeout(this.tailTimer);
    this.tailTimer = null;
    this.stopReplay = true;
    this.generation++;
  }

  private asked(): LogQuery {
    const { filter, type, direction, q, ...when } = this.query();
    return { filter, type, direction, q, ...timesOfView(when, Date.now()), limit: PAGE };
  }

  /** A picture beside the list: when it cannot be had, the list says what is wrong. */
  private async drawBars(): Promise<void> {
    const now = Date.now();
    if (now - this.barsAt < BARS_EVERY_MS) return;
    this.barsAt = now;
    const view = this.query();
    try {
      const bars = await this.api.histogram(this.channelId, { type: view.type, direction: view.direction, ...spanOfView(view, now) });
      if (this.query() === view) this.histogram.set(bars);
    } catch {
      if (this.query() === view) this.histogram.set(null);
    }
  }

  private async rejectedRows(): Promise<LogRow[]> {
    const rows: LogRow[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.api.page(this.channelId, { filter: 'rejected', q: '', cursor, limit: PAGE });
      rows.push(...page.items.filter((row) => row.kind === 'rejected'));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    // Oldest first, so that replayed messages enter their threads in the order in which they were written.
    return rows.reverse();
  }

  /** How many of these are in the inbox now. */
  private async replayed(ids: string[]): Promise<number> {
    try {
      const { outcomes } = await this.api.replayMany(this.channelId, ids);
      return outcomes.filter(({ replayed }) => replayed > 0).length;
    } catch {
      return 0;
    }
  }

  private async run<T>(action: 'recheck' | 'replay' | 'replay-dead', call: (logId: string) => Promise<T>, fallbackId: string | null = null): Promise<T | null> {
    const logId = this.openId() ?? fallbackId;
    if (logId === null || this.acting() !== null) return null;
    this.acting.set(action);
    try {
      return await call(logId);
    } catch (error) {
      this.openFailure.set(error);
      return null;
    } finally {
      this.acting.set(null);
    }
  }

  private takeFirst(page: LogPage, before: LogRow[] = []): void {
    const fresh = new Set(page.items.map((row) => row.id));
    // Rows older than this page stay when the page still touches what was shown.
    const touches = before.some((row) => fresh.has(row.id));
    const older = touches ? before.filter((row) => !fresh.has(row.id)) : [];
    this.shown.set([...page.items, ...older]);
    if (older.length === 0) this.cursor.set(page.nextCursor);
    this.totals.set(page.counts);
    this.anything.set(page.any);
    this.waiting.set([]);
    this.failure.set(null);
  }
}
