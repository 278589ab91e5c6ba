import type { SeededWorkspace } from '@mailtrixy/server/accounts/testing';
import { createTestApi, type TestApi } from './testing/test-api';
import { NOT_AN_ID, TENANT_FIXTURES } from './testing/tenant-fixtures';
import { everythingOf, seedVictim } from './testing/victim';

/** Not UUIDs, or not only: ids that a scanner tries. */
const ODD_IDS = ['0', '-1', '1', 'null', 'undefined', '%00', "1'%20OR%20'1'='1", '..%2f..%2fetc', 'a'.repeat(150), '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'];

/** Codes that say a call did not get as far as the row. */
const STOPPED_EARLY = ['NOT_FOUND', 'VALIDATION_FAILED', 'BODY_NOT_JSON', 'FORBIDDEN', 'SESSION_REQUIRED', 'INTERNAL'];

describe('another workspace’s ids', () => {
  let api: TestApi;
  let attacker: SeededWorkspace;

  beforeAll(async () => {
    // Nothing may be reached from here: what a route would ask of Meta fails at once.
    api = await createTestApi({ MAILTRIXY_GRAPH_URL: 'http://127.0.0.1:9' });
    attacker = await api.seed('Attacker');
  });
  afterAll(() => api?.close());

  const withIds = () => api.routes.filter((route) => route.path.includes(':') && !NOT_AN_ID.has(`${route.method} ${route.path}`));

  it('are known for every route that takes one', () => {
    expect(withIds().map((route) => `${route.method} ${route.path}`).filter((name) => !(name in TENANT_FIXTURES))).toEqual([]);
  });

  it('answer 404 on every route and change nothing, while their owner is let through', async () => {
    const broken: string[] = [];
    for (const route of withIds()) {
      const name = `${route.method} ${route.path}`;
      const fixture = TENANT_FIXTURES[name];
      if (!fixture) continue;
      const victim = await seedVictim(api.dataSource, await api.seed('Victim'));
      const url = Object.entries(fixture.params(victim)).reduce((path, [param, value]) => path.replace(`:${param}`, value), route.path);
      const body = fixture.body?.(victim);
      const before = await everythingOf(api.dataSource, victim.workspace.workspaceId);
      const attack = await api.call(route.method, url, { token: await attacker.members.owner.newSession(), body });
      const after = await everythingOf(api.dataSource, victim.workspace.workspaceId);
      if (attack.status !== 404 || attack.body.code !== 'NOT_FOUND') broken.push(`${name}: ${attack.status} ${attack.body.code ?? ''} instead of 404`);
      if (after !== before) broken.push(`${name}: rows of the other workspace changed`);
      if (attack.text.includes(victim.workspace.workspaceId)) broken.push(`${name}: tells the other workspace's id`);
      // Proves that the fixture names something that exists.
      const own = await api.call(route.method, url, { token: await victim.workspace.members.owner.newSession(), body });
      if (STOPPED_EARLY.includes(own.body.code ?? '') && own.body.code !== fixture.ownerGets) broken.push(`${name}: the fixture is wrong, its own owner gets ${own.status} ${own.body.code ?? ''} ${own.body.detail ?? ''}`);
    }
    expect(broken).toEqual([]);
  }, 600_000);

  it('of odd forms answer 404 too, never 500', async () => {
    const token = await attacker.members.owner.newSession();
    const broken: string[] = [];
    for (const route of withIds()) {
      for (const odd of ODD_IDS) {
        const url = route.path.replace(/:name/, 'access_token').replace(/:\w+/g, odd);
        const fixture = TENANT_FIXTURES[`${route.method} ${route.path}`];
        const { status } = await api.call(route.method, url, { token, body: fixture?.body?.({} as never) });
        if (status !== 404 && status !== 400 && status !== 414) broken.push(`${route.method} ${url}: ${status}`);
      }
    }
    expect(broken).toEqual([]);
  }, 600_000);
});
