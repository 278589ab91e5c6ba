import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FoundPage, KnowledgeArticle, KnowledgeDocument, KnowledgeSearchResult, KnowledgeSummary, KnowledgeWebsite, Page } from '@mailtrixy/shared/dto';
import { Stack, until, type TestWorkspace } from '@mailtrixy/e2e/stack';

const ARTICLES = 6;

describe('the Knowledge Base', () => {
  let stack: Stack;
  let workspace: TestWorkspace;
  let site: Server;
  let siteUrl: string;

  beforeAll(async () => {
    site = createServer((request, response) => {
      if (request.url === '/robots.txt') response.writeHead(404).end();
      else if (request.url === '/') response.writeHead(200, { 'content-type': 'text/html' }).end('<html><head><title>Lamp &amp; Oak</title></head><body><main><h1>Help</h1><p>Ask us.</p><a href="/shipping">Shipping</a></main></body></html>');
      else if (request.url === '/shipping') response.writeHead(200, { 'content-type': 'text/html' }).end('<html><head><title>Shipping</title></head><body><main><h1>Shipping</h1><p>Parcels to Norway take nine working days by ferry.</p></main></body></html>');
      else response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    const host = `127.0.0.1:${(site.address() as AddressInfo).port}`;
    siteUrl = `http://${host}`;
    stack = await Stack.start({ env: { MAILTRIXY_CRAWL_ALLOW: host } });
    workspace = await stack.workspace();
  }, 120_000);
  afterAll(async () => {
    await stack?.stop();
    site?.close();
  });

  const publish = (title: string, markdown: string) => workspace.owner.post<KnowledgeArticle>('/knowledge/articles', { clientId: randomUUID(), title, markdown, publish: true });
  const document = (id: string) => workspace.owner.get<KnowledgeDocument>(`/knowledge/documents/${id}`);
  const ready = (id: string) => until(`document ${id} to be ready`, async () => (await document(id)).state === 'ready', 60_000);
  const search = (question: string) => workspace.owner.post<KnowledgeSearchResult>('/knowledge/search', { question, audience: 'public' });
  /** What a killed worker holds becomes due by itself after 90 seconds; here it does so now. */
  const endLeases = () => stack.sql('UPDATE knowledge_document SET next_at = NOW(3) WHERE next_at IS NOT NULL');

  it('is read by the built worker: article, file in a process of its own, website; and found', async () => {
    const article = await publish('Returns', 'Send it back within thirty days with the blue form.');
    const form = new FormData();
    form.append('clientId', randomUUID());
    form.append('file', new Blob(['Question,Answer\nWhich bulb fits the Oak Tall?,"E27, sixty watts at most"\n']), 'bulbs.csv');
    const answer = await fetch(`${stack.url}/api/knowledge/files`, { method: 'POST', body: form, headers: { cookie: workspace.owner.cookie, origin: stack.url, 'sec-fetch-site': 'same-origin' } });
    expect(answer.status).toBe(201);
    const file = (await answer.json()) as KnowledgeDocument;
    await ready(article.id);
    await ready(file.id);

    const { id } = await workspace.owner.post<KnowledgeWebsite>('/knowledge/websites', { clientId: randomUUID(), url: siteUrl, mode: 'crawl', depth: 1 });
    await until('the pages to be found', async () => (await workspace.owner.get<KnowledgeWebsite>(`/knowledge/websites/${id}`)).state === 'found', 60_000);
    const found = await workspace.owner.get<FoundPage[]>(`/knowledge/websites/${id}/found`);
    await workspace.owner.post(`/knowledge/websites/${id}/import`, { urls: found.map(({ url }) => url) });
    await until('the pages to be read', async () => (await workspace.owner.get<KnowledgeWebsite>(`/knowledge/websites/${id}`)).state === 'ready', 60_000);

    expect((await search('Which form do I need to send it back?')).hits[0].passage.documentId).toBe(article.id);
    expect((await search('Which bulb fits the Oak Tall?')).hits[0].passage).toMatchObject({ documentId: file.id, headings: ['Which bulb fits the Oak Tall?'] });
    expect((await search('How long do parcels to Norway take?')).hits[0].passage).toMatchObject({ kind: 'page', url: `${siteUrl}/shipping` });
    await workspace.owner.delete(`/knowledge/documents/${file.id}`);
    expect((await search('Which bulb fits the Oak Tall?')).hits.map(({ passage }) => passage.documentId)).not.toContain(file.id);
  }, 180_000);

  it('refuses a page that leads to a private address', async () => {
    const { id } = await workspace.owner.post<KnowledgeWebsite>('/knowledge/websites', { clientId: randomUUID(), url: `${siteUrl}/trap`, mode: 'page' });
    const failed = await until('the page to be refused', async () => {
      const website = await workspace.owner.get<KnowledgeWebsite>(`/knowledge/websites/${id}`);
      return website.state === 'failed' && website;
    }, 60_000);
    const { items } = await workspace.owner.get<Page<KnowledgeDocument>>(`/knowledge/documents?sourceId=${failed.id}`);
    expect(items[0].problem).toMatch(/private network/);
  }, 90_000);

  it.each(['knowledge.after_read@3', 'knowledge.before_switch@3'])('survives kill -9 of the worker at %s: nothing lost, nothing doubled', async (point) => {
    await stack.worker.restart({ MAILTRIXY_FAILPOINTS: point });
    const articles = await Promise.all(Array.from({ length: ARTICLES }, (_, no) => publish(`${point} ${no}`, `The answer number ${no} for ${point}.`)));
    await stack.worker.ended(60_000);
    expect(stack.worker.exited?.signal).toBe('SIGKILL');
    await endLeases();
    await stack.worker.start();
    for (const { id } of articles) await ready(id);
    const rows = await stack.sql<{ document_id: Buffer; count: number }>('SELECT document_id, COUNT(*) AS count FROM knowledge_passage WHERE document_id IN (?) GROUP BY document_id', [articles.map(({ id }) => Buffer.from(id.replaceAll('-', ''), 'hex'))]);
    expect(rows.map(({ count }) => Number(count))).toEqual(Array(ARTICLES).fill(1));
    expect(await workspace.owner.get<KnowledgeSummary>('/knowledge/summary')).toMatchObject({ working: 0, ready: true });
  }, 180_000);
});
