import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import type { AuditEntryRow } from '@mailtrixy/shared/dto';
import { MembersApi } from '@mailtrixy/web/accounts/data-access';
import { Avatar, Button, EmptyState, ErrorCard, Icon, Loading, Skeleton, Tooltip, iconScrollText, iconSearch } from '@mailtrixy/web/shared/ui';
import { ApiProblem, Load, Toasts, formatClockMs, formatDay, formatFull } from '@mailtrixy/web/shared/util';

interface Day {
  name: string;
  entries: AuditEntryRow[];
}

interface Change {
  field: string;
  before: string;
  after: string;
}

/** Who did what, by day, newest first. Only added to, never changed. */
@Component({
  selector: 'mx-audit-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Avatar, Button, EmptyState, ErrorCard, Icon, Loading, Skeleton, Tooltip],
  templateUrl: './audit-page.html',
})
export class AuditPage {
  private readonly api = inject(MembersApi);
  private readonly toasts = inject(Toasts);
  protected readonly first = new Load(() => this.api.audit(null));
  private readonly older = signal<readonly AuditEntryRow[]>([]);
  private readonly olderCursor = signal<string | null | undefined>(undefined);
  protected readonly loadingMore = signal(false);
  protected readonly query = signal('');
  protected readonly cursor = computed(() => (this.olderCursor() === undefined ? (this.first.value()?.nextCursor ?? null) : (this.olderCursor() ?? null)));
  protected readonly days = computed<readonly Day[]>(() => {
    const wanted = this.query().trim().toLocaleLowerCase();
    const days: Day[] = [];
    for (const entry of [...(this.first.value()?.items ?? []), ...this.older()]) {
      if (!`${entry.actor} ${entry.action} ${entry.target} ${entry.ip}`.toLocaleLowerCase().includes(wanted)) continue;
      const name = formatDay(entry.at);
      const last = days.at(-1);
      if (last?.name === name) last.entries.push(entry);
      else days.push({ name, entries: [entry] });
    }
    return days;
  });
  protected readonly clock = (at: string) => formatClockMs(at).slice(0, 8);
  protected readonly full = (at: string) => formatFull(at);
  protected readonly iconSearch = iconSearch;
  protected readonly iconScrollText = iconScrollText;

  constructor() {
    void this.first.run();
  }

  /** "channel.secret.replaced" reads "channel secret replaced". */
  protected words(action: string): string {
    return action.replaceAll(/[._-]+/g, ' ');
  }

  protected changes(entry: AuditEntryRow): readonly Change[] {
    return Object.entries(entry.change).map(([field, { before, after }]) => ({ field, before: shown(before), after: shown(after) }));
  }

  protected async more(): Promise<void> {
    if (this.loadingMore()) return;
    this.loadingMore.set(true);
    try {
      const page = await this.api.audit(this.cursor());
      this.older.update((entries) => [...entries, ...page.items]);
      this.olderCursor.set(page.nextCursor);
    } catch (error) {
      this.toasts.error(ApiProblem.from(error).message);
    } finally {
      this.loadingMore.set(false);
    }
  }
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
