import { Inject, Injectable, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { ModulesContainer } from '@nestjs/core';
import { ROUTE_METADATA, type RouteMetadata } from './route.decorator';

/** Paths that stand beside /api. */
export const OUTSIDE_API = ['healthz', 'readyz', 'metrics'];

export interface CatalogRoute {
  method: string;
  /** As Fastify has it, e.g. /api/members/:userId */
  path: string;
  /** Controller.handler */
  handler: string;
  metadata: RouteMetadata;
}

/** Every route of the application, read from the controllers themselves. */
@Injectable()
export class RouteCatalog {
  constructor(@Inject(ModulesContainer) private readonly modules: ModulesContainer) {}

  /** @throws Error that names each handler without @Route and each body or query without a DTO class */
  routes(): CatalogRoute[] {
    const wrong: string[] = [];
    const routes: CatalogRoute[] = [];
    for (const module of this.modules.values()) {
      for (const { metatype } of module.controllers.values()) {
        if (typeof metatype === 'function') this.readController(metatype as new () => object, routes, wrong);
      }
    }
    if (wrong.length) throw new Error(`The api does not start:\n- ${wrong.join('\n- ')}`);
    return routes.sort((a, b) => (`${a.path} ${a.method}` < `${b.path} ${b.method}` ? -1 : 1));
  }

  private readController(controller: new () => object, routes: CatalogRoute[], wrong: string[]): void {
    const base = String([Reflect.getMetadata(PATH_METADATA, controller) ?? ''].flat()[0]);
    for (const name of Object.getOwnPropertyNames(controller.prototype)) {
      const handler: unknown = Object.getOwnPropertyDescriptor(controller.prototype, name)?.value;
      const method: unknown = typeof handler === 'function' ? Reflect.getMetadata(METHOD_METADATA, handler) : undefined;
      if (typeof handler !== 'function' || method === undefined) continue;
      const where = `${controller.name}.${name}`;
      const metadata = Reflect.getMetadata(ROUTE_METADATA, handler) as RouteMetadata | undefined;
      if (!metadata) wrong.push(`${where} has no @Route({ … }): say who may call it`);
      else if (!metadata.public && !metadata.roles.length) wrong.push(`${where} lets nobody in: its @Route names no role`);
      if (hasUncheckedInput(controller, name)) wrong.push(`${where} takes a body or query without a DTO class: import the class as a value, not with "import type"`);
      for (const path of [Reflect.getMetadata(PATH_METADATA, handler) as string | string[]].flat()) {
        if (metadata) routes.push({ method: RequestMethod[method as number], path: fullPath(base, path), handler: where, metadata });
      }
    }
  }
}

function fullPath(base: string, path: string): string {
  const parts = [base, path].flatMap((part) => part.split('/')).filter(Boolean);
  return `/${(OUTSIDE_API.includes(parts[0]) ? parts : ['api', ...parts]).join('/')}`;
}

/** A whole body or query whose type was erased would reach the handler unchecked, without a word from Nest. */
function hasUncheckedInput(controller: new () => object, name: string): boolean {
  const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as Record<string, { index: number; data?: unknown }>;
  const types = (Reflect.getMetadata('design:paramtypes', controller.prototype, name) ?? []) as unknown[];
  const BODY = '3';
  const QUERY = '4';
  return Object.entries(args).some(([key, { index, data }]) => [BODY, QUERY].includes(key.split(':')[0]) && data === undefined && (types[index] === undefined || types[index] === Object));
}
