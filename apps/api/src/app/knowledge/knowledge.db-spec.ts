import { request as open } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sessionCookieName } from '@mailtrixy/server/accounts';
import type { SeededWorkspace } from '@mailtrixy/server/accounts/testing';
import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import type { FaqImportResult, KnowledgeArticle, KnowledgeDocument, KnowledgePassage, KnowledgeSearchResult, KnowledgeSummary, KnowledgeWebsite, Page, Problem } from '@mailtrixy/shared/dto';
import { createTestApi, type TestApi } from '../http/testing/test-api';

let api: TestApi;
let seeded: SeededWorkspace;
let lead: string;
let agent: string;

beforeAll(async () => {
  api = await createTestApi();
  seeded = await api.seed('Lamp & Oak');
  lead = await seeded.members.lead.newSession();
  agent = await seeded.members.agent.newSession();
}, 60_000);
afterAll(() => api?.close());

const host = () => new URL(api.settings.publicUrl).host;
const cookie = (token: string) => `${sessionCookieName(api.settings)}=${token}`;
const call = <T>(method: string, path: string, body?: unknown, token = lead) => api.call<T>(method, `/api/knowledge${path}`, { token, body });

async function upload(fileName: string, file: Buffer | string, fields: Record<string, string> = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ clientId: newId(), ...fields })) form.append(name, value);
  form.append('file', new Blob([new Uint8Array(Buffer.from(file as never))]), fileName);
  const request = new Response(form);
  const answer = await api.app.inject({ method: 'POST', url: '/api/knowledge/files', headers: { host: host(), 'content-type': String(request.headers.get('content-type')), cookie: cookie(lead) }, payload: Buffer.from(await request.arrayBuffer()) });
  return { status: answer.statusCode, body: answer.json() as KnowledgeDocument & Partial<Problem> };
}

describe('an article', () => {
  it('goes from draft to published and back; what is published stays while a draft is written', async () => {
    const body = { clientId: newId(), title: ' Returns ', markdown: 'Thirty days.', questions: ['Can I return it?', ' '] };
    const made = await call<KnowledgeArticle>('POST', '/articles', body);
    expect([made.status, made.body]).toMatchObject([201, { title: 'Returns', state: 'draft', published: false, publishedMarkdown: null, questions: ['Can I return it?'], versions: [] }]);
    expect((await call<KnowledgeArticle>('POST', '/articles', body)).status).toBe(200);
    expect((await call('POST', '/articles', { ...body, title: 'Other' })).body.code).toBe('CLIENT_ID_REUSED');
    const { id } = made.body;
    const published = await call<KnowledgeArticle>('POST', `/articles/${id}/publish`, { version: made.body.version });
    expect(published.body).toMatchObject({ state: 'queued', published: true, publishedMarkdown: 'Thirty days.', hasUnpublishedChanges: false });
    const saved = await call<KnowledgeArticle>('PATCH', `/articles/${id}`, { version: published.body.version, markdown: 'Sixty days.' });
    expect(saved.body).toMatchObject({ markdown: 'Sixty days.', publishedMarkdown: 'Thirty days.', hasUnpublishedChanges: true });
    expect((await call('PATCH', `/articles/${id}`, { version: published.body.version, markdown: 'x' })).body.code).toBe('VERSION_CONFLICT');
    expect((await call<KnowledgeArticle>('POST', `/articles/${id}/discard`)).body).toMatchObject({ markdown: 'Thirty days.', hasUnpublishedChanges: false });
    expect((await call<{ markdown: string }>('GET', `/articles/${id}/versions/1`)).body.markdown).toBe('Thirty days.');
    expect((await call('GET', `/articles/${id}/versions/nine`)).status).toBe(404);
    expect((await call<KnowledgeArticle>('POST', `/articles/${id}/unpublish`)).body).toMatchObject({ published: false, state: 'draft' });
    expect((await call('DELETE', `/documents/${id}`)).status).toBe(204);
    expect((await call('GET', `/articles/${id}`)).status).toBe(404);
  });

  it('that is empty cannot be published; a draft may be', async () => {
    const { body } = await call<KnowledgeArticle>('POST', '/articles', { clientId: newId(), title: 'Empty', markdown: ' ' });
    expect((await call('POST', `/articles/${body.id}/publish`, { version: body.version })).body.code).toBe('KNOWLEDGE_NOT_PUBLISHABLE');
    expect((await call('POST', '/articles', { clientId: newId(), title: 'x'.repeat(201), markdown: 'y' })).body.code).toBe('VALIDATION_FAILED');
    expect((await call('POST', '/articles', { clientId: newId(), title: 'x', markdown: 'y'.repeat(200_001) })).body.code).toBe('VALIDATION_FAILED');
  });

  it('is read by agents and written by leads', async () => {
    expect((await call('POST', '/articles', { clientId: newId(), title: 'x', markdown: 'y' }, agent)).status).toBe(403);
    expect((await call<Page<KnowledgeDocument>>('GET', '/documents', undefined, agent)).status).toBe(200);
  });
});

