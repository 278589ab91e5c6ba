import { Inject, Injectable } from '@nestjs/common';
import { AuditLog, type Actor } from '@mailtrixy/server/accounts';
import { newId } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes, inTransaction, isDuplicate } from '@mailtrixy/server/platform/database';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import type { AddQuestionRequest, CreateArticleRequest, KnowledgeArticle, KnowledgeVersion, KnowledgeVersionRef, SaveArticleRequest } from '@mailtrixy/shared/dto';
import { DataSource, type EntityManager } from 'typeorm';
import { closeGap, closeGapsOf, linkGap } from '../gaps/gap-rows';
import { checkedLanguage, checkedMarkdown, checkedTitle } from './checked-fields';
import { assertSame, clientHash } from './client-hash';
import { addQuestion, cleanQuestions, questionsOf, replaceQuestions } from './document-questions';
import { documentView, getDocument, usesOf, type DocumentRow } from './document-rows';
import { announceKnowledge, bumpRevision, deletePassages, queueDocument, touchDocument } from './knowledge-changes';
import { targetOf } from './knowledge-documents';

/** What people edit: the draft when there is one, else what is published. */
interface Texts {
  title: string;
  markdown: string;
  questions: string[];
  publishedMarkdown: string | null;
}

/** Texts that people write: articles, and the questions with answers of an import. What is published serves until the draft is. */
@Injectable()
export class KnowledgeArticles {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
  ) {}

  /** @throws DomainError VALIDATION_FAILED, KNOWLEDGE_NOT_PUBLISHABLE, CLIENT_ID_REUSED, NOT_FOUND for the gap */
  async create(workspaceId: string, actor: Actor, request: CreateArticleRequest): Promise<{ article: KnowledgeArticle; created: boolean }> {
    const hash = clientHash([request.title, request.markdown, request.questions ?? [], request.audience ?? null, request.language ?? null, request.publish ?? false, request.gapId ?? null]);
    const known = await this.byClientId(workspaceId, request.clientId, hash);
    if (known) return { article: await this.get(workspaceId, known), created: false };
    const title = checkedTitle(request.title);
    const [markdown, questions, language] = [checkedMarkdown(request.markdown), cleanQuestions(request.questions ?? []), checkedLanguage(request.language ?? null)];
    const id = newId();
    try {
      await inTransaction(this.dataSource, async (tx) => {
        await tx.query(
          `INSERT INTO knowledge_document (id, workspace_id, kind, client_id, client_hash, title, draft_title, draft_markdown, draft_questions, language, language_fixed, audience, auto_send, state, owner_id)
           VALUES (?, ?, 'article', ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 'draft', ?)`,
          [idToBytes(id), idToBytes(workspaceId), request.clientId, hash, title, title, markdown, JSON.stringify(questions), language, language !== null, request.audience ?? 'public', actor.userId ? idToBytes(actor.userId) : null],
        );
        if (request.gapId) await linkGap(tx, workspaceId, request.gapId, id);
        await this.audit.record(tx, actor, 'knowledge.created', targetOf({ id, title }));
        if (request.publish) await this.publishIn(tx, workspaceId, actor, id);
        await announceKnowledge(tx, workspaceId, [id]);
        if (request.publish) await bumpRevision(tx, workspaceId);
      });
    } catch (error) {
      // The same request came twice at one time.
      const twin = isDuplicate(error) ? await this.byClientId(workspaceId, request.clientId, hash) : null;
      if (!twin) throw error;
      return { article: await this.get(workspaceId, twin), created: false };
    }
    this.ring();
    return { article: await this.get(workspaceId, id), created: true };
  }

  /** @throws DomainError NOT_FOUND, also for files and pages */
  async get(workspaceId: string, id: string): Promise<KnowledgeArticle> {
    const document = await getDocument(this.dataSource, workspaceId, id);
    assertText(document);
    const [texts, versions, uses] = await Promise.all([this.texts(this.dataSource.manager, workspaceId, document), this.versions(workspaceId, id), usesOf(this.dataSource, workspaceId, [id])]);
    return { ...documentView(document, uses.get(id) ?? 0), title: texts.title, markdown: texts.markdown, publishedMarkdown: texts.publishedMarkdown, questions: texts.questions, versions };
  }

  /** Saves the draft. @throws DomainError NOT_FOUND, VERSION_CONFLICT, VALIDATION_FAILED */
  async save(workspaceId: string, id: string, change: SaveArticleRequest): Promise<KnowledgeArticle> {
    await inTransaction(this.dataSource, async (tx) => {
      const document = await this.locked(tx, workspaceId, id, change.version);
      const texts = await this.texts(tx, workspaceId, document);
      const title = change.title === undefined ? texts.title : checkedTitle(change.title);
      const markdown = change.markdown === undefined ? texts.markdown : checkedMarkdown(change.markdown);
      const questions = change.questions === undefined ? texts.questions : cleanQuestions(change.questions);
      if (title === texts.title && markdown === texts.markdown && JSON.stringify(questions) === JSON.stringify(texts.questions)) return;
      await tx.query('UPDATE knowledge_document SET draft_title = ?, draft_markdown = ?, draft_questions = ?, title = ?, version = version + 1, updated_at = NOW(3) WHERE id = ?', [title, markdown, JSON.stringify(questions), document.published ? document.title : title, idToBytes(id)]);
      await announceKnowledge(tx, workspaceId, [id]);
    });
    this.doorbell.ringOutbox();
    return this.get(workspaceId, id);
  }

  /** @throws DomainError NOT_FOUND, VERSION_CONFLICT, KNOWLEDGE_NOT_PUBLISHABLE */
  async publish(workspaceId: string, actor: Actor, id: string, version: number): Promise<KnowledgeArticle> {
    await inTransaction(this.dataSource, async (tx) => {
      await this.locked(tx, workspaceId, id, version);
      await this.publishIn(tx, workspaceId, actor, id);
      await announceKnowledge(tx, workspaceId, [id]);
      await bumpRevision(tx, workspaceId);
    });
    this.ring();
    return this.get(workspaceId, id);
  }

  /** From the answer on, nothing of it is found any more. The text stays. @throws DomainError NOT_FOUND */
  async unpublish(workspaceId: string, actor: Actor, id: string): Promise<KnowledgeArticle> {
    await inTransaction(this.dataSource, async (tx) => {
      const document = await this.locked(tx, workspaceId, id);
      if (!document.published) return;
      await deletePassages(tx, workspaceId, [id]);
      await tx.query("UPDATE knowledge_document SET published = 0, state = 'draft', progress = NULL, problem = NULL, fence = fence + 1, next_at = NULL, lease_until = NULL WHERE id = ?", [idToBytes(id)]);
      await touchDocument(tx, workspaceId, id);
      await this.audit.record(tx, actor, 'knowledge.unpublished', targetOf(document));
      await announceKnowledge(tx, workspaceId, [id]);
      await bumpRevision(tx, workspaceId);
    });
    this.ring();
    return this.get(workspaceId, id);
  }

  /** What was published is what people edit again. @throws DomainError NOT_FOUND, KNOWLEDGE_NOT_PUBLISHABLE when nothing was */
  async discard(workspaceId: string, id: string): Promise<KnowledgeArticle> {
    await inTransaction(this.dataSource, async (tx) => {
      const document = await this.locked(tx, workspaceId, id);
      const [row]: { markdown: string | null }[] = await tx.query('SELECT markdown FROM knowledge_document WHERE id = ?', [idToBytes(id)]);
      if (row.markdown === null) throw new DomainError('KNOWLEDGE_NOT_PUBLISHABLE', 'This article was never published: there is nothing to go back to. Delete it instead.');
      if (!document.hasDraft) return;
      await tx.query('UPDATE knowledge_document SET draft_title = NULL, draft_markdown = NULL, draft_questions = NULL WHERE id = ?', [idToBytes(id)]);
      await touchDocument(tx, workspaceId, id);
      await announceKnowledge(tx, workspaceId, [id]);
    });
    this.doorbell.ringOutbox();
    return this.get(workspaceId, id);
  }

  /** @throws DomainError NOT_FOUND */
  async version(workspaceId: string, id: string, no: number): Promise<KnowledgeVersion> {
    const [row]: { no: number; title: string; markdown: string; questions: string | string[]; by_name: string | null; at: Date }[] = await this.dataSource.query('SELECT no, title, markdown, questions, by_name, at FROM knowledge_version WHERE workspace_id = ? AND document_id = ? AND no = ?', [idToBytes(workspaceId), idToBytes(id), no]);
    if (!row) throw notFound('version');
    return { no: row.no, title: row.title, markdown: row.markdown, questions: listOf(row.questions), byName: row.by_name, at: row.at.toISOString() };
  }

  /** Acts at once. @throws DomainError NOT_FOUND, VALIDATION_FAILED */
  async addQuestion(workspaceId: string, actor: Actor, id: string, { question, gapId }: AddQuestionRequest): Promise<KnowledgeArticle> {
    await inTransaction(this.dataSource, async (tx) => {
      const document = await this.locked(tx, workspaceId, id);
      if (await addQuestion(tx, workspaceId, id, question)) {
        // A draft that is published later must not lose it.
        const texts = await this.texts(tx, workspaceId, document);
        if (document.hasDraft) await tx.query('UPDATE knowledge_document SET draft_questions = ? WHERE id = ?', [JSON.stringify(cleanQuestions([...texts.questions, question])), idToBytes(id)]);
        await touchDocument(tx, workspaceId, id);
        await this.audit.record(tx, actor, 'knowledge.question_added', targetOf(document), { question: { before: null, after: question } });
      }
      if (gapId) await closeGap(tx, workspaceId, gapId, id);
      await announceKnowledge(tx, workspaceId, [id]);
      await bumpRevision(tx, workspaceId);
    });
    this.ring();
    return this.get(workspaceId, id);
  }

  private async publishIn(tx: EntityManager, workspaceId: string, actor: Actor, id: string): Promise<void> {
    const document = await getDocument(tx, workspaceId, id, true);
    const { title, markdown, questions, publishedMarkdown } = await this.texts(tx, workspaceId, document);
    if (!markdown.trim()) throw new DomainError('KNOWLEDGE_NOT_PUBLISHABLE', 'The article is empty. Write something before you publish it.');
    const key = [idToBytes(workspaceId), idToBytes(id)];
    await tx.query('UPDATE knowledge_document SET title = ?, markdown = ?, draft_title = NULL, draft_markdown = NULL, draft_questions = NULL, published = 1 WHERE workspace_id = ? AND id = ?', [title, markdown, ...key]);
    await tx.query(
      `INSERT INTO knowledge_version (workspace_id, document_id, no, title, markdown, questions, by_id, by_name, at)
       SELECT ?, ?, COALESCE(MAX(no), 0) + 1, ?, ?, ?, ?, ?, NOW(3) FROM knowledge_version WHERE workspace_id = ? AND document_id = ?`,
      [...key, title, markdown, JSON.stringify(questions), actor.userId ? idToBytes(actor.userId) : null, actor.name.slice(0, 120), ...key],
    );
    await replaceQuestions(tx, workspaceId, id, questions);
    if (publishedMarkdown === null) await closeGapsOf(tx, workspaceId, id);
    await queueDocument(tx, workspaceId, id);
    await touchDocument(tx, workspaceId, id);
    await this.audit.record(tx, actor, 'knowledge.published', targetOf({ id, title }));
  }

  /** @throws DomainError NOT_FOUND, VERSION_CONFLICT */
  private async locked(tx: EntityManager, workspaceId: string, id: string, version?: number): Promise<DocumentRow> {
    const document = await getDocument(tx, workspaceId, id, true);
    assertText(document);
    if (version !== undefined && document.version !== version) throw new DomainError('VERSION_CONFLICT', 'Somebody else saved this article meanwhile. Load it again, and bring your changes in.');
    return document;
  }

  private async texts(tx: EntityManager, workspaceId: string, { id }: DocumentRow): Promise<Texts> {
    const [row]: { title: string; markdown: string | null; draft_title: string | null; draft_markdown: string | null; draft_questions: string | string[] | null }[] = await tx.query('SELECT title, markdown, draft_title, draft_markdown, draft_questions FROM knowledge_document WHERE id = ? AND workspace_id = ?', [idToBytes(id), idToBytes(workspaceId)]);
    if (!row) throw notFound('article');
    return {
      title: row.draft_title ?? row.title,
      markdown: row.draft_markdown ?? row.markdown ?? '',
      questions: row.draft_questions === null ? await questionsOf(tx, workspaceId, id) : listOf(row.draft_questions),
      publishedMarkdown: row.markdown,
    };
  }

  private async versions(workspaceId: string, id: string): Promise<KnowledgeVersionRef[]> {
    const rows: { no: number; title: string; by_name: string | null; at: Date }[] = await this.dataSource.query('SELECT no, title, by_name, at FROM knowledge_version WHERE workspace_id = ? AND document_id = ? ORDER BY no DESC LIMIT 100', [idToBytes(workspaceId), idToBytes(id)]);
    return rows.map((row) => ({ no: row.no, title: row.title, byName: row.by_name, at: row.at.toISOString() }));
  }

  private async byClientId(workspaceId: string, clientId: string, hash: Buffer): Promise<string | null> {
    const [row]: { id: Buffer; client_hash: Buffer | null }[] = await this.dataSource.query('SELECT id, client_hash FROM knowledge_document WHERE workspace_id = ? AND client_id = ?', [idToBytes(workspaceId), clientId]);
    if (!row) return null;
    assertSame(row.client_hash, hash);
    return bytesToId(row.id);
  }

  private ring(): void {
    this.doorbell.ring('knowledge');
    this.doorbell.ringOutbox();
  }
}

function assertText({ kind }: DocumentRow): void {
  if (kind !== 'article' && kind !== 'faq') throw notFound('article');
}

/** MariaDB gives JSON as text. */
function listOf(value: string | string[]): string[] {
  return typeof value === 'string' ? (JSON.parse(value) as string[]) : value;
}
