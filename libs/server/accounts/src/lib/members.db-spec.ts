import type { Role } from '@mailtrixy/shared/dto';
import { createAccounts, seedWorkspace, type SeededWorkspace, type TestAccounts } from '../testing';

describe('members', () => {
  let accounts: TestAccounts;
  let seeded: SeededWorkspace;

  beforeAll(async () => (accounts = await createAccounts()));
  beforeEach(async () => (seeded = await seedWorkspace(accounts.dataSource, 'Acme')));
  afterAll(() => accounts.drop());

  const as = async (role: Role) => accounts.principal(await seeded.members[role].newSession());
  const change = async (role: Role, target: Role, what: { role?: Role; active?: boolean }) => accounts.members.update(seeded.workspaceId, await as(role), seeded.members[target].userId, what);
  const codeOf = (promise: Promise<unknown>) => promise.then(() => 'OK', (error: { code?: string }) => error.code ?? String(error));

  it.each<[Role, Role, { role?: Role; active?: boolean }, string]>([
    ['owner', 'agent', { role: 'admin' }, 'OK'],
    ['owner', 'admin', { role: 'owner' }, 'OK'],
    ['owner', 'admin', { active: false }, 'OK'],
    ['admin', 'agent', { role: 'lead' }, 'OK'],
    ['admin', 'agent', { role: 'admin' }, 'OK'],
    ['admin', 'agent', { active: false }, 'OK'],
    ['admin', 'agent', { role: 'owner' }, 'FORBIDDEN'],
    ['admin', 'admin', { role: 'owner' }, 'FORBIDDEN'],
    ['admin', 'admin', { active: false }, 'FORBIDDEN'],
    ['admin', 'admin', { role: 'viewer' }, 'OK'],
    ['admin', 'owner', { role: 'viewer' }, 'FORBIDDEN'],
    ['admin', 'owner', { active: false }, 'FORBIDDEN'],
    ['owner', 'owner', { role: 'admin' }, 'LAST_OWNER'],
    ['owner', 'owner', { active: false }, 'FORBIDDEN'],
    ['lead', 'agent', { role: 'viewer' }, 'FORBIDDEN'],
  ])('%s on %s: %j → %s', async (actor, target, what, expected) => {
    expect(await codeOf(change(actor, target, what))).toBe(expected);
  });

  it('keeps an owner when two demote each other, or themselves, at the same moment', async () => {
    for (let round = 0; round < 10; round++) {
      const workspace = await seedWorkspace(accounts.dataSource, 'Race');
      const first = await accounts.principal(await workspace.members.owner.newSession());
      await accounts.members.update(workspace.workspaceId, first, workspace.members.admin.userId, { role: 'owner' });
      const second = await accounts.principal(await workspace.members.admin.newSession());
      const targets = round % 2 ? [first.userId, second.userId] : [second.userId, first.userId];
      const results = await Promise.all([
        codeOf(accounts.members.update(workspace.workspaceId, first, targets[0], { role: 'agent' })),
        codeOf(accounts.members.update(workspace.workspaceId, second, targets[1], { role: 'agent' })),
      ]);
      expect(results.filter((result) => result === 'OK')).toHaveLength(1);
      const members = await accounts.members.list(workspace.workspaceId);
      expect(members.filter((member) => member.role === 'owner' && !member.disabledAt)).toHaveLength(1);
    }
  });

  it('ends the sessions of a deactivated member at once and lets them in again when activated', async () => {
    const token = await seeded.members.agent.newSession();
    await change('admin', 'agent', { active: false });
    await expect(accounts.principal(token)).rejects.toThrow('no session');
    await change('admin', 'agent', { active: true });
    await expect(accounts.principal(token)).rejects.toThrow('no session');
    await expect(accounts.principal(await seeded.members.agent.newSession())).resolves.toMatchObject({ role: 'agent' });
  });

  it('counts a new role with the next request', async () => {
    const token = await seeded.members.agent.newSession();
    await change('owner', 'agent', { role: 'viewer' });
    expect(await accounts.principal(token)).toMatchObject({ role: 'viewer' });
  });

  it('does not see or change people of another workspace', async () => {
    const other = await seedWorkspace(accounts.dataSource, 'Other');
    const owner = await as('owner');
    expect(await codeOf(accounts.members.update(seeded.workspaceId, owner, other.members.agent.userId, { active: false }))).toBe('NOT_FOUND');
    expect((await accounts.members.list(seeded.workspaceId)).map((member) => member.userId)).not.toContain(other.members.agent.userId);
    expect(await accounts.members.find(seeded.workspaceId, other.members.agent.userId)).toBeNull();
  });

  it('writes who changed what, and pages the audit log without gaps or repeats', async () => {
    for (const role of ['lead', 'viewer', 'agent', 'lead', 'viewer'] as const) await change('owner', 'agent', { role });
    const all = await accounts.audit.page(seeded.workspaceId, undefined, 100);
    expect(all.items).toHaveLength(5);
    expect(all.items[0]).toMatchObject({ actor: seeded.members.owner.name, action: 'member.role_changed', target: seeded.members.agent.email, change: { role: { before: 'lead', after: 'viewer' } } });
    const paged: string[] = [];
    for (let cursor: string | undefined, rounds = 0; rounds < 10; rounds++) {
      const page = await accounts.audit.page(seeded.workspaceId, cursor, 2);
      paged.push(...page.items.map((item) => item.id));
      if (!page.nextCursor) break;
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(all.items.map((item) => item.id));
    expect(await codeOf(accounts.audit.page(seeded.workspaceId, 'bm90IGEgY3Vyc29y', 2))).toBe('VALIDATION_FAILED');
  });
});
