import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { Router, RouterLink, RouterLinkActive, RouterOutlet, type IsActiveMatchOptions } from '@angular/router';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { KnowledgeApi } from '@mailtrixy/web/knowledge/data-access';
import { Badge, Button, Dialogs, Icon, Menu, MenuTrigger, iconPlus, iconSearch, iconUpload, type MenuEntry } from '@mailtrixy/web/shared/ui';
import { LiveFrames, Load } from '@mailtrixy/web/shared/util';

type Import = 'files' | 'websites' | 'faq';

/** Knowledge: what answers may be taken from. Head and tabs; the lists are its children. */
@Component({
  selector: 'mx-knowledge-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Badge, Button, Icon, Menu, MenuTrigger, RouterLink, RouterLinkActive, RouterOutlet],
  template: `
    <div class="mx-page" data-testid="knowledge-page">
      <header class="mx-page__head">
        <div>
          <h1 class="mx-h1" tabindex="-1">Knowledge</h1>
          <p class="mx-page__sub" role="status">{{ facts() }}</p>
        </div>
        <div class="mx-page__actions">
          <form class="ask mx-in-wrap" (submit)="$event.preventDefault(); find(box.value)"><svg mx-icon [icon]="icons.search" [size]="14"></svg><input #box class="mx-input" placeholder="Ask the knowledge base" aria-label="Ask the knowledge base" autocomplete="off" data-testid="ask" [value]="asked()" /></form>
          @if (manages()) {
            <button mx-button type="button" [mxMenuTriggerFor]="menu"><svg mx-icon [icon]="icons.upload"></svg>Import<span class="mx-caret" aria-hidden="true"></span></button>
            <ng-template #menu><mx-menu label="Import" [entries]="imports" (picked)="take($event)" /></ng-template>
            <a mx-button kind="primary" routerLink="/knowledge/articles/new" data-testid="write-article"><svg mx-icon [icon]="icons.plus"></svg>Write article</a>
          }
        </div>
      </header>
      <nav class="mx-tabs tabs" aria-label="Knowledge">
        @for (tab of tabs(); track tab.path) {
          <a class="mx-tab" [routerLink]="tab.path" routerLinkActive="is-active" [routerLinkActiveOptions]="exactly" ariaCurrentWhenActive="page">{{ tab.label }}<mx-badge kind="muted" [count]="tab.count" [unit]="tab.label" /></a>
        }
      </nav>
      <router-outlet />
    </div>
  `,
  styles: `
    .ask { inline-size: 15rem; }
    .tabs { margin-block-end: var(--mx-5); overflow-x: auto; overflow-y: hidden; }
    @media (max-width: 767.98px) { .ask { inline-size: 100%; flex: 1 1 100%; } .mx-page__actions { flex: 1 1 100%; } }
  `,
})
export class KnowledgePage {
  private readonly api = inject(KnowledgeApi);
  private readonly session = inject(SessionStore);
  private readonly router = inject(Router);
  private readonly dialogs = inject(Dialogs);
  protected readonly summary = new Load(() => this.api.summary());
  /** A question to begin with, from a conversation. */
  readonly ask = input<string>();
  protected readonly asked = signal('');
  protected readonly manages = computed(() => this.session.can('knowledge.manage'));
  protected readonly facts = computed(() => {
    const summary = this.summary.value();
    if (!summary) return '';
    const { article, file, page, faq } = summary.documents;
    const counts = [some(article, 'article'), some(file, 'file'), some(page, 'page'), some(faq, 'question')].filter(Boolean).join(', ');
    const more = [summary.working ? `${summary.working} being indexed` : '', summary.failed ? `${summary.failed} failed` : ''].filter(Boolean);
    return [counts || 'Nothing here yet', `${summary.passages} ${summary.passages === 1 ? 'passage' : 'passages'} the AI may use`, ...more].join(' · ');
  });
  protected readonly tabs = computed(() => {
    const summary = this.summary.value();
    return [
      { path: '/knowledge', label: 'Articles', count: summary?.documents.article ?? 0 },
      { path: '/knowledge/files', label: 'Files', count: summary?.documents.file ?? 0 },
      { path: '/knowledge/websites', label: 'Websites', count: summary?.documents.page ?? 0 },
      { path: '/knowledge/faq', label: 'FAQ', count: summary?.documents.faq ?? 0 },
      { path: '/knowledge/gaps', label: 'Gaps', count: summary?.gaps ?? 0 },
    ];
  });
  protected readonly imports: MenuEntry<Import>[] = [
    { value: 'files', label: 'Files…' },
    { value: 'websites', label: 'A website…' },
    { value: 'faq', label: 'Questions and answers…' },
  ];
  /** An open document stands in the query and belongs to the same tab. */
  protected readonly exactly: IsActiveMatchOptions = { paths: 'exact', queryParams: 'ignored', matrixParams: 'ignored', fragment: 'ignored' };
  protected readonly icons = { plus: iconPlus, search: iconSearch, upload: iconUpload };

  constructor() {
    void this.summary.run();
    const read = () => void this.summary.run();
    inject(LiveFrames).on('knowledge.updated', read, read);
    effect(() => {
      const question = this.ask();
      if (question) untracked(() => void this.find(question));
    });
  }

  protected async find(question: string): Promise<void> {
    if (!question.trim()) return;
    this.asked.set(question);
    const { AskDialog } = await import('./ask-dialog');
    await this.dialogs.open(AskDialog, { label: 'Ask the knowledge base', data: { question: question.trim() } });
  }

  protected async take(what: Import): Promise<void> {
    await this.router.navigate(['/knowledge', what]);
    if (what !== 'faq') return;
    const { FaqImportDialog } = await import('./faq-import-dialog');
    await this.dialogs.open(FaqImportDialog, { label: 'Import questions and answers' });
    await this.summary.run();
  }
}

function some(count: number, what: string): string {
  return count ? `${count} ${what}${count === 1 ? '' : 's'}` : '';
}