describe('a file', () => {
  it('is kept, listed and given back', async () => {
    const clientId = newId();
    const { status, body } = await upload('Price list.csv', 'Lamp,Price\nOak,49', { clientId, audience: 'internal' });
    expect([status, body]).toMatchObject([201, { kind: 'file', state: 'queued', title: 'Price list', fileName: 'Price list.csv', audience: 'internal', sizeBytes: 17 }]);
    expect((await upload('Price list.csv', 'Lamp,Price\nOak,49', { clientId, audience: 'internal' })).status).toBe(200);
    expect((await upload('Price list.csv', 'other', { clientId })).body.code).toBe('CLIENT_ID_REUSED');
    expect((await call<Page<KnowledgeDocument>>('GET', '/documents?kind=file&q=price')).body.items.map(({ id }) => id)).toEqual([body.id]);
    const file = await api.app.inject({ method: 'GET', url: `/api/knowledge/documents/${body.id}/file`, headers: { host: host(), cookie: cookie(lead) } });
    expect([file.statusCode, file.payload, file.headers['content-disposition']]).toEqual([200, 'Lamp,Price\nOak,49', expect.stringContaining('attachment; filename="Price list.csv"')]);
  });

  it.each([
    ['menu.pdf', 'only text', 422, /ends in \.pdf/],
    ['menu.txt', '', 422, /empty/],
    ['menu.docx', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), 422, /password/],
    ['menu.png', Buffer.from([0x89, 0x50]), 422, /\.png cannot be read/],
    ['big.txt', Buffer.alloc(15 * 1024 * 1024 + 1, 'x'), 413, /larger than 15 MB/],
  ])('%s is refused in words', async (name, bytes, status, words) => {
    const answer = await upload(name, bytes);
    expect([answer.status, answer.body.detail]).toEqual([status, expect.stringMatching(words)]);
  });

  it('of 200 MB is refused while it streams, long before its end', async () => {
    await api.app.listen(0, '127.0.0.1');
    const { port } = api.app.getHttpServer().address() as AddressInfo;
    let sent = 0;
    const status = await new Promise<number | string | undefined>((resolve) => {
      const client = open({ port, method: 'POST', path: '/api/knowledge/files', headers: { host: host(), cookie: cookie(lead), origin: api.settings.publicUrl, 'sec-fetch-site': 'same-origin', 'content-type': 'multipart/form-data; boundary=x', 'transfer-encoding': 'chunked' } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
        client.destroy();
      });
      client.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
      client.write(`--x\r\nContent-Disposition: form-data; name="clientId"\r\n\r\n${newId()}\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="huge.txt"\r\n\r\n`);
      const chunk = Buffer.alloc(1024 * 1024, 'x');
      const more = (): void => {
        while (!client.destroyed && sent < 200) {
          sent++;
          if (!client.write(chunk)) return void client.once('drain', more);
        }
      };
      more();
    });
    expect([413, 'ECONNRESET', 'EPIPE']).toContain(status);
    expect(sent).toBeLessThan(60);
    expect((await call<Page<KnowledgeDocument>>('GET', '/documents?q=huge')).body.items).toEqual([]);
  });
});

describe('a website', () => {
  it('is added once, changed and removed', async () => {
    const body = { clientId: newId(), url: 'lampandoak.example.com/help', mode: 'crawl', everyDays: 7 };
    const { status, body: website } = await call<KnowledgeWebsite>('POST', '/websites', body);
    expect([status, website]).toMatchObject([201, { url: 'https://lampandoak.example.com/help', state: 'queued', depth: 2, maxPages: 200, everyDays: 7, autoSend: false, nextAt: null }]);
    expect((await call('POST', '/websites', body)).status).toBe(200);
    expect((await call<KnowledgeWebsite>('PATCH', `/websites/${website.id}`, { everyDays: null, audience: 'internal' })).body).toMatchObject({ everyDays: null, audience: 'internal' });
    expect((await call<KnowledgeWebsite[]>('GET', '/websites')).body.map(({ id }) => id)).toEqual([website.id]);
    expect((await call('POST', `/websites/${website.id}/import`, { urls: ['https://lampandoak.example.com/x'] })).body.code).toBe('KNOWLEDGE_ADDRESS_REFUSED');
    expect((await call('DELETE', `/websites/${website.id}`)).status).toBe(204);
  });

  it.each(['http://127.0.0.1/', 'http://169.254.169.254/latest', 'http://[::ffff:127.0.0.1]/', 'http://0x7f.1/', 'file:///etc/passwd', 'http://a:b@example.com/', 'https://example.com:8443/'])('at %s is refused in words', async (url) => {
    const { status, body } = await call('POST', '/websites', { clientId: newId(), url, mode: 'page' });
    expect([status, body.code, (body.detail ?? '').length > 20]).toEqual([422, 'KNOWLEDGE_ADDRESS_REFUSED', true]);
  });

  it('has bounds', async () => {
    for (const over of [{ depth: 4 }, { maxPages: 201 }, { everyDays: 0 }, { mode: 'all' }]) expect((await call('POST', '/websites', { clientId: newId(), url: 'https://example.com', mode: 'crawl', ...over })).status).toBe(400);
  });
});

