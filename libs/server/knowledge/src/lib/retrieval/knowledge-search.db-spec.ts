import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { createTestDatabase, type TestDatabase } from '@mailtrixy/server/platform/database/testing';
import { createLogger } from '@mailtrixy/server/platform/logging';
import { KnowledgeSearch } from './knowledge-search';
import { PassageIndexes } from './passage-indexes';

const NO_EMBEDDINGS = { of: async () => null, ofModel: async () => null };

describe('KnowledgeSearch', () => {
  let database: TestDatabase;
  let indexes: PassageIndexes;
  let search: KnowledgeSearch;
  let workspaceId: string;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database?.drop());
  beforeEach(() => {
    workspaceId = newId();
    indexes = new PassageIndexes(database.dataSource);
    search = new KnowledgeSearch(database.dataSource, indexes, NO_EMBEDDINGS, createLogger({ level: 'silent' } as never));
  });

  interface Given {
    title: string;
    texts: string[];
    questions?: string[];
    audience?: 'public' | 'internal';
    autoSend?: boolean;
    published?: boolean;
    language?: string;
    workspaceId?: string;
  }
  async function document({ title, texts, questions = [], audience = 'public', autoSend = false, published = true, language = 'en', workspaceId: of = workspaceId }: Given): Promise<string> {
    const id = newId();
    await database.dataSource.query("INSERT INTO knowledge_document (id, workspace_id, kind, title, language, audience, auto_send, published, state, index_version, passages) VALUES (?, ?, 'article', ?, ?, ?, ?, ?, 'ready', 1, ?)", [idToBytes(id), idToBytes(of), title, language, audience, autoSend, published, texts.length]);
    for (const [no, text] of texts.entries()) await database.dataSource.query("INSERT INTO knowledge_passage (id, workspace_id, document_id, index_version, no, headings, text, language, tokens) VALUES (?, ?, ?, 1, ?, '[]', ?, ?, ?)", [idToBytes(newId()), idToBytes(of), idToBytes(id), no + 1, text, language, Math.ceil(text.length / 4)]);
    for (const [no, text] of questions.entries()) await database.dataSource.query("INSERT INTO knowledge_question (workspace_id, document_id, no, text, origin) VALUES (?, ?, ?, ?, 'editor')", [idToBytes(of), idToBytes(id), no, text]);
    await changed(of);
    return id;
  }
  const changed = (of = workspaceId) => database.dataSource.query('INSERT INTO knowledge_revision (workspace_id, revision) VALUES (?, 1) ON DUPLICATE KEY UPDATE revision = revision + 1', [idToBytes(of)]);
  const set = async (id: string, sql: string) => {
    await database.dataSource.query(`UPDATE knowledge_document SET ${sql}, version = version + 1, updated_at = NOW(3) WHERE id = ?`, [idToBytes(id)]);
    await changed();
  };
  const ask = (question: string, more: Partial<Parameters<KnowledgeSearch['search']>[1]> = {}) => search.search(workspaceId, { question, audience: 'public', ...more });
  const titles = async (...of: Parameters<typeof ask>) => (await ask(...of)).hits.map(({ passage }) => passage.title);

  it('finds the passage that answers, with what it matched and how sure it is', async () => {
    await document({ title: 'Return policy', texts: ['You have 30 days to send articles back.'], autoSend: true });
    await document({ title: 'Opening hours', texts: ['Our stores are open from 9 to 19.'] });
    const found = await ask('How many days do I have to return articles?');
    expect(found).toMatchObject({ language: 'en', searched: 2, hits: [{ passage: { title: 'Return policy', no: 1, headings: [], kind: 'article', page: null, url: null }, score: 1, lexical: 1, semantic: null, autoSend: true }] });
    expect(found.hits[0].matched).toEqual(expect.arrayContaining(['return', 'days', 'articles']));
    expect(found.confidence.value).toBeGreaterThan(0);
    expect(found.confidence.parts.length).toBeGreaterThan(5);
  });

  it('searches the questions that a document answers, in whatever words', async () => {
    await document({ title: 'Consignment tracing', texts: ['See the carrier page.'], questions: ['Was my box handed to the courier?'] });
    await document({ title: 'Box sizes', texts: ['A small one is 10 cm.'] });
    expect((await titles('has the courier got my box'))[0]).toBe('Consignment tracing');
  });

  it.each(['', '   ', '👍🏽❤️', '?!…', '\u200F\u202E'])('says nothing about %j', async (question) => {
    await document({ title: 'Return policy', texts: ['You have 30 days.'] });
    expect(await ask(question)).toMatchObject({ hits: [], confidence: { value: 0, level: 'low' } });
  });

  it('gives nothing and no confidence for words that nobody wrote, and in an empty workspace', async () => {
    expect(await ask('anything at all?')).toMatchObject({ hits: [], confidence: { value: 0 }, searched: 0 });
    await document({ title: 'Return policy', texts: ['You have 30 days.'] });
    expect(await ask('zebra quantum')).toMatchObject({ hits: [], confidence: { value: 0 } });
  });

  it('bears very long questions, ids and digits', async () => {
    await document({ title: 'Where is my order?', texts: ['Look under My orders.'] });
    expect((await titles(`${'lorem ipsum dolor '.repeat(1000)} where is my order`)).length).toBeLessThanOrEqual(1);
    expect(await titles('order 1182')).toEqual(['Where is my order?']);
    expect((await ask('order 1182')).confidence.level).not.toBe('high');
    expect(await ask('1182 993-221 DE89370400440532013000')).toMatchObject({ hits: [] });
  });

  it('never shows customers what is internal, and shows people both', async () => {
    await document({ title: 'Return margins', texts: ['Return margins are secret.'], audience: 'internal' });
    await document({ title: 'Return policy', texts: ['Returns within 30 days.'] });
    expect(await titles('return')).toEqual(['Return policy']);
    expect(await ask('margins secret')).toMatchObject({ hits: [], confidence: { value: 0 }, searched: 1 });
    expect(await titles('return margins', { audience: 'internal' })).toEqual(['Return margins', 'Return policy']);
  });

  it('never shows another workspace', async () => {
    await document({ title: 'Canary', texts: ['canary bird song'], workspaceId: newId() });
    expect(await titles('canary bird song')).toEqual([]);
  });

  it('follows every change at once: new, changed, unpublished, internal, deleted', async () => {
    const id = await document({ title: 'Return policy', texts: ['You have 30 days.'] });
    const other = await document({ title: 'Return address', texts: ['Harbour Street 1.'] });
    expect(await titles('return policy')).toEqual(['Return policy', 'Return address']);
    await set(id, "title = 'Sending back'");
    expect(await titles('return policy')).toEqual(['Return address']);
    expect((await titles('sending back'))[0]).toBe('Sending back');
    await set(other, 'published = 0');
    expect(await titles('return address')).toEqual([]);
    await set(other, "published = 1, audience = 'internal'");
    expect(await titles('return address')).toEqual([]);
    expect(await titles('return address', { audience: 'internal' })).toEqual(['Return address']);
    await database.dataSource.query('DELETE FROM knowledge_passage WHERE document_id = ?', [idToBytes(id)]);
    await database.dataSource.query('DELETE FROM knowledge_document WHERE id = ?', [idToBytes(id)]);
    await changed();
    expect(await titles('sending back')).toEqual([]);
  });

  it('lets the database have the last word when an index is late', async () => {
    const id = await document({ title: 'Return policy', texts: ['You have 30 days.'] });
    expect(await titles('return policy')).toEqual(['Return policy']);
    // Without the revision that every real change has.
    await database.dataSource.query('UPDATE knowledge_document SET published = 0 WHERE id = ?', [idToBytes(id)]);
    expect(await ask('return policy')).toMatchObject({ hits: [], confidence: { value: 0 } });
  });

  it('shows a passage of the version that counts only', async () => {
    const id = await document({ title: 'Return policy', texts: ['You have 30 days.'] });
    await set(id, 'index_version = 2');
    expect(await titles('return policy')).toEqual([]);
  });

  it('takes at most two passages of a document that do not follow each other, copies once, and keeps to the budget', async () => {
    await document({ title: 'Garden', texts: ['tulips bloom in spring', 'tools and soil', 'tulips need water', 'pots', 'tulips in vases', 'more pots', 'tulips again and again'] });
    await document({ title: 'Copy', texts: ['tulips bloom in spring'] });
    const { hits } = await ask('tulips', { limit: 10 });
    expect(hits.filter(({ passage }) => passage.title === 'Garden').length).toBe(2);
    expect(hits.filter(({ passage }) => passage.text === 'tulips bloom in spring').length).toBe(1);
    expect((await ask('tulips', { limit: 10, maxTokens: 1 })).hits.length).toBe(1);
  });

  it('understands a follow-up by what was said before', async () => {
    await document({ title: 'Shipping to Norway', texts: ['We ship to Norway in six days.'] });
    await document({ title: 'Shipping cost', texts: ['Shipping costs 4.90.'] });
    await document({ title: 'Repair cost', texts: ['A repair costs 20.'] });
    expect((await titles('and what does it cost?', { history: ['How long does shipping take?', 'Three days.'] }))[0]).toBe('Shipping cost');
  });

  it('searches each language in its own way, in one workspace', async () => {
    await document({ title: 'Devoluciones', texts: ['Puede devolver los artículos en 30 días.'], language: 'es' });
    await document({ title: 'Returns', texts: ['You may return articles within 30 days.'], language: 'en' });
    await document({ title: '退货', texts: ['商品可以在30天内退回。'], language: 'zh' });
    await document({ title: 'การคืนสินค้า', texts: ['คุณสามารถคืนสินค้าภายใน 30 วัน'], language: 'th' });
    expect((await titles('¿cómo devuelvo un artículo? quiero devolverlo'))[0]).toBe('Devoluciones');
    expect((await titles('returning an article'))[0]).toBe('Returns');
    expect((await titles('我想退货'))[0]).toBe('退货');
    expect((await titles('อยากคืนสินค้า'))[0]).toBe('การคืนสินค้า');
  });

  it('reads an index once for many who ask at once', async () => {
    await document({ title: 'Return policy', texts: ['You have 30 days.'] });
    const query = jest.spyOn(database.dataSource, 'query');
    await Promise.all(Array.from({ length: 20 }, () => ask('return policy')));
    expect(query.mock.calls.filter(([sql]) => /FROM knowledge_passage p JOIN knowledge_document d .*ORDER BY p\.document_id/s.test(sql as string)).length).toBe(1);
    query.mockRestore();
  });

  it('does not wait for ever for an index that takes long to be brought up to date: the older one serves, without what is gone', async () => {
    for (let at = 0; at < 14; at++) await document({ title: `Return policy ${at}`, texts: [`Returns of sort ${at} take 30 days.`], questions: ['How long may I return it?'] });
    const last = await document({ title: 'Parcels', texts: ['A return comes in any box.'] });
    expect(await titles('return')).toHaveLength(6);
    await database.dataSource.query("UPDATE knowledge_document SET published = 0, version = version + 1 WHERE workspace_id = ? AND title LIKE 'Return%'", [idToBytes(workspaceId)]);
    await document({ title: 'Return by post', texts: ['Returns by post are free.'] });
    let go = (): void => undefined;
    const gate = new Promise<void>((resolve) => (go = resolve));
    const query = database.dataSource.query.bind(database.dataSource);
    const held = jest.spyOn(database.dataSource, 'query').mockImplementation(async (...of: Parameters<typeof query>) => {
      if (of[0].includes('ORDER BY updated_at, id LIMIT')) await gate;
      return query(...of);
    });
    indexes.waitMs = 1;
    // What nobody may see any more is not shown, and does not stand in the way of what is there.
    expect((await ask('return')).hits.map(({ passage }) => passage.documentId)).toEqual([last]);
    go();
    indexes.waitMs = 60_000;
    expect((await titles('return')).sort()).toEqual(['Parcels', 'Return by post']);
    held.mockRestore();
  });

  it('finds what an update had read before it broke off, whatever changes afterwards', async () => {
    await document({ title: 'Colours', texts: ['Blue and green.'] });
    expect(await titles('colours')).toEqual(['Colours']);
    const first = await document({ title: 'Return policy', texts: ['You have 30 days.'] });
    const second = await document({ title: 'Warranty', texts: ['Two years.'] });
    // As large as a page of passages: the second document is read after it.
    await set(first, 'passages = 300');
    const query = database.dataSource.query.bind(database.dataSource);
    const breaking = jest.spyOn(database.dataSource, 'query').mockImplementation(async (sql, values, ...rest) => {
      if (sql.includes('p.document_id IN (?)') && ((values as unknown[])[1] as Buffer[]).some((id) => id.equals(idToBytes(second)))) throw new Error('the connection broke');
      return query(sql, values, ...rest);
    });
    // Read last.
    await set(second, "title = 'Warranty'");
    await expect(ask('return policy')).rejects.toThrow('broke');
    breaking.mockRestore();
    await set(second, 'published = 0');
    expect(await titles('return policy')).toEqual(['Return policy']);
  });

  it('forgets the index that was searched longest ago when memory is short, and makes it again', async () => {
    indexes.bytesMax = 1;
    const others = [newId(), newId()];
    for (const other of others) await document({ title: 'Return policy', texts: ['You have 30 days.'], workspaceId: other });
    for (const other of others) await search.search(other, { question: 'return', audience: 'public' });
    expect(indexes.held).toEqual([others[1]]);
    expect((await search.search(others[0], { question: 'return', audience: 'public' })).hits.length).toBe(1);
  });
});
