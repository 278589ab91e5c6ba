import { setImmediate } from 'node:timers/promises';
import { bytesToId, idSql, idToBytes, numberSql, rowsSql, textSql } from '@mailtrixy/server/platform/database';
import { baseLanguage, detectLanguage, estimateTokens } from '@mailtrixy/server/platform/language';
import type { Db, DocumentRow } from '../documents/document-rows';
import { deletePassagesById } from '../documents/knowledge-changes';
import { passageIds } from '../passages/passage-id';
import type { DraftPassage } from '../passages/passages-of';

export interface ReadyPassage extends DraftPassage {
  id: string;
  language: string;
  tokens: number;
}

const ROWS = 100;
const PAUSE_EVERY = 200;
const SAMPLE = 4000;

/** The language of a text as a whole: set by a person, said by the source, or found in it. */
export function languageOf(passages: readonly DraftPassage[], document: Pick<DocumentRow, 'language' | 'languageFixed'>, said: string | null): string {
  if (document.languageFixed && document.language) return document.language;
  const sample = passages.slice(0, 40).map(({ headings, text }) => `${headings.join(' ')} ${text}`).join('\n').slice(0, SAMPLE);
  const found = detectLanguage(sample, { conversation: said });
  // A page's own word counts where its text does not say otherwise: templates often claim English for everything.
  return said && baseLanguage(said) === found.language ? said : found.language;
}

/** Ids, languages and sizes; lets others work in between. */
export async function readyPassages(documentId: string, title: string, language: string, passages: readonly DraftPassage[]): Promise<ReadyPassage[]> {
  const ids = passageIds(documentId, title, passages);
  const ready: ReadyPassage[] = [];
  for (const [index, passage] of passages.entries()) {
    const found = detectLanguage(passage.text, { conversation: language });
    ready.push({ ...passage, id: ids[index], language: found.language === baseLanguage(language) ? language : found.language, tokens: estimateTokens(passage.text) });
    if (index % PAUSE_EVERY === PAUSE_EVERY - 1) await setImmediate();
  }
  return ready;
}

/** Makes these the passages of a document, in the transaction that switches its index_version. What did not change keeps its row. */
export async function storePassages(tx: Db, document: Pick<DocumentRow, 'id' | 'workspaceId'>, indexVersion: number, passages: readonly ReadyPassage[]): Promise<void> {
  const known: { id: Buffer }[] = await tx.query('SELECT id FROM knowledge_passage WHERE workspace_id = ? AND document_id = ?', [idToBytes(document.workspaceId), idToBytes(document.id)]);
  const kept = new Set(passages.map(({ id }) => id));
  await deletePassagesById(tx, known.map(({ id }) => bytesToId(id)).filter((id) => !kept.has(id)));
  for (let from = 0; from < passages.length; from += ROWS) {
    const rows = passages.slice(from, from + ROWS).map(({ id, headings, page, text, language, tokens }, index) => [idSql(id), idSql(document.workspaceId), idSql(document.id), numberSql(indexVersion), numberSql(from + index + 1), textSql(JSON.stringify(headings)), numberSql(page), textSql(text), textSql(language), numberSql(tokens)]);
    await tx.query(
      `INSERT INTO knowledge_passage (id, workspace_id, document_id, index_version, no, headings, page, text, language, tokens) VALUES ${rowsSql(rows)}
       ON DUPLICATE KEY UPDATE index_version = VALUES(index_version), no = VALUES(no), page = VALUES(page), language = VALUES(language), tokens = VALUES(tokens)`,
    );
  }
}
