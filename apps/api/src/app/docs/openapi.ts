import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { ModulesContainer } from '@nestjs/core';
import { RouteCatalog } from '../http/route-catalog';
import { VERSION } from '../version';
import { describeDtos } from './describe-dtos';

/** The document of every route: bodies and queries from the DTO classes, who may call from the route metadata. */
export function buildOpenApi(app: Pick<INestApplication, 'get'> & INestApplication): OpenAPIObject {
  describeDtos(inputClasses(app.get(ModulesContainer)));
  const document = SwaggerModule.createDocument(app, new DocumentBuilder().setTitle('MailTrixy').setVersion(VERSION).setDescription('Errors are problem+json (RFC 9457) with a stable code. See docs/api.md.').addCookieAuth('mx').build());
  for (const route of app.get(RouteCatalog).routes()) {
    const operation = (document.paths[route.path.replace(/:(\w+)/g, '{$1}')] as Record<string, { description?: string; security?: unknown[] }> | undefined)?.[route.method.toLowerCase()];
    if (!operation) continue;
    operation.description = route.metadata.public ? 'Public.' : `Roles: ${route.metadata.roles.join(', ')}.`;
    operation.security = route.metadata.public ? [] : [{ cookie: [] }];
  }
  return document;
}

/** Types of whole bodies and queries, which the boot check guarantees to be classes. */
function inputClasses(modules: ModulesContainer): Set<new () => object> {
  const classes = new Set<new () => object>();
  for (const { controllers } of modules.values()) {
    for (const { metatype } of controllers.values()) {
      if (typeof metatype !== 'function') continue;
      for (const name of Object.getOwnPropertyNames(metatype.prototype)) {
        const types = (Reflect.getMetadata('design:paramtypes', metatype.prototype as object, name) ?? []) as (new () => object)[];
        const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, metatype, name) ?? {}) as Record<string, { index: number; data?: unknown }>;
        for (const [key, { index, data }] of Object.entries(args)) if (/^[34]:/.test(key) && data === undefined && types[index]) classes.add(types[index]);
      }
    }
  }
  return classes;
}
