import { existsSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const NOT_BUILT = '<!doctype html><meta charset="utf-8"><title>MailTrixy</title><p>The API is running, but the web app has not been built. Run <code>npm start</code>.</p>';
/** Names with a content hash, as the Angular build gives them. */
const HASHED = /-[A-Z0-9]{8}\.\w+$/;

/** Serves the Angular app; every address that is neither a file nor under /api is the app's own. */
export async function serveWebApp(fastify: FastifyInstance, webRoot: string | null): Promise<void> {
  const built = webRoot !== null && existsSync(path.join(webRoot, 'index.html'));
  if (built) {
    await fastify.register(fastifyStatic, {
      root: webRoot,
      wildcard: false,
      index: false,
      cacheControl: false,
      preCompressed: true,
      setHeaders: (reply, file) => {
        void reply.header('cache-control', HASHED.test(file.replace(/\.(br|gz)$/, '')) ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }
  const answer = (request: FastifyRequest, reply: FastifyReply) => {
    const file = request.url.split('?')[0];
    // An address with an extension is a file that does not exist; the app's HTML in its place would only confuse.
    if (/^\/api(\/|$)/.test(file) || /\.[a-z0-9]+$/i.test(file)) return reply.callNotFound();
    if (!built) return reply.type('text/html').header('cache-control', 'no-store').send(NOT_BUILT);
    return reply.header('cache-control', 'no-cache').sendFile('index.html');
  };
  fastify.get('/', answer);
  fastify.get('/*', answer);
}
