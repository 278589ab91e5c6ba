import { monitorEventLoopDelay } from 'node:perf_hooks';
import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import type { AddWebsiteRequest } from '@mailtrixy/shared/dto';
import { createIngestionFixture, type IngestionFixture } from '../../testing/ingestion-fixture';
import { htmlPage, startTestSite, type TestSite } from '../../testing/test-site';

let fixture: IngestionFixture;
let site: TestSite;
beforeAll(async () => {
  site = await startTestSite();
  fixture = await createIngestionFixture([site.host]);
}, 60_000);
afterAll(async () => {
  await fixture?.close();
  await site?.close();
});
beforeEach(() => {
  site.asked.length = 0;
});

async function add(path: string, over: Partial<AddWebsiteRequest> = {}): Promise<string> {
  const { website } = await fixture.websites.add(fixture.workspaceId, fixture.actor, { clientId: newId(), url: site.url + path, mode: 'page', ...over });
  await fixture.runAll();
  return website.id;
}
const get = (id: string) => fixture.websites.get(fixture.workspaceId, id);
const pagesOf = async (id: string) => (await fixture.documents.list(fixture.workspaceId, { sourceId: id })).items;

describe('one page', () => {
  it('is read, and read again when its day has come; only what changed gets new passages', async () => {
    site.pages.set('/one', htmlPage('Shipping', 'Two days within Germany.'));
    const id = await add('/one', { everyDays: 7 });
    const website = await get(id);
    expect(website).toMatchObject({ state: 'ready', pages: 1, problem: null });
    expect(Date.parse(website.nextAt ?? '') - Date.parse(website.readAt ?? '')).toBe(7 * 86_400_000);
    const [page] = await pagesOf(id);
    expect(page).toMatchObject({ kind: 'page', title: 'Shipping', state: 'ready', autoSend: false, language: 'en', url: `${site.url}/one` });
    const [before] = await fixture.passages(page.id);
    const revision = await fixture.revision();

    const due = () => fixture.dataSource.query('UPDATE knowledge_website SET next_at = NOW(3) WHERE id = ?', [idToBytes(id)]);
    await due();
    await fixture.runAll();
    expect(await fixture.revision()).toBe(revision);
    site.pages.set('/one', htmlPage('Shipping', 'Three days within Germany.'));
    await due();
    await fixture.runAll();
    const [after] = await fixture.passages(page.id);
    expect([after.text, after.id === before.id]).toEqual(['Three days within Germany.', false]);
  });

  it('that cannot be reached for a while stays in use and is marked; one that is gone is used no more', async () => {
    site.pages.set('/fades', htmlPage('Fades', 'Still true.'));
    const id = await add('/fades');
    const [page] = await pagesOf(id);
    site.pages.set('/fades', (_request, response) => response.writeHead(503).end());
    await fixture.websites.read(fixture.workspaceId, id);
    for (let turn = 0; turn < 5; turn++) {
      await fixture.runAll();
      await fixture.dataSource.query("UPDATE knowledge_document SET next_at = NOW(3) WHERE id = ? AND next_at IS NOT NULL", [idToBytes(page.id)]);
    }
    expect((await pagesOf(id))[0]).toMatchObject({ state: 'stale', passages: 1, problem: expect.stringMatching(/503.*stays in use/) });
    site.pages.delete('/fades');
    await fixture.websites.read(fixture.workspaceId, id);
    await fixture.runAll();
    expect((await pagesOf(id))[0]).toMatchObject({ state: 'failed', passages: 0, problem: expect.stringMatching(/not there any more/) });
    expect(await fixture.passages(page.id)).toEqual([]);
    expect((await get(id)).state).toBe('failed');
  });

  it('that was read in part is still so when its server says "unchanged"', async () => {
    const deep = `<!doctype html><title>Deep</title><body>${'<div>'.repeat(600)}All of its text.${'</div>'.repeat(600)}`;
    site.pages.set('/deep', (request, response) => {
      if (request.headers['if-none-match'] === '"1"') response.writeHead(304).end();
      else response.writeHead(200, { 'content-type': 'text/html', etag: '"1"' }).end(deep);
    });
    const id = await add('/deep');
    const partly = { state: 'partly', problem: expect.stringMatching(/nested so deeply/), passages: 1 };
    expect((await pagesOf(id))[0]).toMatchObject(partly);
    await fixture.websites.read(fixture.workspaceId, id);
    await fixture.runAll();
    expect((await pagesOf(id))[0]).toMatchObject(partly);
  });

  it('whose server says "unchanged" although it was never read is not called ready', async () => {
    site.pages.set('/never', (_request, response) => response.writeHead(304).end());
    const id = await add('/never');
    expect((await pagesOf(id))[0]).toMatchObject({ state: 'failed', passages: 0, problem: expect.stringMatching(/304/) });
  });

  it('whose website became for agents only while its page was being looked for is for agents only', async () => {
    site.pages.set('/secret', htmlPage('Secret', 'Margins.'));
    const { website } = await fixture.websites.add(fixture.workspaceId, fixture.actor, { clientId: newId(), url: `${site.url}/secret`, mode: 'page' });
    // The page is written in the second transaction of the worker; the first one took the website.
    const { transaction } = fixture.dataSource;
    let turn = 0;
    const meanwhile = jest.spyOn(fixture.dataSource, 'transaction').mockImplementation(async (...of: unknown[]) => {
      if (++turn === 2) await fixture.websites.update(fixture.workspaceId, fixture.actor, website.id, { audience: 'internal' });
      return transaction.apply(fixture.dataSource, of as never);
    });
    await fixture.websiteWork.runNext();
    meanwhile.mockRestore();
    await fixture.runAll();
    expect(await pagesOf(website.id)).toMatchObject([{ audience: 'internal', state: 'ready' }]);
  });

  it('whose server says "unchanged" still takes a new title and language into its passages', async () => {
    site.pages.set('/marked', (request, response) => {
      if (request.headers['if-none-match'] === '"1"') response.writeHead(304).end();
      else response.writeHead(200, { 'content-type': 'text/html', etag: '"1"' }).end(htmlPage('Marked', 'OK.'));
    });
    const id = await add('/marked');
    const [page] = await pagesOf(id);
    const [before] = await fixture.passages(page.id);
    await fixture.documents.update(fixture.workspaceId, fixture.actor, page.id, { title: 'Renamed', language: 'pt-BR' });
    await fixture.runAll();
    const [after] = await fixture.passages(page.id);
    expect(after.id).not.toBe(before.id);
    const [row] = await fixture.dataSource.query('SELECT language FROM knowledge_passage WHERE document_id = ?', [idToBytes(page.id)]);
    expect(row.language).toBe('pt-BR');
    expect((await pagesOf(id))[0]).toMatchObject({ title: 'Renamed', language: 'pt-BR', state: 'ready' });
  });

  it('that a person named before it was read keeps that name', async () => {
    site.pages.set('/early', htmlPage('What it calls itself', 'Some text.'));
    const { website } = await fixture.websites.add(fixture.workspaceId, fixture.actor, { clientId: newId(), url: `${site.url}/early`, mode: 'page' });
    await fixture.websiteWork.runNext();
    const [page] = await pagesOf(website.id);
    await fixture.documents.update(fixture.workspaceId, fixture.actor, page.id, { title: 'What we call it' });
    await fixture.runAll();
    expect((await pagesOf(website.id))[0]).toMatchObject({ title: 'What we call it', state: 'ready' });
  });

  it('that is for agents only stays so when the whole website may answer by itself', async () => {
    site.pages.set('/staff', htmlPage('Staff', 'Not for customers.'));
    const id = await add('/staff');
    const [page] = await pagesOf(id);
    await fixture.documents.update(fixture.workspaceId, fixture.actor, page.id, { audience: 'internal' });
    await fixture.websites.update(fixture.workspaceId, fixture.actor, id, { autoSend: true });
    expect((await pagesOf(id))[0]).toMatchObject({ audience: 'internal', autoSend: true });
    await fixture.documents.update(fixture.workspaceId, fixture.actor, page.id, { autoSend: false });
    await fixture.websites.update(fixture.workspaceId, fixture.actor, id, { audience: 'internal' });
    expect((await pagesOf(id))[0]).toMatchObject({ audience: 'internal', autoSend: false });
  });

  it('that stopped five workers ends the reading of its website, too', async () => {
    site.pages.set('/poison', htmlPage('Poison', 'x'));
    const { website } = await fixture.websites.add(fixture.workspaceId, fixture.actor, { clientId: newId(), url: `${site.url}/poison`, mode: 'page' });
    await fixture.websiteWork.runNext();
    await fixture.dataSource.query('UPDATE knowledge_document SET tries = 5 WHERE source_id = ?', [idToBytes(website.id)]);
    await fixture.runAll();
    expect(await get(website.id)).toMatchObject({ state: 'failed', problem: 'The page could not be read.' });
  });

  it('that a person deletes does not come back when its day has come', async () => {
    site.pages.set('/deleted', htmlPage('Deleted', 'Never again.'));
    const id = await add('/deleted', { everyDays: 7 });
    const [page] = await pagesOf(id);
    await fixture.documents.remove(fixture.workspaceId, fixture.actor, page.id);
    await fixture.dataSource.query('UPDATE knowledge_website SET next_at = NOW(3) WHERE id = ?', [idToBytes(id)]);
    await fixture.runAll();
    expect(await pagesOf(id)).toEqual([]);
    await expect(get(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('that robots may not read is refused', async () => {
    site.pages.set('/robots.txt', 'User-agent: *\nDisallow: /closed');
    site.pages.set('/closed', htmlPage('Closed', 'Not for robots.'));
    // Another worker, which has not asked this site for its rules yet.
    const fresh = await createIngestionFixture([site.host]);
    try {
      const { website } = await fresh.websites.add(fresh.workspaceId, fresh.actor, { clientId: newId(), url: `${site.url}/closed`, mode: 'page' });
      await fresh.runAll();
      expect((await fresh.documents.list(fresh.workspaceId, { sourceId: website.id })).items[0]).toMatchObject({ state: 'failed', problem: expect.stringMatching(/robots\.txt/) });
      expect(site.asked).not.toContain('/closed');
    } finally {
      await fresh.close();
    }
  });

  it('at a private address is refused before anything is stored', async () => {
    for (const url of ['http://127.0.0.1/', 'http://169.254.169.254/', 'http://[::1]/', 'localhost', 'http://2130706433/']) {
      await expect(fixture.websites.add(fixture.workspaceId, fixture.actor, { clientId: newId(), url, mode: 'page' })).rejects.toMatchObject({ code: 'KNOWLEDGE_ADDRESS_REFUSED', detail: expect.stringMatching(/private network/) });
    }
  });
});

describe('a sitemap', () => {
  it('is a list to choose from; chosen pages are read', async () => {
    site.pages.set('/index.xml', `<sitemapindex><sitemap><loc>${site.url}/a.xml</loc></sitemap><sitemap><loc>http://evil.example/b.xml</loc></sitemap></sitemapindex>`);
    site.pages.set('/a.xml', `<urlset><url><loc>${site.url}/p1</loc></url><url><loc>${site.url}/p2</loc></url><url><loc>http://other.example/x</loc></url><url><loc>http://127.0.0.1:1/x</loc></url></urlset>`);
    site.pages.set('/p1', htmlPage('First', 'The first page.'));
    site.pages.set('/p2', htmlPage('Second', 'The second page.'));
    const id = await add('/index.xml', { mode: 'sitemap' });
    expect(await get(id)).toMatchObject({ state: 'found', found: 2, pages: 0 });
    const found = await fixture.websites.found(fixture.workspaceId, id);
    expect(found.map(({ url, refused }) => [url.replace(site.url, ''), refused !== null])).toEqual([['/p1', false], ['/p2', false], ['http://other.example/x', true], ['http://127.0.0.1:1/x', true]]);
    await expect(fixture.websites.importPages(fixture.workspaceId, fixture.actor, id, [`${site.url}/not-listed`])).rejects.toMatchObject({ code: 'KNOWLEDGE_ADDRESS_REFUSED' });
    await fixture.websites.importPages(fixture.workspaceId, fixture.actor, id, [`${site.url}/p1`, `${site.url}/p2`]);
    await fixture.runAll();
    expect(await get(id)).toMatchObject({ state: 'ready', pages: 2 });
    expect((await fixture.websites.found(fixture.workspaceId, id)).filter(({ known }) => known)).toHaveLength(2);

    await fixture.websites.update(fixture.workspaceId, fixture.actor, id, { audience: 'internal', autoSend: true });
    expect((await pagesOf(id)).map(({ audience, autoSend }) => [audience, autoSend])).toEqual([['internal', true], ['internal', true]]);
    const pages = await pagesOf(id);
    await fixture.websites.remove(fixture.workspaceId, fixture.actor, id);
    for (const page of pages) await expect(fixture.documents.get(fixture.workspaceId, page.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const [{ count }] = await fixture.dataSource.query('SELECT COUNT(*) AS count FROM knowledge_passage WHERE document_id IN (?)', [pages.map((page) => idToBytes(page.id))]);
    expect(Number(count)).toBe(0);
  });

  it('of 10,000 pages shows the first 1,000 and says so; at most as many as wished are read', async () => {
    site.pages.set('/huge.xml', `<urlset>${Array.from({ length: 10_000 }, (_, no) => `<url><loc>${site.url}/h/${no}</loc></url>`).join('')}</urlset>`);
    const id = await add('/huge.xml', { mode: 'sitemap', maxPages: 2 });
    expect(await get(id)).toMatchObject({ state: 'found', found: 1000, problem: expect.stringMatching(/10,000 addresses; the first 1,000/) });
    await expect(fixture.websites.importPages(fixture.workspaceId, fixture.actor, id, [0, 1, 2].map((no) => `${site.url}/h/${no}`))).rejects.toMatchObject({ detail: expect.stringMatching(/At most 2 pages/) });
    expect((await get(id)).pages).toBe(0);
  });

  it('that lists hundreds of sitemaps is read as far as the bound, and says so', async () => {
    const child = (no: number) => `/children/${no}.xml`;
    site.pages.set('/children.xml', `<sitemapindex>${Array.from({ length: 250 }, (_, no) => `<sitemap><loc>${site.url}${child(no)}</loc></sitemap>`).join('')}</sitemapindex>`);
    for (let no = 0; no < 250; no++) site.pages.set(child(no), `<urlset><url><loc>${site.url}/of/${no}</loc></url></urlset>`);
    const id = await add('/children.xml', { mode: 'sitemap' });
    expect(await get(id)).toMatchObject({ state: 'found', found: 49, problem: 'Of the site’s 251 sitemaps the first 50 were read.' });
  }, 60_000);

  it('that is not there any more lets its known pages be read all the same, and says so', async () => {
    site.pages.set('/leaving.xml', `<urlset><url><loc>${site.url}/stays</loc></url><url><loc>${site.url}/goes</loc></url></urlset>`);
    site.pages.set('/stays', htmlPage('Stays', 'The old text.'));
    site.pages.set('/goes', htmlPage('Goes', 'Soon gone.'));
    const id = await add('/leaving.xml', { mode: 'sitemap', everyDays: 7 });
    await fixture.websites.importPages(fixture.workspaceId, fixture.actor, id, [`${site.url}/stays`, `${site.url}/goes`]);
    await fixture.runAll();
    site.pages.delete('/leaving.xml');
    site.pages.delete('/goes');
    site.pages.set('/stays', htmlPage('Stays', 'The new text.'));
    await fixture.websites.read(fixture.workspaceId, id);
    await fixture.runAll();
    const pages = new Map((await pagesOf(id)).map((page) => [page.title, page]));
    expect(pages.get('Goes')).toMatchObject({ state: 'failed', passages: 0 });
    expect((await fixture.passages(pages.get('Stays')?.id ?? '')).map(({ text }) => text)).toEqual(['The new text.']);
    const website = await get(id);
    expect(website).toMatchObject({ state: 'ready', problem: 'No sitemap was found at this address. Give the address of the sitemap itself, or choose “Follow links”. 1 of 2 pages could not be read.' });
    expect(Date.parse(website.nextAt ?? '')).toBeGreaterThan(Date.now());
  });

  it('that is not there says so', async () => {
    const id = await add('/none.xml', { mode: 'sitemap' });
    expect(await get(id)).toMatchObject({ state: 'failed', problem: expect.stringMatching(/No sitemap was found/) });
  });
});

describe('following links', () => {
  it('stays on the site, within its depth and number, and does not run in circles', async () => {
    site.pages.set('/c', htmlPage('Start', 'x', ['/c1', '/c2', '/c', 'http://other.example/', '/c1#part', '/file.zip', 'mailto:a@b.example']));
    site.pages.set('/c1', htmlPage('One', 'x', ['/c', '/c3']));
    site.pages.set('/c2', htmlPage('Two', 'x'));
    site.pages.set('/c3', htmlPage('Three', 'x', ['/c4']));
    site.pages.set('/c4', htmlPage('Four', 'x'));
    const id = await add('/c', { mode: 'crawl', depth: 2 });
    expect(await get(id)).toMatchObject({ state: 'found', found: 4, problem: null });
    expect((await fixture.websites.found(fixture.workspaceId, id)).map(({ url, title }) => [url.replace(site.url, ''), title])).toEqual([['/c', 'Start'], ['/c1', 'One'], ['/c2', 'Two'], ['/c3', 'Three']]);
    expect(site.asked.filter((path) => path === '/c')).toHaveLength(1);
  });

  it('of a site without an end stops', async () => {
    for (let day = 0; day < 60; day++) site.pages.set(`/cal?day=${day}`, htmlPage(`Day ${day}`, 'x', [`/cal?day=${day + 1}`]));
    site.pages.set('/cal', htmlPage('Calendar', 'x', Array.from({ length: 60 }, (_, day) => `/cal?day=${day}`)));
    const id = await add('/cal', { mode: 'crawl', depth: 3, maxPages: 10 });
    expect(await get(id)).toMatchObject({ found: 10, problem: expect.stringMatching(/first 10 pages/) });
    const all = await add('/cal', { mode: 'crawl', depth: 3 });
    expect((await get(all)).found).toBe(21);
  });
});

describe('a site that is made to keep its reader busy', () => {
  it('keeps nothing else waiting, and comes to an end', async () => {
    const hostile = await startTestSite();
    const own = await createIngestionFixture([hostile.host]);
    const delays = monitorEventLoopDelay();
    try {
      hostile.pages.set('/robots.txt', `User-agent: *\nDisallow: /${'a*'.repeat(250_000)}b`);
      hostile.pages.set('/', `<title${' <title'.repeat(50_000)}<a href="/${'a'.repeat(1900)}">x</a><a href="/comments">x</a>`);
      hostile.pages.set('/comments', '<!--'.repeat(1_200_000));
      hostile.pages.set('/busy.xml', `<urlset>${`<loc>${' '.repeat(3000)}x${' '.repeat(3000)}]`.repeat(500)}`);
      delays.enable();
      for (const [path, mode] of [['/', 'crawl'], ['/busy.xml', 'sitemap']] as const) {
        const { website } = await own.websites.add(own.workspaceId, own.actor, { clientId: newId(), url: hostile.url + path, mode });
        await own.runAll();
        expect(['found', 'failed']).toContain((await own.websites.get(own.workspaceId, website.id)).state);
      }
      delays.disable();
      expect(delays.max / 1e6).toBeLessThan(5000);
    } finally {
      await own.close();
      await hostile.close();
    }
  }, 120_000);
});

describe('pages of one host', () => {
  it('are read one at a time with the rest that its robots.txt asks for, also by several workers; others need not wait', async () => {
    const slow = await startTestSite();
    const own = await createIngestionFixture([slow.host]);
    const due = async (): Promise<string[]> => (await own.documents.list(own.workspaceId, { state: 'queued' })).items.map(({ title }) => title).sort();
    try {
      slow.pages.set('/robots.txt', 'User-agent: *\nCrawl-delay: 5');
      slow.pages.set('/map.xml', `<urlset>${[1, 2, 3].map((no) => `<url><loc>${slow.url}/${no}</loc></url>`).join('')}</urlset>`);
      for (const no of [1, 2, 3]) slow.pages.set(`/${no}`, htmlPage(`Page ${no}`, `Text ${no}.`));
      const { website } = await own.websites.add(own.workspaceId, own.actor, { clientId: newId(), url: `${slow.url}/map.xml`, mode: 'sitemap' });
      await own.runAll();
      await own.websites.importPages(own.workspaceId, own.actor, website.id, [1, 2, 3].map((no) => `${slow.url}/${no}`));
      slow.asked.length = 0;
      const other = own.workerWith(own.reader);
      const drain = async (worker: typeof other): Promise<void> => {
        while (await worker.runNext());
      };
      await Promise.all([drain(own.work), drain(other)]);
      expect(slow.asked.filter((path) => path !== '/robots.txt')).toHaveLength(1);
      expect(await due()).toHaveLength(2);
      await own.articles.create(own.workspaceId, own.actor, { clientId: newId(), title: 'In between', markdown: 'No page.', publish: true });
      await drain(other);
      expect(await due()).toHaveLength(2);
      const [{ ms }] = await own.dataSource.query('SELECT TIMESTAMPDIFF(MICROSECOND, NOW(3), rests_until) / 1000 AS ms FROM knowledge_host WHERE host = ?', [slow.host]);
      expect(Number(ms)).toBeGreaterThan(2000);
      expect(Number(ms)).toBeLessThanOrEqual(5000);
      await own.dataSource.query('UPDATE knowledge_host SET rests_until = NOW(3)');
      await Promise.all([drain(own.work), drain(other)]);
      expect(await due()).toHaveLength(1);
      expect(await own.turns.forget()).toBe(0);
      await own.dataSource.query('UPDATE knowledge_host SET rests_until = NOW(3) - INTERVAL 2 DAY');
      expect(await own.turns.forget()).toBe(1);
    } finally {
      await own.close();
      await slow.close();
    }
  }, 60_000);

  it('that lead to another site are not read', async () => {
    const elsewhere = await startTestSite();
    const own = await createIngestionFixture([site.host, elsewhere.host]);
    try {
      elsewhere.pages.set('/', htmlPage('Elsewhere', 'Not ours.'));
      site.pages.set('/moved', (_request, response) => response.writeHead(302, { location: `${elsewhere.url}/` }).end());
      const { website } = await own.websites.add(own.workspaceId, own.actor, { clientId: newId(), url: `${site.url}/moved`, mode: 'page' });
      await own.runAll();
      expect((await own.documents.list(own.workspaceId, { sourceId: website.id })).items[0]).toMatchObject({ state: 'failed', problem: expect.stringMatching(/leads to another site/) });
      expect(elsewhere.asked).toEqual([]);
    } finally {
      await own.close();
      await elsewhere.close();
    }
  });
});
