import { AiProviderError, type Embedder } from '@mailtrixy/server/ai-providers';
import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { createTestDatabase, type TestDatabase } from '@mailtrixy/server/platform/database/testing';
import { createLogger } from '@mailtrixy/server/platform/logging';
import { KnowledgeSearch } from '../retrieval/knowledge-search';
import { PassageIndexes } from '../retrieval/passage-indexes';
import { EmbedWork } from './embed-work';

const logger = createLogger({ level: 'silent' } as never);
/** Meaning of a text in three numbers: about money, about time, about something else. */
function meaning(text: string): Float32Array {
  const [money, time] = [/money|refund|cash|pay/i, /when|day|hour|soon/i].map((pattern) => Number(pattern.test(text)));
  const vector = [money, time, money || time ? 0 : 1];
  return Float32Array.from(vector, (value) => value / Math.hypot(...vector));
}

describe('EmbedWork', () => {
  let database: TestDatabase;
  let workspaceId: string;
  let embedder: Embedder | null;
  let read: string[];
  let work: EmbedWork;
  let search: KnowledgeSearch;
  let indexes: PassageIndexes;
  const embedderOf = (modelId: string, englishOnly = false): Embedder => ({ modelId, dimensions: 3, englishOnly, embed: async (texts) => (read.push(...texts), texts.map(meaning)) });
  const failing = (modelId: string): Embedder => ({ ...embedderOf(modelId), embed: async () => Promise.reject(new AiProviderError('model', 'The provider does not know this model.')) });
  const embeddings = { of: async () => embedder, ofModel: async (_: string, modelId: string) => (modelId === 'ollama:gone' ? null : modelId === 'ollama:broken' ? failing(modelId) : embedderOf(modelId)) };

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database?.drop());
  beforeEach(async () => {
    for (const table of ['ai_provider', 'knowledge_document', 'knowledge_passage', 'knowledge_question', 'knowledge_revision', 'knowledge_embedding', 'knowledge_wording_embedding', 'knowledge_embedding_work']) await sql(`DELETE FROM ${table}`);
    workspaceId = newId();
    read = [];
    embedder = embedderOf('ollama:one');
    work = new EmbedWork(database.dataSource, embeddings as never, logger);
    indexes = new PassageIndexes(database.dataSource);
    search = new KnowledgeSearch(database.dataSource, indexes, embeddings, logger);
    await sql("INSERT INTO ai_provider (workspace_id, embedder_kind) VALUES (?, 'ollama')", [idToBytes(workspaceId)]);
  });

  const sql = (text: string, values: unknown[] = []) => database.dataSource.query(text, values);
  const revise = () => sql('INSERT INTO knowledge_revision (workspace_id, revision) VALUES (?, 1) ON DUPLICATE KEY UPDATE revision = revision + 1', [idToBytes(workspaceId)]);
  async function document(title: string, text: string, { questions = [] as string[], language = 'en' } = {}): Promise<string> {
    const id = newId();
    await sql("INSERT INTO knowledge_document (id, workspace_id, kind, title, language, published, state, index_version, passages) VALUES (?, ?, 'article', ?, ?, 1, 'ready', 1, 1)", [idToBytes(id), idToBytes(workspaceId), title, language]);
    await sql("INSERT INTO knowledge_passage (id, workspace_id, document_id, index_version, no, headings, text, language, tokens) VALUES (?, ?, ?, 1, 1, '[\"Head\"]', ?, ?, 9)", [idToBytes(newId()), idToBytes(workspaceId), idToBytes(id), text, language]);
    for (const [no, question] of questions.entries()) await sql("INSERT INTO knowledge_question (workspace_id, document_id, no, text, origin) VALUES (?, ?, ?, ?, 'editor')", [idToBytes(workspaceId), idToBytes(id), no, question]);
    await revise();
    return id;
  }
  const drain = async () => {
    while (await work.runNext());
  };
  const models = async () => (await sql('SELECT model, COUNT(*) AS n FROM knowledge_embedding GROUP BY model ORDER BY model')).map(({ model, n }: { model: string; n: string }) => `${model} ${n}`);
  const best = async (question: string) => {
    const { hits, confidence } = await search.search(workspaceId, { question, audience: 'public' });
    return { title: hits[0]?.passage.title, semantic: hits[0]?.semantic, parts: confidence.parts.map(({ name }) => name) };
  };

  it('gives every passage and wording a vector once, and finds what has no word in common', async () => {
    await document('Reimbursement', 'We return the cash.', { questions: ['Do I get my money?'] });
    await document('Colours', 'Blue and green.');
    await drain();
    expect(read).toEqual(expect.arrayContaining(['Reimbursement > Head\nWe return the cash.', 'Colours > Head\nBlue and green.', 'Do I get my money?']));
    expect(read).toHaveLength(3);
    expect(await best('refund please')).toMatchObject({ title: 'Reimbursement', semantic: 1, parts: expect.arrayContaining(['nearness of meaning']) });
    read = [];
    await document('Delivery', 'It takes three days.');
    await drain();
    expect(read).toEqual(['Delivery > Head\nIt takes three days.']);
    expect((await best('how soon')).title).toBe('Delivery');
    expect(await work.runNext()).toBe(false);
  });

  it('lets the older vectors serve until the last of a new model is there, and removes them then', async () => {
    await document('Reimbursement', 'We return the cash.');
    await document('Colours', 'Blue and green.');
    await drain();
    embedder = embedderOf('ollama:two');
    await sql('UPDATE ai_provider SET version = version + 1');
    expect(await models()).toEqual(['ollama:one 2']);
    expect(await best('refund please')).toMatchObject({ title: 'Reimbursement', semantic: 1 });
    await drain();
    expect(await models()).toEqual(['ollama:two 2']);
    expect(await best('refund please')).toMatchObject({ title: 'Reimbursement', semantic: 1 });
  });

  it('searches by words while there is no vector that the settings can reach', async () => {
    embedder = embedderOf('ollama:gone');
    await document('Reimbursement', 'We return the cash.');
    await drain();
    embedder = embedderOf('ollama:two');
    expect(await best('reimbursement')).toMatchObject({ title: 'Reimbursement', semantic: null });
  });

  it('searches by the new vectors so far when the older model does not answer any more', async () => {
    await document('Reimbursement', 'We return the cash.');
    await document('Colours', 'Blue and green.');
    await drain();
    await sql("UPDATE knowledge_embedding SET model = 'ollama:broken'");
    await sql("INSERT INTO knowledge_embedding (workspace_id, passage_id, model, dimensions, vector, batch) SELECT e.workspace_id, e.passage_id, 'ollama:two', e.dimensions, e.vector, e.batch + 1 FROM knowledge_embedding e JOIN knowledge_passage p ON p.id = e.passage_id WHERE p.text LIKE '%cash%'");
    embedder = embedderOf('ollama:two');
    expect(await best('refund please')).toMatchObject({ title: 'Reimbursement', semantic: 1 });
  });

  it('tells what went wrong, waits, and goes on when the settings change', async () => {
    await document('Reimbursement', 'We return the cash.');
    embedder = { ...embedderOf('ollama:one'), embed: async () => Promise.reject(new AiProviderError('down', 'The model server does not answer.')) };
    await drain();
    const [row] = await sql('SELECT problem, tries, next_at > NOW(3) AS waits FROM knowledge_embedding_work');
    expect(row).toMatchObject({ problem: 'The model server does not answer.', tries: 1 });
    expect(Number(row.waits)).toBe(1);
    expect((await best('reimbursement')).title).toBe('Reimbursement');
    embedder = embedderOf('ollama:one');
    await sql('UPDATE ai_provider SET version = version + 1');
    await drain();
    expect(await models()).toEqual(['ollama:one 1']);
    expect((await sql('SELECT problem FROM knowledge_embedding_work'))[0].problem).toBeNull();
  });

  it('leaves other languages to words when the model reads English only', async () => {
    embedder = embedderOf('builtin:use-lite-en', true);
    await document('Reimbursement', 'We return the cash.');
    await document('Erstattung', 'Wir zahlen zurück.', { language: 'de' });
    await drain();
    expect(await models()).toEqual(['builtin:use-lite-en 1']);
    expect((await best('Wann kommt meine Erstattung an, bitte?')).title).toBe('Erstattung');
  });

  it('leaves wordings of other languages to words, too', async () => {
    embedder = embedderOf('builtin:use-lite-en', true);
    await document('Reimbursement', 'We return the cash.', { questions: ['Do I get my money?'] });
    await document('Erstattung', 'Wir zahlen zurück.', { language: 'de', questions: ['Gibt es refund?'] });
    await drain();
    expect(read).toEqual(['Reimbursement > Head\nWe return the cash.', 'Do I get my money?']);
  });

  it('reads new vectors once for all who search at the same moment: two would write into the same memory', async () => {
    await document('Reimbursement', 'We return the cash.');
    await drain();
    const index = await indexes.of(workspaceId);
    const ask = () => indexes.vectors(workspaceId, index, 'ollama:one', 3);
    const [one, other, third] = await Promise.all([ask(), ask(), ask()]);
    expect(one.size).toBe(1);
    expect([other === one, third === one]).toEqual([true, true]);
  });

  it('forgets vectors with their index, also those that came when it was forgotten already', async () => {
    await document('Reimbursement', 'We return the cash.');
    await drain();
    const other = newId();
    indexes.bytesMax = 1;
    const index = await indexes.of(workspaceId);
    await indexes.of(other);
    expect(indexes.held).toEqual([other]);
    await indexes.vectors(workspaceId, index, 'ollama:one', 3);
    await indexes.of(other);
    expect(indexes.held).toEqual([other]);
  });

  it('reads the wordings of thousands of documents a page at a time', async () => {
    const id = await document('Reimbursement', 'We return the cash.');
    await drain();
    const wordings = Array.from({ length: 1203 }, (_, no) => `Question ${no} about money?`);
    await sql('INSERT INTO knowledge_question (workspace_id, document_id, no, text, origin) VALUES ?', [wordings.map((text, no) => [idToBytes(workspaceId), idToBytes(id), no + 1, text, 'editor'])]);
    await revise();
    await drain();
    const query = jest.spyOn(database.dataSource, 'query');
    const index = await indexes.of(workspaceId);
    expect((await indexes.vectors(workspaceId, index, 'ollama:one', 3)).size).toBe(1204);
    const pages = await Promise.all(query.mock.calls.flatMap(([text], at) => (text.includes('FROM knowledge_wording_embedding') ? [query.mock.results[at].value as Promise<unknown[]>] : [])));
    expect(Math.max(...pages.map((rows) => rows.length))).toBeLessThanOrEqual(500);
    query.mockRestore();
  });

  it('removes vectors of passages that are gone and finds nothing by them', async () => {
    const id = await document('Reimbursement', 'We return the cash.');
    await document('Colours', 'Blue and green.');
    await drain();
    await best('refund please');
    await sql('DELETE FROM knowledge_passage WHERE document_id = ?', [idToBytes(id)]);
    await sql('DELETE FROM knowledge_document WHERE id = ?', [idToBytes(id)]);
    await revise();
    expect((await best('refund please')).title).not.toBe('Reimbursement');
    await drain();
    expect(await models()).toEqual(['ollama:one 1']);
  });

  it('lets two workers share without doing anything twice', async () => {
    for (let at = 0; at < 5; at++) await document(`Reimbursement ${at}`, 'We return the cash.');
    await Promise.all([drain(), new EmbedWork(database.dataSource, embeddings as never, logger).runNext()]);
    expect(read).toHaveLength(5);
  });

  it('does nothing where embeddings are off', async () => {
    await sql("UPDATE ai_provider SET embedder_kind = 'off'");
    await document('Reimbursement', 'We return the cash.');
    expect(await work.runNext()).toBe(false);
  });
});
