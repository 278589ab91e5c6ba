import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { KnowledgeDocument, KnowledgeKind } from '@mailtrixy/shared/dto';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { DocumentList, KnowledgeApi, documentState, fileSize } from '@mailtrixy/web/knowledge/data-access';
import { Button, Dialogs, EmptyState, ErrorCard, Icon, IconButton, Loading, Menu, MenuTrigger, Skeleton, iconBookOpen, iconEllipsis, iconFile, iconFileText, iconLock, iconMessageCircleQuestionMark, iconSearch, iconSparkles, type MenuEntry } from '@mailtrixy/web/shared/ui';
import { ApiProblem, Toasts, formatAgo, formatFull } from '@mailtrixy/web/shared/util';
import { FileUploads } from './file-uploads';
import { IndexState } from './index-state';
import { PassageViewer } from './passage-viewer';

type Act = 'edit' | 'passages' | 'retry' | 'public' | 'internal' | 'auto' | 'manual' | 'delete';

/** Documents of one kind, with the one that is looked at beside them. */
@Component({
  selector: 'mx-documents-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, EmptyState, ErrorCard, FileUploads, Icon, IconButton, IndexState, Loading, Menu, MenuTrigger, PassageViewer, RouterLink, Skeleton],
  providers: [DocumentList],
  templateUrl: './documents-page.html',
  styleUrl: './documents-page.css',
})
export class DocumentsPage {
  protected readonly list = inject(DocumentList);
  private readonly api = inject(KnowledgeApi);
  private readonly session = inject(SessionStore);
  private readonly router = inject(Router);
  private readonly dialogs = inject(Dialogs);
  private readonly toasts = inject(Toasts);
  /** Of the route. */
  readonly kind = input.required<KnowledgeKind>();
  /** Query parameters: the document whose passages are shown, and the passage to begin with. */
  readonly doc = input<string>();
  readonly passage = input<string>();
  readonly sourceId = input<string>();
  protected readonly words = signal('');
  protected readonly manages = computed(() => this.session.can('knowledge.manage'));
  protected readonly rows = computed(() => (this.list.items() ?? []).map((document) => ({ document, state: documentState(document), second: secondLine(document), at: formatAgo(document.updatedAt), full: formatFull(document.updatedAt) })));
  protected readonly empty = computed(() => EMPTY[this.kind()]);
  protected readonly icons = { ai: iconSparkles, lock: iconLock, more: iconEllipsis, search: iconSearch, article: iconFileText, file: iconFile, faq: iconMessageCircleQuestionMark, book: iconBookOpen };
  protected readonly icon = computed(() => (this.kind() === 'file' ? iconFile : this.kind() === 'faq' ? iconMessageCircleQuestionMark : iconFileText));

  constructor() {
    effect((onCleanup) => {
      const filter = { kind: this.kind(), q: this.words().trim(), sourceId: this.sourceId() };
      const timer = setTimeout(() => untracked(() => void this.list.show(filter)), filter.q ? 200 : 0);
      onCleanup(() => clearTimeout(timer));
    });
  }

  protected open(id: string | null): void {
    void this.router.navigate([], { queryParams: { doc: id, passage: null }, queryParamsHandling: 'merge' });
  }

  protected acts(document: KnowledgeDocument): MenuEntry<Act>[] {
    const writable = document.kind === 'article' || document.kind === 'faq';
    return [
      ...(writable ? [{ value: 'edit' as const, label: 'Edit' }] : []),
      { value: 'passages', label: 'Show passages' },
      ...(document.kind === 'file' || document.kind === 'page' || document.state === 'failed' ? [{ value: 'retry' as const, label: 'Read again' }] : []),
      document.audience === 'public' ? { value: 'internal', label: 'For agents only', separated: true } : { value: 'public', label: 'For AI and agents', separated: true },
      document.autoSend ? { value: 'manual', label: 'Only drafts may use it' } : { value: 'auto', label: 'Automatic replies may use it' },
      { value: 'delete', label: 'Delete…', danger: true, separated: true },
    ];
  }

  protected act(document: KnowledgeDocument, act: Act): void {
    switch (act) {
      case 'edit':
        return void this.router.navigate(['/knowledge/articles', document.id]);
      case 'passages':
        return this.open(document.id);
      case 'retry':
        return void this.attempt(async () => this.list.keep(await this.api.retry(document.id)));
      case 'public':
      case 'internal':
        return void this.attempt(async () => this.list.keep(await this.api.update(document.id, { audience: act })), act === 'public' ? 'The AI may use it now' : 'Only agents see it now');
      case 'auto':
      case 'manual':
        return void this.attempt(async () => this.list.keep(await this.api.update(document.id, { autoSend: act === 'auto' })), act === 'auto' ? 'Automatic replies may use it' : 'Only drafts may use it');
      case 'delete':
        return void this.remove(document);
    }
  }

  protected uploaded(document: KnowledgeDocument): void {
    this.list.keep(document);
  }

  private async remove(document: KnowledgeDocument): Promise<void> {
    const used = document.used ? `${document.used} answers of the last 30 days used it. ` : '';
    if (!(await this.dialogs.confirm({ heading: `Delete “${document.title}”?`, text: `${used}No answer uses it from now on.`, confirmLabel: 'Delete', danger: true }))) return;
    await this.attempt(async () => {
      await this.api.remove(document.id);
      this.list.forget(document.id);
      if (this.doc() === document.id) this.open(null);
    }, 'Deleted');
  }

  private async attempt(work: () => Promise<void>, done = ''): Promise<void> {
    try {
      await work();
      if (done) this.toasts.show(done);
    } catch (error) {
      this.toasts.error(ApiProblem.from(error).message);
    }
  }
}

const EMPTY: Readonly<Record<KnowledgeKind, { heading: string; text: string }>> = {
  article: { heading: 'What should the AI know?', text: 'Without a source it gives no answer. Start with your most asked questions.' },
  file: { heading: 'No files yet', text: 'Manuals, price lists, conditions: drop them above.' },
  page: { heading: 'No pages yet', text: 'Add your help centre under Websites.' },
  faq: { heading: 'No questions yet', text: 'Import a table of questions and answers: Import → Questions and answers.' },
};

function secondLine({ kind, fileName, sizeBytes, url, published, hasUnpublishedChanges, language, title }: KnowledgeDocument): string {
  if (kind === 'file') return [fileName !== title ? fileName : '', sizeBytes === null ? '' : fileSize(sizeBytes)].filter(Boolean).join(' · ');
  if (kind === 'page') return url ?? '';
  if (!published) return 'Not published';
  return [hasUnpublishedChanges ? 'Has unpublished changes' : '', language ? `Language: ${language}` : ''].filter(Boolean).join(' · ');
}
