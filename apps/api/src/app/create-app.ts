import type { IncomingMessage, RequestListener } from 'node:http';
import { RequestMethod } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { newId } from '@mailtrixy/server/platform/clock';
import type { Settings } from '@mailtrixy/server/platform/config';
import type { Logger } from '@mailtrixy/server/platform/logging';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { AppModule } from './app.module';
import { OpenApiDocument } from './docs/openapi-document';
import { logAccess } from './http/access-log';
import { UPLOAD_PATHS } from './http/body-time';
import type { FrontDoor } from './http/front-door';
import { parseJsonBody } from './http/json-body';
import { nestLogger } from './http/nest-logger';
import { ProblemError } from './http/problem-error';
import { problemDocument } from './http/problem-document';
import { OUTSIDE_API } from './http/route-catalog';
import { securityHeaders } from './http/security-headers';
import { serveWebApp } from './http/web-app';
import { Metrics } from './probes/metrics';

const BODY_LIMIT = 1024 * 1024;
const REQUEST_ID = /^[A-Za-z0-9_-]{8,64}$/;

export interface AppParts {
  settings: Settings;
  logger: Logger;
  /** Owns the http.Server; it may be listening already. */
  frontDoor: FrontDoor;
}

/** The whole api, initialised and attached to the front door. The caller listens and then calls `frontDoor.ready()`. */
export async function createApp({ settings, logger, frontDoor }: AppParts): Promise<NestFastifyApplication> {
  const headers = securityHeaders(settings);
  const adapter = new FastifyAdapter({
    // An address that is no URL, or too long: answered before any hook of ours.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      const tooLong = error.statusCode === 414;
      void reply.code(tooLong ? 414 : 400).headers({ ...headers, 'x-request-id': request.id, 'content-type': 'application/problem+json' });
      void reply.send(JSON.stringify(problemDocument('VALIDATION_FAILED', tooLong ? 414 : 400, tooLong ? 'The address is too long.' : 'The address is not a valid URL.', [], request.id)));
    },
    serverFactory: (handler: RequestListener) => frontDoor.attach(handler),
    bodyLimit: BODY_LIMIT,
    // The nearest `trustedProxies` hops are ours; what they say of the caller counts, what a caller says of itself does not.
    trustProxy: (_address: string, hop: number) => hop < settings.trustedProxies,
    // The callback URL may be pasted with a slash at its end: Meta then verifies and posts there.
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
    genReqId: (request: IncomingMessage) => {
      const given = settings.trustedProxies ? request.headers['x-request-id'] : undefined;
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : newId();
    },
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forRoot(settings, logger, frontDoor), adapter, { bodyParser: false, logger: nestLogger(logger), abortOnError: false });
  app.setGlobalPrefix('api', { exclude: OUTSIDE_API.map((path) => ({ path, method: RequestMethod.ALL })) });

  const fastify = adapter.getInstance();
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.headers(headers).header('x-request-id', request.id);
    if (request.url.startsWith('/api')) void reply.header('cache-control', 'no-store');
    done();
  });
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, parseJsonBody(body as string));
    } catch (error) {
      done(error as Error);
    }
  });
  // A form with a file is left unread for the routes that stream it: their guards come before its bytes.
  fastify.addContentTypeParser('multipart/form-data', (request, _payload, done) => {
    if (UPLOAD_PATHS.has(request.routeOptions.url ?? '') && request.method === 'POST') done(null);
    else done(new ProblemError('UNSUPPORTED_MEDIA_TYPE', 415, 'Send the body as application/json.'));
  });
  logAccess(fastify, logger, (...call) => app.get(Metrics).countRequest(...call));
  await serveWebApp(fastify, settings.webRoot);

  app.get(OpenApiDocument).of(app);
  await app.init();
  await fastify.ready();
  return app;
}
