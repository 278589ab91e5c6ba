import { ChangeDetectionStrategy, Component, DestroyRef, computed, effect, inject, signal, untracked } from '@angular/core';
import { RouterLink } from '@angular/router';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { byTemplateName, categoryWords, findTemplates, languagesOf } from '@mailtrixy/web/templates/data-access';
import { TemplateQualityMeter, TemplateStatusChip, languageWords, statusMark } from '@mailtrixy/web/templates/ui';
import { Banner, Button, Chip, EmptyState, ErrorCard, Icon, Loading, Segmented, Select, Skeleton, iconExternalLink, iconLayoutTemplate, iconPlug, iconPlus, iconRefreshCw, iconSearch, iconSearchX, iconTriangleAlert } from '@mailtrixy/web/shared/ui';
import { Announcer, Toasts, formatDate, formatFull } from '@mailtrixy/web/shared/util';
import { syncResult, syncWords } from '../sync-words';
import { TemplateChannels } from './template-channels';

type Shown = 'all' | 'sendable' | 'review' | 'unsendable';

/** Settings → Templates: a row for each name. */
@Component({
  selector: 'mx-templates-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Banner, Button, Chip, EmptyState, ErrorCard, Icon, Loading, RouterLink, Segmented, Select, Skeleton, TemplateQualityMeter, TemplateStatusChip],
  templateUrl: './templates-page.html',
  styles: `
    .name { font: 500 .8125rem/1.25rem var(--mx-mono); font-variant-ligatures: none; color: var(--mx-text); }
    .body { display: block; max-inline-size: 26rem; font: var(--mx-small); color: var(--mx-text-2); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .chips { display: flex; flex-wrap: wrap; gap: .25rem; min-inline-size: 3rem; }
    .uneven { color: var(--mx-warn); vertical-align: -2px; }
    td { white-space: nowrap; }
    .mx-page__actions { flex: 0 1 auto; flex-wrap: wrap; min-inline-size: 0; }
    .mx-bar > mx-segmented { flex: 0 1 auto; max-inline-size: 100%; overflow-x: auto; }
    .foot { margin-block-start: .5rem; color: var(--mx-text-3); font: var(--mx-small); }
    @media (prefers-reduced-motion: no-preference) { .turns { animation: mx-spin 1.4s linear infinite; } }
    .progress { block-size: 2px; background: var(--mx-accent); margin-block-end: .5rem; border-radius: 1px; }
    @media (max-width: 767px) { .mx-table :is(th, td) { padding-inline: .5rem; } .name { display: block; white-space: normal; overflow-wrap: anywhere; } .body { max-inline-size: 8.5rem; } }
  `,
})
export class TemplatesPage {
  protected readonly source = inject(TemplateChannels);
  private readonly session = inject(SessionStore);
  private readonly toasts = inject(Toasts);
  private readonly announcer = inject(Announcer);
  private readonly now = signal(Date.now());

  protected readonly icons = { link: iconExternalLink, refresh: iconRefreshCw, search: iconSearch, noMatch: iconSearchX, template: iconLayoutTemplate, plug: iconPlug, plus: iconPlus, warn: iconTriangleAlert };
  protected readonly manages = computed(() => this.session.can('channels.manage'));
  protected readonly words = signal('');
  protected readonly shown = signal<Shown | null>('all');
  protected readonly category = signal<string | null>('');
  protected readonly language = signal<string | null>('');
  protected readonly sync = computed(() => this.source.templates()?.sync ?? null);
  protected readonly syncing = computed(() => this.sync()?.state === 'running');
  private readonly items = computed(() => this.source.templates()?.items.filter((item) => item.deletedAt === null) ?? []);
  protected readonly none = computed(() => this.items().length === 0);
  protected readonly languageOptions = computed(() => [{ value: '', label: 'Every language' }, ...languagesOf(this.items()).map((code) => ({ value: code, label: languageWords(code) }))]);
  protected readonly categoryOptions = computed(() => [{ value: '', label: 'Every category' }, ...[...new Set(this.items().map(({ category }) => category))].sort().map((category) => ({ value: category, label: categoryWords(category) }))]);
  protected readonly segments = computed(() => {
    const items = this.items();
    const count = (want: Shown): number => items.filter((item) => matches(item, want)).length;
    return (
      [
        ['all', 'All'],
        ['sendable', 'Sendable'],
        ['review', 'In review'],
        ['unsendable', 'Not sendable'],
      ] as const
    ).map(([value, label]) => ({ value, label: `${label} ${count(value)}` }));
  });
  protected readonly rows = computed(() => {
    const found = findTemplates(this.items(), { words: this.words(), language: this.language() || null }).filter((item) => matches(item, this.shown() ?? 'all') && (!this.category() || item.category === this.category()));
    return byTemplateName(found)
      .sort((a, b) => b.used30d - a.used30d || b.updatedAt.localeCompare(a.updatedAt) || a.name.localeCompare(b.name))
      .map((row) => ({ ...row, category: categoryWords(row.shown.category), updated: formatDate(row.updatedAt, this.now()), full: formatFull(row.updatedAt) }));
  });
  protected readonly channelOptions = computed(() => (this.source.channels() ?? []).map(({ id, name, displayAddress }) => ({ value: id, label: displayAddress ? `${name} · ${displayAddress}` : name })));
  protected readonly facts = computed(() => {
    const [channel, list] = [this.source.channel(), this.source.templates()];
    return channel && list ? `${this.items().length} on ${channel.name} · ${lowerFirst(syncWords(list.sync, this.now()))}` : '';
  });
  protected readonly failing = computed(() => this.source.syncProblem() ?? (this.syncing() ? null : (this.sync()?.problem ?? null)));
  private asked = false;

  constructor() {
    void this.source.open();
    const timer = setInterval(() => this.now.set(Date.now()), 30_000);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
    effect(() => {
      const sync = this.sync();
      if (sync && sync.state !== 'running' && this.asked) untracked(() => this.told());
    });
    effect(() => {
      const count = this.rows().length;
      if (this.words()) untracked(() => this.announcer.say(`${count} ${count === 1 ? 'template' : 'templates'}`));
    });
  }

  protected async syncNow(): Promise<void> {
    await this.source.sync();
    this.asked = this.source.syncProblem() === null;
  }

  protected clear(): void {
    this.words.set('');
    this.shown.set('all');
    this.category.set('');
    this.language.set('');
  }

  protected languageTitle(code: string, status: string): string {
    return `${languageWords(code)}: ${statusMark(status).words}`;
  }

  protected chipKind(status: string): 'outline' | 'warn' | 'danger' | 'info' | 'neutral' {
    const { kind } = statusMark(status);
    return kind === 'ok' ? 'outline' : kind;
  }

  private told(): void {
    this.asked = false;
    const sync = this.sync();
    if (sync?.state === 'done') this.toasts.show(syncResult(sync));
  }
}

function matches({ status, notSendable }: { status: string; notSendable: string | null }, shown: Shown): boolean {
  if (shown === 'all') return true;
  if (shown === 'sendable') return notSendable === null;
  const review = status === 'PENDING' || status === 'IN_APPEAL';
  return shown === 'review' ? review : notSendable !== null && !review;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
