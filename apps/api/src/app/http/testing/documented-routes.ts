import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROLES, type Role } from '@mailtrixy/shared/dto';

export interface DocumentedRoute {
  method: string;
  path: string;
  public: boolean;
  roles: readonly Role[];
}

/**
 * The route table of docs/api.md. A cell lists routes with " · ": a first full one, then full ones, a method alone (same
 * path), "/:id" (appended) or a last segment such as "/accept" (in place of the last one).
 */
export function documentedRoutes(): DocumentedRoute[] {
  const text = readFileSync(path.join(__dirname, '../../../../../../docs/api.md'), 'utf8');
  const rows = text.split('\n').filter((line) => /^\| [A-Z]/.test(line));
  return rows.flatMap((row) => {
    const [, routes, roles] = row.split('|').map((cell) => cell.trim());
    return readCell(routes).map((route) => ({ ...route, ...readRoles(roles) }));
  });
}

function readCell(cell: string): { method: string; path: string }[] {
  const found: { method: string; path: string }[] = [];
  let method = '';
  let base = '';
  for (const part of cell.split(' · ')) {
    const [, methods, rest = ''] = /^((?:[A-Z]+(?:, )?)*)\s*(.*)$/.exec(part.trim()) ?? [];
    if (methods) method = methods.trim();
    for (const text of rest.split(', ')) {
      const own = text.split('?')[0].trim();
      const target = own === '' ? base : resolve(base, own);
      if (!base) base = target;
      for (const one of method.split(', ')) found.push({ method: one === 'ANY' ? 'ALL' : one, path: `/api${target}` });
    }
  }
  return found;
}

function resolve(base: string, own: string): string {
  if (!base || own.split('/').length > 2 || base.split('/').length <= 2) return own.startsWith('/:') ? base + own : own;
  return own.startsWith('/:') ? base + own : base.replace(/\/[^/]+$/, own);
}

function readRoles(cell: string): { public: boolean; roles: readonly Role[] } {
  if (cell === 'public' || cell === 'Meta') return { public: true, roles: [] };
  if (cell === 'any') return { public: false, roles: ROLES };
  if (cell.startsWith('not ')) return { public: false, roles: ROLES.filter((role) => !cell.includes(role)) };
  return { public: false, roles: ROLES.filter((role) => cell.split(', ').includes(role)) };
}
