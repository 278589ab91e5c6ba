import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Controller, Get, Header, Inject, Param, Res } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ProblemError, Route } from '../http';
import { OpenApiDocument } from './openapi-document';

const TYPES: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'swagger-ui-standalone-preset.js': 'text/javascript; charset=utf-8',
};
const START = "window.ui = SwaggerUIBundle({ url: '/api/docs-json', dom_id: '#ui', presets: [SwaggerUIBundle.presets.apis] });";
const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>MailTrixy API</title><link rel="stylesheet" href="/api/docs/swagger-ui.css"></head>
<body><div id="ui"></div><script src="/api/docs/swagger-ui-bundle.js"></script><script src="/api/docs/start.js"></script></body></html>`;

/** OpenAPI for owners and admins. Served by hand, because @nestjs/swagger's own routes pass no guard. */
@Controller()
export class DocsController {
  private readonly folder = path.dirname(createRequire(createRequire(__filename).resolve('@nestjs/swagger')).resolve('swagger-ui-dist/package.json'));

  constructor(@Inject(OpenApiDocument) private readonly document: OpenApiDocument) {}

  @Get('docs')
  @Route({ roles: ['owner', 'admin'], scope: 'instance' })
  @Header('content-type', 'text/html; charset=utf-8')
  page(): string {
    return PAGE;
  }

  @Get('docs-json')
  @Route({ roles: ['owner', 'admin'], scope: 'instance' })
  json(): OpenAPIObject {
    return this.document.get();
  }

  @Get('docs/:file')
  @Route({ roles: ['owner', 'admin'], scope: 'instance' })
  async asset(@Param('file') file: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer | string> {
    if (file === 'start.js') {
      void reply.type('text/javascript; charset=utf-8');
      return START;
    }
    if (!Object.hasOwn(TYPES, file)) throw new ProblemError('NOT_FOUND', 404, 'There is nothing at this address.');
    void reply.type(TYPES[file]);
    return readFile(path.join(this.folder, file));
  }
}
