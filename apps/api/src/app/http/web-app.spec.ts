import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fastify, type FastifyInstance } from 'fastify';
import { serveWebApp } from './web-app';

describe('serveWebApp', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'mx-web-'));
  let server: FastifyInstance;

  beforeAll(async () => {
    mkdirSync(path.join(root, 'browser/assets'), { recursive: true });
    writeFileSync(path.join(root, 'secret.txt'), 'secret');
    writeFileSync(path.join(root, 'browser/index.html'), '<mx-root></mx-root>');
    writeFileSync(path.join(root, 'browser/main-AB12CD34.js'), 'let app;');
    writeFileSync(path.join(root, 'browser/assets/icon.svg'), '<svg/>');
    server = fastify();
    await serveWebApp(server, path.join(root, 'browser'));
    await server.ready();
  });
  afterAll(async () => {
    await server.close();
    rmSync(root, { recursive: true });
  });

  const get = async (url: string) => {
    const { statusCode, headers, payload } = await server.inject(url);
    return { status: statusCode, cache: headers['cache-control'], type: headers['content-type'], text: payload };
  };

  it.each(['/', '/inbox', '/inbox/all/0190?x=1', '/setup'])('gives the app for %s, never from a cache', async (url) => {
    expect(await get(url)).toMatchObject({ status: 200, cache: 'no-cache', text: '<mx-root></mx-root>' });
  });

  it('lets browsers keep files whose name is their content', async () => {
    expect(await get('/main-AB12CD34.js')).toMatchObject({ status: 200, cache: 'public, max-age=31536000, immutable', text: 'let app;' });
    expect(await get('/assets/icon.svg')).toMatchObject({ status: 200, cache: 'no-cache' });
  });

  it.each(['/main-00000000.js', '/api', '/api/nothing', '/..%2fsecret.txt', '/../secret.txt', '/assets/..%2f..%2fsecret.txt', '/%2e%2e/secret.txt'])('gives 404 for %s', async (url) => {
    const answer = await get(url);
    expect(answer.status).toBe(404);
    expect(answer.text).not.toContain('secret\n');
    expect(answer.text).not.toBe('secret');
  });

  it('says what to do when the app was not built', async () => {
    const bare = fastify();
    await serveWebApp(bare, null);
    expect((await bare.inject('/inbox')).payload).toContain('npm start');
    await bare.close();
  });
});
