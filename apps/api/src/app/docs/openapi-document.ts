import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { buildOpenApi } from './openapi';

/** The OpenAPI document, built when somebody first asks for it. */
export class OpenApiDocument {
  private app: INestApplication | null = null;
  private document: OpenAPIObject | null = null;

  /** Called once the application exists; a provider cannot inject it. */
  of(app: INestApplication): void {
    this.app = app;
  }

  get(): OpenAPIObject {
    if (!this.app) throw new Error('OpenApiDocument.of was not called');
    return (this.document ??= buildOpenApi(this.app));
  }
}
