import { Inject, Injectable } from '@nestjs/common';
import { AuditLog, type Actor } from '@mailtrixy/server/accounts';
import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes, inTransaction, isDuplicate } from '@mailtrixy/server/platform/database';
import { DomainError } from '@mailtrixy/server/platform/errors';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { KNOWLEDGE_ARTICLE_MAX, KNOWLEDGE_TITLE_MAX, type FaqImportResult, type ImportFaqRequest } from '@mailtrixy/shared/dto';
import { DataSource, type EntityManager } from 'typeorm';
import { checkedLanguage, cutTo } from '../documents/checked-fields';
import { assertSame, clientHash } from '../documents/client-hash';
import { replaceQuestions } from '../documents/document-questions';
import { announceKnowledge } from '../documents/knowledge-changes';
import { UnreadableError } from '../parse/parsed-source';
import { questionColumns } from '../parse/question-columns';
import { csvRows } from '../parse/tables';

export const FAQ_ROWS_MAX = 5000;
/** More problems say nothing more. */
const PROBLEMS_MAX = 200;

interface Pair {
  row: number;
  question: string;
  answer: string;
}

/** Questions with their answers, each a document of its own. */
@Injectable()
export class FaqImport {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
  ) {}

  /** Rows that are no question with an answer are told and left out. @throws DomainError VALIDATION_FAILED, KNOWLEDGE_FILE_REFUSED, CLIENT_ID_REUSED */
  async import(workspaceId: string, actor: Actor, request: ImportFaqRequest): Promise<FaqImportResult> {
    const hash = clientHash([request.name, request.csv ?? null, request.items ?? null, request.audience ?? null, request.language ?? null]);
    const known = await this.resultOf(workspaceId, request.clientId, hash);
    if (known) return known;
    const language = checkedLanguage(request.language ?? null);
    const name = cutTo(request.name.replace(/\s+/g, ' ').trim() || 'FAQ', 250);
    const { pairs, problems } = sound(pairsOf(request));
    const result: FaqImportResult = { imported: pairs.length, problems: problems.slice(0, PROBLEMS_MAX) };
    try {
      await inTransaction(this.dataSource, async (tx) => {
        const importId = newId();
        await tx.query('INSERT INTO knowledge_import (id, workspace_id, client_id, client_hash, name, result) VALUES (?, ?, ?, ?, ?, ?)', [idToBytes(importId), idToBytes(workspaceId), request.clientId, hash, name, JSON.stringify(result)]);
        await this.insert(tx, workspaceId, actor, importId, pairs, request, language);
        await this.audit.record(tx, actor, 'knowledge.faq_imported', { kind: 'knowledge', id: importId, name }, { questions: { before: 0, after: pairs.length } });
        await announceKnowledge(tx, workspaceId, [null]);
      });
    } catch (error) {
      const twin = isDuplicate(error) ? await this.resultOf(workspaceId, request.clientId, hash) : null;
      if (!twin) throw error;
      return twin;
    }
    this.doorbell.ring('knowledge');
    this.doorbell.ringOutbox();
    return result;
  }

  private async insert(tx: EntityManager, workspaceId: string, actor: Actor, importId: string, pairs: readonly Pair[], { audience }: ImportFaqRequest, language: string | null): Promise<void> {
    const owner = actor.userId ? idToBytes(actor.userId) : null;
    for (let from = 0; from < pairs.length; from += 100) {
      const rows = pairs.slice(from, from + 100).map(({ question, answer }, index) => ({ id: newId(), question, answer, place: from + index }));
      // Spread, so that other people's documents come in between.
      await tx.query(
        `INSERT INTO knowledge_document (id, workspace_id, kind, source_id, title, markdown, language, language_fixed, audience, auto_send, published, state, want_version, owner_id, next_at) VALUES ${rows.map(() => "(?, ?, 'faq', ?, ?, ?, ?, ?, ?, 1, 1, 'queued', 1, ?, NOW(3) + INTERVAL ? MICROSECOND)").join(', ')}`,
        rows.flatMap(({ id, question, answer, place }) => [idToBytes(id), idToBytes(workspaceId), idToBytes(importId), cutTo(question, KNOWLEDGE_TITLE_MAX), answer, language, language !== null, audience ?? 'public', owner, place * 5000]),
      );
      // A title is short; a long question is searched as a whole.
      for (const { id, question } of rows) if ([...question].length > KNOWLEDGE_TITLE_MAX) await replaceQuestions(tx, workspaceId, id, [cutTo(question, 300)], 'import');
    }
  }

  private async resultOf(workspaceId: string, clientId: string, hash: Buffer): Promise<FaqImportResult | null> {
    const [row]: { client_hash: Buffer; result: string | FaqImportResult }[] = await this.dataSource.query('SELECT client_hash, result FROM knowledge_import WHERE workspace_id = ? AND client_id = ?', [idToBytes(workspaceId), clientId]);
    if (!row) return null;
    assertSame(row.client_hash, hash);
    return typeof row.result === 'string' ? (JSON.parse(row.result) as FaqImportResult) : row.result;
  }
}

function pairsOf({ csv, items }: ImportFaqRequest): Pair[] {
  if ((csv === undefined) === (items === undefined)) throw new DomainError('VALIDATION_FAILED', 'Send either a table or questions with answers.', { errors: [{ field: 'csv', message: 'or items, one of them' }] });
  const pairs = items ? items.map(({ question, answer }, index) => ({ row: index + 1, question, answer })) : pairsOfCsv(csv ?? '');
  if (!pairs.length) throw new DomainError('KNOWLEDGE_FILE_REFUSED', 'There are no questions in it.');
  if (pairs.length > FAQ_ROWS_MAX) throw new DomainError('KNOWLEDGE_FILE_REFUSED', `At most ${FAQ_ROWS_MAX.toLocaleString('en')} questions at a time; these are ${pairs.length.toLocaleString('en')}. Split the table.`);
  return pairs;
}

/** With a header that names the columns, or of exactly two columns without one. */
function pairsOfCsv(csv: string): Pair[] {
  try {
    const rows = csvRows(csv);
    const columns = rows.length ? questionColumns(rows[0].cells) : null;
    if (!columns && rows.some(({ cells }) => cells.length > 2)) throw new UnreadableError('The columns are not known. Name one “question” and one “answer” in the first row.');
    const { question, answer } = columns ?? { question: 0, answer: 1 };
    return rows.slice(columns ? 1 : 0).map(({ no, cells }) => ({ row: no, question: cells[question] ?? '', answer: cells[answer] ?? '' }));
  } catch (error) {
    if (error instanceof UnreadableError) throw new DomainError('KNOWLEDGE_FILE_REFUSED', error.words);
    throw error;
  }
}

function sound(pairs: readonly Pair[]): { pairs: Pair[]; problems: FaqImportResult['problems'] } {
  const problems: FaqImportResult['problems'] = [];
  const kept = new Map<string, Pair>();
  for (const { row, question: asked, answer: answered } of pairs) {
    const question = asked.replace(/\s+/g, ' ').trim();
    const answer = answered.trim();
    const words = !question && !answer ? 'The row is empty.' : !question ? 'The question is missing.' : !answer ? 'The answer is missing.' : answer.length > KNOWLEDGE_ARTICLE_MAX ? 'The answer is too long.' : question.length > 1000 ? 'The question is too long.' : kept.has(question.toLowerCase()) ? `The question stands in row ${kept.get(question.toLowerCase())?.row} already.` : null;
    if (words) problems.push({ row, words });
    else kept.set(question.toLowerCase(), { row, question, answer });
  }
  return { pairs: [...kept.values()], problems };
}
