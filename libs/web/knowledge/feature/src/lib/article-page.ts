import { ChangeDetectionStrategy, Component, DOCUMENT, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { KNOWLEDGE_QUESTION_MAX, KNOWLEDGE_TITLE_MAX, type AiLesson, type KnowledgeArticle, type KnowledgeAudience, type KnowledgeVersionRef } from '@mailtrixy/shared/dto';
import { KnowledgeApi, documentState } from '@mailtrixy/web/knowledge/data-access';
import { Banner, Button, Chip, Dialogs, ErrorCard, Loading, Segmented, Skeleton, Switch } from '@mailtrixy/web/shared/ui';
import { ApiProblem, LiveFrames, Shortcuts, Toasts, UnsavedWork, formatFull, uuidv7 } from '@mailtrixy/web/shared/util';
import { IndexState } from './index-state';
import { MarkdownPreview } from './markdown-preview';
import { QuestionList } from './question-list';

const AUTOSAVE_MS = 1500;

interface Written {
  title: string;
  markdown: string;
  questions: readonly string[];
}

/** Writes an article: the draft saves itself, customers' answers change when it is published. The route's id is 'new' for a new one. */
@Component({
  selector: 'mx-article-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Banner, Button, Chip, ErrorCard, IndexState, Loading, MarkdownPreview, QuestionList, RouterLink, Segmented, Skeleton, Switch],
  templateUrl: './article-page.html',
  styleUrl: './article-page.css',
})
export class ArticlePage {
  private readonly api = inject(KnowledgeApi);
  private readonly router = inject(Router);
  private readonly dialogs = inject(Dialogs);
  private readonly toasts = inject(Toasts);
  private readonly window = inject(DOCUMENT).defaultView;
  readonly id = input.required<string>();
  /** A question to answer, and the gap that it comes from. */
  readonly question = input<string>();
  readonly gap = input<string>();

  protected readonly article = signal<KnowledgeArticle | null>(null);
  protected readonly loadProblem = signal<ApiProblem | null>(null);
  protected readonly written = signal<Written>({ title: '', markdown: '', questions: [] });
  private readonly saved = signal<Written>({ title: '', markdown: '', questions: [] });
  protected readonly audience = signal<KnowledgeAudience>('public');
  protected readonly view = signal<'write' | 'preview' | null>('write');
  protected readonly saving = signal(false);
  protected readonly publishing = signal(false);
  protected readonly failed = signal<ApiProblem | null>(null);
  protected readonly isNew = computed(() => this.id() === 'new' && this.article() === null);
  protected readonly ready = computed(() => this.id() === 'new' || this.article() !== null);
  protected readonly dirty = computed(() => JSON.stringify(this.written()) !== JSON.stringify(this.saved()));
  protected readonly state = computed(() => {
    const article = this.article();
    return article ? documentState(article) : null;
  });
  protected readonly savedWords = computed(() => {
    if (this.saving()) return 'Saving…';
    if (this.failed()) return 'Not saved';
    if (this.dirty()) return 'Not saved yet';
    const article = this.article();
    if (!article) return 'A new article';
    return !article.published ? 'Draft saved' : article.hasUnpublishedChanges ? 'Draft saved, not published' : 'Published';
  });
  protected readonly canPublish = computed(() => this.written().title.trim() !== '' && this.written().markdown.trim() !== '' && (this.dirty() || this.article()?.hasUnpublishedChanges !== false || !this.article()?.published));
  protected readonly views = [
    { value: 'write' as const, label: 'Write' },
    { value: 'preview' as const, label: 'Preview' },
  ];
  protected readonly audiences = [
    { value: 'public' as const, label: 'AI + agents' },
    { value: 'internal' as const, label: 'Agents only' },
  ];
  protected readonly titleMax = KNOWLEDGE_TITLE_MAX;
  protected readonly full = (at: string) => formatFull(at);
  /** Of the new article; the page stays the same when another one is begun. */
  private clientId = uuidv7();
  private writing: Promise<boolean> | null = null;
  private going = false;

  constructor() {
    inject(UnsavedWork).watch(this.dirty, () => this.saveAndGo());
    inject(Shortcuts).register({ keys: 'Ctrl+S', label: 'Save', group: 'Knowledge', run: () => void this.save(), when: () => this.dirty(), inFields: true });
    inject(LiveFrames).on('knowledge.updated', ({ knowledge }) => void (knowledge?.documentId && knowledge.documentId === this.article()?.id && this.follow(knowledge.documentId)), () => {
      const article = this.article();
      if (article) void this.follow(article.id);
    });
    effect(() => {
      const id = this.id();
      untracked(() => void this.open(id));
    });
    effect((onCleanup) => {
      const { title } = this.written();
      if (!this.dirty() || !title.trim()) return;
      const timer = setTimeout(() => untracked(() => void this.save()), AUTOSAVE_MS);
      onCleanup(() => clearTimeout(timer));
    });
  }

  protected async open(id: string): Promise<void> {
    if (id === this.article()?.id) return;
    this.article.set(null);
    this.loadProblem.set(null);
    this.going = false;
    if (id === 'new') {
      this.clientId = uuidv7();
      this.audience.set('public');
      const question = this.question();
      const lesson = lessonIn(this.window?.history.state);
      if (lesson) {
        // A person asked for it: kept as a draft at once.
        const asked = [...lesson.question].slice(0, KNOWLEDGE_QUESTION_MAX).join('');
        this.saved.set({ title: '', markdown: '', questions: [] });
        this.written.set({ title: [...lesson.question].slice(0, KNOWLEDGE_TITLE_MAX).join(''), markdown: lesson.answer, questions: [asked] });
        return;
      }
      const given = { title: question ?? '', markdown: '', questions: question ? [question] : [] };
      this.written.set(given);
      // Nobody has typed anything yet: there is nothing to save.
      this.saved.set(given);
      return;
    }
    try {
      const article = await this.api.article(id);
      if (id === this.id()) this.take(article);
    } catch (error) {
      if (id === this.id()) this.loadProblem.set(ApiProblem.from(error));
    }
  }

  protected write(change: Partial<Written>): void {
    this.failed.set(null);
    this.written.update((written) => ({ ...written, ...change }));
  }

  /** @returns false when it could not be saved */
  protected save(): Promise<boolean> {
    this.writing ??= this.store().finally(() => (this.writing = null));
    return this.writing;
  }

  protected async publish(): Promise<void> {
    if (this.publishing()) return;
    this.publishing.set(true);
    try {
      while (this.dirty() || this.isNew()) if (!(await this.save())) return;
      const article = this.article();
      if (!article) return;
      this.take(await this.api.publish(article.id, article.version), true);
      this.toasts.show('Published. Answers use it from the next question on.');
    } catch (error) {
      this.failed.set(ApiProblem.from(error));
    } finally {
      this.publishing.set(false);
    }
  }

  protected async unpublish(): Promise<void> {
    const article = this.article();
    if (!article || !(await this.dialogs.confirm({ heading: 'Take it back?', text: 'No answer uses this article any more. The text stays here as a draft.', confirmLabel: 'Unpublish' }))) return;
    await this.act(() => this.api.unpublish(article.id));
  }

  protected async discard(): Promise<void> {
    const article = this.article();
    if (!article || !(await this.dialogs.confirm({ heading: 'Discard the draft?', text: 'The published text stays as it is.', confirmLabel: 'Discard draft', danger: true }))) return;
    await this.act(() => this.api.discardDraft(article.id));
  }

  protected setAudience(audience: KnowledgeAudience | null): void {
    if (!audience) return;
    this.audience.set(audience);
    const article = this.article();
    if (article) void this.act(async () => ({ ...article, ...(await this.api.update(article.id, { audience })) }), true);
  }

  protected setAutoSend(autoSend: boolean): void {
    const article = this.article();
    if (article) void this.act(async () => ({ ...article, ...(await this.api.update(article.id, { autoSend })) }), true);
  }

  protected async compare(version: KnowledgeVersionRef): Promise<void> {
    const article = this.article();
    if (!article) return;
    const { VersionDialog } = await import('./version-dialog');
    const restored = await this.dialogs.open<Written, unknown>(VersionDialog, { label: `Version ${version.no}`, data: { articleId: article.id, version, now: this.written() } });
    if (restored) this.write(restored);
  }

  /** The page is being left: a new article must not take the address then. */
  private async saveAndGo(): Promise<void> {
    this.going = true;
    if (!(this.written().title.trim() && (await this.save()))) this.going = false;
  }

  private async store(): Promise<boolean> {
    const sent = this.written();
    if (!sent.title.trim()) {
      this.failed.set(new ApiProblem({ title: 'Not saved', detail: 'Give the article a title.' }));
      return false;
    }
    this.saving.set(true);
    try {
      const article = this.article();
      const body = { title: sent.title.trim(), markdown: sent.markdown, questions: [...sent.questions] };
      const stored = article ? await this.api.saveArticle(article.id, { ...body, version: article.version }) : await this.api.createArticle({ ...body, clientId: this.clientId, audience: this.audience(), gapId: this.gap() });
      this.failed.set(null);
      this.article.set(stored);
      // What was typed meanwhile is not saved yet.
      this.saved.set(sent);
      if (!article && !this.going) await this.router.navigate(['/knowledge/articles', stored.id], { replaceUrl: true });
      return true;
    } catch (error) {
      this.failed.set(ApiProblem.from(error));
      return false;
    } finally {
      this.saving.set(false);
    }
  }

  /** @param keepText the text on screen stays, e.g. while somebody types on */
  private take(article: KnowledgeArticle, keepText = false): void {
    this.article.set(article);
    this.audience.set(article.audience);
    this.failed.set(null);
    if (keepText) return;
    const written = { title: article.title, markdown: article.markdown, questions: article.questions };
    this.written.set(written);
    this.saved.set(written);
  }

  /** How far its indexing is; text and version stay those that are being written. */
  private async follow(id: string): Promise<void> {
    try {
      const { state, progress, problem, passages } = await this.api.document(id);
      this.article.update((article) => (article?.id === id ? { ...article, state, progress, problem, passages } : article));
    } catch {
      // The next frame tries again.
    }
  }

  private async act(work: () => Promise<KnowledgeArticle>, keepText = false): Promise<void> {
    try {
      this.take(await work(), keepText);
    } catch (error) {
      this.toasts.error(ApiProblem.from(error).message);
    }
  }

  protected takeTheirs(): void {
    const id = this.article()?.id;
    this.article.set(null);
    this.saved.set(this.written());
    if (id) void this.open(id);
  }
}

/** A person's answer as the start of an article, as the inbox hands it over. */
function lessonIn(state: unknown): AiLesson | null {
  const lesson = (state as { lesson?: Partial<AiLesson> } | null)?.lesson;
  return typeof lesson?.question === 'string' && typeof lesson.answer === 'string' ? { question: lesson.question, answer: lesson.answer } : null;
}
