import { newId } from '@mailtrixy/server/platform/clock';
import { createAccounts, seedWorkspace, SEED_PASSWORD, type SeededWorkspace, type TestAccounts } from '../testing';
import { INVITATION_MS } from './invitations.service';
import { RESET_MS } from './password-resets.service';
import type { Principal } from './principal';

const origin = { ip: '192.0.2.1', userAgent: 'Firefox', requestId: 'r-1' };
const PASSWORD = 'another wagon pickle';
const tokenOf = (link: { url: string }) => link.url.split('#token=')[1];

describe('one-time links', () => {
  let accounts: TestAccounts;
  let seeded: SeededWorkspace;
  let owner: Principal;
  let admin: Principal;

  beforeAll(async () => {
    accounts = await createAccounts();
    seeded = await seedWorkspace(accounts.dataSource, 'Acme', await accounts.hasher.hash(SEED_PASSWORD), () => accounts.clock.now());
  });
  beforeEach(async () => {
    owner = await accounts.principal(await seeded.members.owner.newSession());
    admin = await accounts.principal(await seeded.members.admin.newSession());
  });
  afterAll(() => accounts.drop());

  const invite = (actor: Principal, request: { clientId?: string; email?: string; role?: 'agent' | 'admin' | 'owner' } = {}) => accounts.invitations.create(seeded.workspaceId, actor, { clientId: newId(), role: 'agent', ...request });
  const accept = (token: string, email: string) => accounts.invitations.accept({ token, name: 'New One', email, password: PASSWORD }, origin, null);
  const codeOf = (promise: Promise<unknown>) => promise.then(() => 'OK', (error: { code?: string }) => error.code ?? String(error));

  describe('invitations', () => {
    it('are built from the public address, with the token in the fragment, stored as a hash', async () => {
      const link = await invite(admin, { email: 'New@Acme.example' });
      expect(link.url).toMatch(/^https:\/\/inbox\.example\.org\/invite#token=[\w-]{43}$/);
      expect(JSON.stringify(await accounts.dataSource.query('SELECT * FROM invitation'))).not.toContain(tokenOf(link));
      expect(await accounts.invitations.preview(tokenOf(link))).toEqual({ workspaceName: 'Acme', email: 'new@acme.example', role: 'agent' });
    });

    it('let one in when eight accept at the same moment', async () => {
      const token = tokenOf(await invite(admin));
      const results = await Promise.all(Array.from({ length: 8 }, (_, index) => codeOf(accept(token, `race${index}@acme.example`))));
      expect(results.filter((result) => result === 'OK')).toHaveLength(1);
      expect(results.filter((result) => result === 'LINK_EXPIRED')).toHaveLength(7);
      expect(await codeOf(accounts.invitations.preview(token))).toBe('LINK_EXPIRED');
    });

    it('are for the address they name, and not for one that is in use', async () => {
      const link = await invite(admin, { email: 'carl@acme.example' });
      expect(await codeOf(accept(tokenOf(link), 'eve@acme.example'))).toBe('VALIDATION_FAILED');
      expect(await codeOf(accept(tokenOf(link), 'Carl@acme.example'))).toBe('OK');
      expect(await codeOf(invite(admin, { email: 'carl@acme.example' }))).toBe('EMAIL_TAKEN');
      const open = tokenOf(await invite(admin));
      expect(await codeOf(accept(open, seeded.members.viewer.email))).toBe('EMAIL_TAKEN');
      expect(await codeOf(accept(open, 'dora@acme.example'))).toBe('OK');
    });

    it('end after seven days, when withdrawn, and when whoever made them may no longer', async () => {
      const old = tokenOf(await invite(owner));
      accounts.clock.advance(INVITATION_MS + 1);
      expect(await codeOf(accept(old, 'old@acme.example'))).toBe('LINK_EXPIRED');
      owner = await accounts.principal(await seeded.members.owner.newSession());
      const withdrawn = await invite(owner);
      const [row] = await accounts.invitations.list(seeded.workspaceId);
      await accounts.invitations.revoke(seeded.workspaceId, owner, row.id);
      expect(await codeOf(accept(tokenOf(withdrawn), 'w@acme.example'))).toBe('LINK_EXPIRED');

      const inviter = await accept(tokenOf(await invite(owner, { role: 'admin' })), 'inviter@acme.example');
      const made = await invite(await accounts.principal(inviter.token));
      await accounts.members.update(seeded.workspaceId, owner, inviter.userId, { role: 'agent' });
      expect(await codeOf(accept(tokenOf(made), 'late@acme.example'))).toBe('LINK_EXPIRED');
    });

    it('of owners are for owners to make', async () => {
      expect(await codeOf(invite(admin, { role: 'owner' }))).toBe('FORBIDDEN');
      expect(await codeOf(invite(owner, { role: 'owner' }))).toBe('OK');
    });

    it('asked for twice with one clientId are one invitation with a fresh link', async () => {
      const clientId = newId();
      const first = await invite(admin, { clientId });
      const second = await invite(admin, { clientId });
      expect([first.repeated, second.repeated]).toEqual([false, true]);
      expect(await codeOf(accounts.invitations.preview(tokenOf(first)))).toBe('LINK_EXPIRED');
      expect(await codeOf(accounts.invitations.preview(tokenOf(second)))).toBe('OK');
      expect(await codeOf(invite(admin, { clientId, role: 'admin' }))).toBe('CLIENT_ID_REUSED');
    });
  });

  describe('password resets', () => {
    const create = (actor: Principal, userId: string) => accounts.resets.createLink(seeded.workspaceId, actor, userId);

    it('set the password once and end every session', async () => {
      const { agent } = seeded.members;
      const session = await agent.newSession();
      const link = await create(admin, agent.userId);
      expect(link.url).toMatch(/^https:\/\/inbox\.example\.org\/reset#token=[\w-]{43}$/);
      expect(await accounts.resets.preview(tokenOf(link))).toEqual({ workspaceName: 'Acme', email: agent.email, role: null });
      expect(await codeOf(accounts.resets.apply({ token: tokenOf(link), password: PASSWORD }, origin))).toBe('OK');
      expect(await codeOf(accounts.resets.apply({ token: tokenOf(link), password: PASSWORD }, origin))).toBe('LINK_EXPIRED');
      await expect(accounts.principal(session)).rejects.toThrow('no session');
      expect(await codeOf(accounts.signIns.signIn({ email: agent.email, password: PASSWORD }, origin, null))).toBe('OK');
    });

    it('take one password when eight use the link at the same moment', async () => {
      const racers = await createAccounts({ instantHashing: true });
      const { workspaceId, members } = await seedWorkspace(racers.dataSource, 'Race');
      const boss = await racers.principal(await members.owner.newSession());
      for (let round = 0; round < 5; round++) {
        const token = tokenOf(await racers.resets.createLink(workspaceId, boss, members.agent.userId));
        const results = await Promise.all(Array.from({ length: 8 }, (_, index) => codeOf(racers.resets.apply({ token, password: `${PASSWORD} ${index}` }, origin))));
        expect(results.filter((result) => result === 'OK')).toHaveLength(1);
        expect(results.filter((result) => result === 'LINK_EXPIRED')).toHaveLength(7);
        const [row] = await racers.dataSource.query('SELECT password_hash FROM `user` WHERE email = ?', [members.agent.email]);
        expect(row.password_hash).toBe(`instant ${PASSWORD} ${results.indexOf('OK')}`);
      }
      await racers.drop();
    });

    it('end after an hour, and when a newer one is made', async () => {
      const first = await create(admin, seeded.members.lead.userId);
      const second = await create(admin, seeded.members.lead.userId);
      expect(await codeOf(accounts.resets.preview(tokenOf(first)))).toBe('LINK_EXPIRED');
      accounts.clock.advance(RESET_MS + 1);
      expect(await codeOf(accounts.resets.apply({ token: tokenOf(second), password: PASSWORD }, origin))).toBe('LINK_EXPIRED');
    });

    it('of owners are for owners; nobody resets people of another workspace', async () => {
      const other = await seedWorkspace(accounts.dataSource, 'Other', undefined, () => accounts.clock.now());
      expect(await codeOf(create(admin, owner.userId))).toBe('FORBIDDEN');
      expect(await codeOf(create(owner, other.members.agent.userId))).toBe('NOT_FOUND');
    });

    it('from the command line need only the address', async () => {
      expect(await accounts.resets.createLinkByEmail('nobody@nowhere.example')).toBeNull();
      const link = await accounts.resets.createLinkByEmail(seeded.members.owner.email.toUpperCase());
      expect(await codeOf(accounts.resets.preview(tokenOf(link as { url: string })))).toBe('OK');
    });
  });
});
