import type { SeededWorkspace } from '@mailtrixy/server/accounts/testing';
import { newId } from '@mailtrixy/server/platform/clock';
import { ROLES } from '@mailtrixy/shared/dto';
import { OUTSIDE_API, type CatalogRoute } from './route-catalog';
import { documentedRoutes } from './testing/documented-routes';
import { createTestApi, type Answer, type TestApi } from './testing/test-api';

const PRINCIPALS = ['anon', 'deactivated', ...ROLES] as const;

/** Codes by which our own guards turn somebody away. */
const TURNED_AWAY = ['SESSION_REQUIRED', 'FORBIDDEN'];

describe('every route', () => {
  let api: TestApi;
  let seeded: SeededWorkspace;

  beforeAll(async () => {
    api = await createTestApi();
    seeded = await api.seed('Acme');
  });
  afterAll(() => api?.close());

  // A new session for every call: some routes end the one they are called with.
  const tokenOf = (who: (typeof PRINCIPALS)[number]) => (who === 'anon' ? null : who === 'deactivated' ? seeded.deactivated.newSession() : seeded.members[who].newSession());

  const call = async (route: CatalogRoute, who: (typeof PRINCIPALS)[number]): Promise<Answer> => {
    const url = route.path.replace(/:\w+/g, () => newId()).replace('*', 'anything');
    const method = route.method === 'ALL' ? 'POST' : route.method;
    return api.call(method, url, { token: await tokenOf(who), ...(['GET', 'DELETE'].includes(method) ? {} : { body: {} }) });
  };

  it('keeps its promise to everybody', async () => {
    const broken: string[] = [];
    for (const route of api.routes) {
      for (const who of PRINCIPALS) {
        const { status, body } = await call(route, who);
        const expected = route.metadata.public ? 'in' : who === 'anon' || who === 'deactivated' ? 'SESSION_REQUIRED' : route.metadata.roles.includes(who) ? 'in' : 'FORBIDDEN';
        const seen = TURNED_AWAY.includes(body?.code ?? '') ? body.code : 'in';
        if (seen !== expected) broken.push(`${route.method} ${route.path} as ${who}: ${status} ${body?.code ?? ''} instead of ${expected}`);
        if (status >= 500 && status !== 503) broken.push(`${route.method} ${route.path} as ${who}: ${status}`);
      }
    }
    expect(broken).toEqual([]);
  }, 120_000);

  describe('in docs/api.md', () => {
    const show = (route: { method: string; path: string }, isPublic: boolean, roles: readonly string[]) => `${route.method} ${route.path}: ${isPublic ? 'public' : roles.join(', ')}`;
    const documented = () => documentedRoutes().map((route) => show(route, route.public, route.roles));
    const served = () => api.routes.filter((route) => !OUTSIDE_API.includes(route.path.slice(1))).map((route) => show(route, route.metadata.public, route.metadata.roles));

    it('has the same roles', () => expect(served().filter((route) => !documented().includes(route))).toEqual([]));

    it('is served, if it is there', () => {
      const raw = ['POST /api/webhooks/whatsapp: public'];
      expect(documented().filter((route) => !served().includes(route) && !raw.includes(route))).toEqual([]);
    });
  });
});
