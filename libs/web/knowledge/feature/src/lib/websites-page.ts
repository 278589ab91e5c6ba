import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { KnowledgeWebsite, WebsiteMode } from '@mailtrixy/shared/dto';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { KnowledgeApi, websiteState } from '@mailtrixy/web/knowledge/data-access';
import { Button, Dialogs, EmptyState, ErrorCard, Icon, IconButton, Loading, Menu, MenuTrigger, Select, Skeleton, iconEllipsis, iconGlobe, iconLock, iconSparkles, type MenuEntry } from '@mailtrixy/web/shared/ui';
import { ApiProblem, LiveFrames, Load, Toasts, formatAgo, uuidv7 } from '@mailtrixy/web/shared/util';
import { IndexState } from './index-state';

type Act = 'pages' | 'choose' | 'read' | 'public' | 'internal' | 'auto' | 'manual' | 'delete';

/** Websites that are read: a page, a sitemap, or a site followed link by link. */
@Component({
  selector: 'mx-websites-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, EmptyState, ErrorCard, Icon, IconButton, IndexState, Loading, Menu, MenuTrigger, RouterLink, Select, Skeleton],
  templateUrl: './websites-page.html',
  styles: `
    .add { display: flex; flex-wrap: wrap; gap: var(--mx-4); align-items: center; } .add > .mx-input { flex: 1 1 18rem; min-inline-size: 0; } .add > mx-select { inline-size: auto; }
    .card { margin-block-end: var(--mx-6); }
    .second { display: block; font: var(--mx-small); color: var(--mx-text-2); }
    .audience { display: inline-flex; align-items: center; gap: var(--mx-2); }
    td > a { overflow-wrap: anywhere; }
  `,
})
export class WebsitesPage {
  private readonly api = inject(KnowledgeApi);
  private readonly session = inject(SessionStore);
  private readonly dialogs = inject(Dialogs);
  private readonly toasts = inject(Toasts);
  protected readonly sites = new Load(() => this.api.websites());
  protected readonly manages = computed(() => this.session.can('knowledge.manage'));
  protected readonly url = signal('');
  protected readonly mode = signal<WebsiteMode | null>('crawl');
  protected readonly depth = signal<string | null>('2');
  protected readonly every = signal<string | null>('7');
  protected readonly adding = signal(false);
  protected readonly problem = signal<string | null>(null);
  protected readonly rows = computed(() => (this.sites.value() ?? []).map((site) => ({ site, state: websiteState(site), second: [`${site.pages} ${site.pages === 1 ? 'page' : 'pages'}`, site.readAt ? `read ${formatAgo(site.readAt)}` : '', site.everyDays ? `every ${site.everyDays} ${site.everyDays === 1 ? 'day' : 'days'}` : 'only when asked'].filter(Boolean).join(' · ') })));
  protected readonly modes = [
    { value: 'crawl' as const, label: 'This site, link by link' },
    { value: 'sitemap' as const, label: 'A sitemap' },
    { value: 'page' as const, label: 'Only this page' },
  ];
  protected readonly depths = ['1', '2', '3'].map((value) => ({ value, label: `Depth ${value}` }));
  protected readonly times = [
    { value: '1', label: 'Re-read daily' },
    { value: '7', label: 'Re-read weekly' },
    { value: '30', label: 'Re-read monthly' },
    { value: '0', label: 'Only when asked' },
  ];
  protected readonly icons = { ai: iconSparkles, lock: iconLock, more: iconEllipsis, globe: iconGlobe };
  private clientId = uuidv7();

  constructor() {
    void this.sites.run();
    const read = () => void this.sites.run();
    inject(LiveFrames).on('knowledge.updated', read, read);
  }

  protected async add(): Promise<void> {
    const text = this.url().trim();
    if (!text || this.adding()) return;
    this.adding.set(true);
    this.problem.set(null);
    try {
      const days = Number(this.every() ?? 0);
      const url = /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`;
      const site = await this.api.addWebsite({ clientId: this.clientId, url, mode: this.mode() ?? 'page', depth: Number(this.depth() ?? 2), everyDays: days || null });
      this.clientId = uuidv7();
      this.url.set('');
      this.keep(site);
    } catch (error) {
      const problem = ApiProblem.from(error);
      this.problem.set(problem.errorOf('url') ?? problem.message);
    } finally {
      this.adding.set(false);
    }
  }

  protected acts(site: KnowledgeWebsite): MenuEntry<Act>[] {
    return [
      { value: 'choose', label: 'Choose pages…', disabled: !['found', 'ready'].includes(site.state) },
      { value: 'read', label: 'Read again now' },
      site.audience === 'public' ? { value: 'internal', label: 'For agents only', separated: true } : { value: 'public', label: 'For AI and agents', separated: true },
      site.autoSend ? { value: 'manual', label: 'Only drafts may use it' } : { value: 'auto', label: 'Automatic replies may use it' },
      { value: 'delete', label: 'Delete…', danger: true, separated: true },
    ];
  }

  protected act(site: KnowledgeWebsite, act: Act): void {
    if (act === 'choose') void this.choose(site);
    else if (act === 'read') void this.attempt(async () => this.keep(await this.api.readWebsite(site.id)));
    else if (act === 'public' || act === 'internal') void this.attempt(async () => this.keep(await this.api.updateWebsite(site.id, { audience: act })));
    else if (act === 'auto' || act === 'manual') void this.attempt(async () => this.keep(await this.api.updateWebsite(site.id, { autoSend: act === 'auto' })));
    else if (act === 'delete') void this.remove(site);
  }

  protected async choose(site: KnowledgeWebsite): Promise<void> {
    const { FoundPagesDialog } = await import('./found-pages-dialog');
    const saved = await this.dialogs.open<KnowledgeWebsite, KnowledgeWebsite>(FoundPagesDialog, { label: 'Pages that were found', data: site });
    if (saved) this.keep(saved);
  }

  private async remove(site: KnowledgeWebsite): Promise<void> {
    if (!(await this.dialogs.confirm({ heading: `Delete ${site.url}?`, text: `Its ${site.pages} pages go with it; no answer uses them from now on.`, confirmLabel: 'Delete', danger: true }))) return;
    await this.attempt(async () => {
      await this.api.removeWebsite(site.id);
      this.sites.patch((sites) => sites.filter(({ id }) => id !== site.id));
    });
  }

  private keep(site: KnowledgeWebsite): void {
    this.sites.patch((sites) => (sites.some(({ id }) => id === site.id) ? sites.map((one) => (one.id === site.id ? site : one)) : [site, ...sites]));
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.toasts.error(ApiProblem.from(error).message);
    }
  }
}