describe('questions with answers', () => {
  it('come in as a table or as pairs, never as both', async () => {
    const result = await call<FaqImportResult>('POST', '/faq', { clientId: newId(), name: 'FAQ', items: [{ question: 'Do you ship to Norway?', answer: 'Yes.' }, { question: '', answer: 'x' }] });
    expect(result.body).toEqual({ imported: 1, problems: [{ row: 2, words: 'The question is missing.' }] });
    const { items } = (await call<Page<KnowledgeDocument>>('GET', '/documents?kind=faq')).body;
    expect((await call<KnowledgeArticle>('GET', `/articles/${items[0].id}`)).body).toMatchObject({ title: 'Do you ship to Norway?', markdown: 'Yes.' });
    expect((await call('POST', '/faq', { clientId: newId(), name: 'FAQ', csv: 'a,b,c\n1,2,3' })).body.detail).toMatch(/Name one “question”/);
    expect((await call('POST', '/faq', { clientId: newId(), name: 'FAQ' })).status).toBe(400);
    expect((await call('POST', '/faq', { clientId: newId(), name: 'FAQ', csv: 'a,b', items: [] })).status).toBe(400);
  });
});

describe('searching', () => {
  it('finds published passages with their source, until they are deleted', async () => {
    const { body: article } = await call<KnowledgeArticle>('POST', '/articles', { clientId: newId(), title: 'Warranty', markdown: 'Every lamp has a warranty of five years.', publish: true });
    const passageId = newId();
    await api.dataSource.query("INSERT INTO knowledge_passage (id, workspace_id, document_id, index_version, no, headings, text, language, tokens) VALUES (?, ?, ?, 1, 1, '[]', 'Every lamp has a warranty of five years.', 'en', 10)", [idToBytes(passageId), idToBytes(seeded.workspaceId), idToBytes(article.id)]);
    await api.dataSource.query("UPDATE knowledge_document SET state = 'ready', index_version = 1, passages = 1, language = 'en', updated_at = NOW(3) WHERE id = ?", [idToBytes(article.id)]);
    await api.dataSource.query('UPDATE knowledge_revision SET revision = revision + 1 WHERE workspace_id = ?', [idToBytes(seeded.workspaceId)]);
    const found = await call<KnowledgeSearchResult>('POST', '/search', { question: 'How long is the warranty of a lamp?' }, agent);
    expect(found.body.hits[0]?.passage).toMatchObject({ id: passageId, documentId: article.id, title: 'Warranty' });
    expect((await call<KnowledgePassage>('GET', `/passages/${passageId}`)).body).toMatchObject({ text: 'Every lamp has a warranty of five years.', title: 'Warranty' });
    expect((await call<Page<KnowledgePassage>>('GET', `/documents/${article.id}/passages`)).body.items).toHaveLength(1);
    expect((await call<KnowledgeSummary>('GET', '/summary')).body).toMatchObject({ ready: true, passages: 1 });
    await call('DELETE', `/documents/${article.id}`);
    expect((await call<KnowledgeSearchResult>('POST', '/search', { question: 'How long is the warranty of a lamp?' })).body.hits).toEqual([]);
    expect((await call('GET', `/passages/${passageId}`)).status).toBe(404);
  });

  it('is counted where an answer cited it', async () => {
    const { body: article } = await call<KnowledgeArticle>('POST', '/articles', { clientId: newId(), title: 'Cited', markdown: 'x' });
    const cite = (days: number) => api.dataSource.query(`INSERT INTO ai_run_citation (workspace_id, run_id, n, passage_id, document_id, at) VALUES (?, ?, 1, ?, ?, NOW(3) - INTERVAL ${days} DAY)`, [idToBytes(seeded.workspaceId), idToBytes(newId()), idToBytes(newId()), idToBytes(article.id)]);
    await cite(1);
    await cite(29);
    await cite(31);
    expect((await call<KnowledgeDocument>('GET', `/documents/${article.id}`)).body.used).toBe(2);
  });
});
