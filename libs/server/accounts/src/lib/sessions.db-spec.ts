import { createAccounts, seedWorkspace, SEED_PASSWORD, type SeededWorkspace, type TestAccounts } from '../testing';
import { SESSION_ABSOLUTE_MS, SESSION_IDLE_MS } from './sessions.service';

const origin = { ip: '192.0.2.1', userAgent: 'Firefox', requestId: 'r-1' };
const HOUR = 3_600_000;

describe('sessions', () => {
  let accounts: TestAccounts;
  let seeded: SeededWorkspace;

  beforeAll(async () => {
    accounts = await createAccounts();
    seeded = await seedWorkspace(accounts.dataSource, 'Acme', await accounts.hasher.hash(SEED_PASSWORD), () => accounts.clock.now());
  });
  afterAll(() => accounts.drop());

  const resolve = (token: string) => accounts.sessions.resolve(token, origin);
  const signIn = (presented: string | null = null) => accounts.signIns.signIn({ email: ` ${seeded.members.agent.email.toUpperCase()} `, password: SEED_PASSWORD }, origin, presented);

  it('opens with the right password, whatever the case of the address, and stores no token', async () => {
    const { token } = await signIn();
    expect(await resolve(token)).toMatchObject({ workspaceId: seeded.workspaceId, userId: seeded.members.agent.userId, role: 'agent', ip: '192.0.2.1', requestId: 'r-1' });
    const rows: { token_hash: Buffer }[] = await accounts.dataSource.query('SELECT * FROM session');
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(rows.every((row) => row.token_hash.length === 32)).toBe(true);
  });

  it('gives a new id with every sign-in and ends the one that was presented', async () => {
    const first = await signIn();
    const second = await signIn(first.token);
    expect(second.id).not.toBe(first.id);
    expect(await resolve(first.token)).toBeNull();
    expect(await resolve(second.token)).not.toBeNull();
  });

  it.each(['', 'short', 'x'.repeat(43), `${'a'.repeat(42)}'`, null])('knows nobody by %p', async (token) => {
    expect(await accounts.sessions.resolve(token, origin)).toBeNull();
  });

  it('ends after twelve hours without use, and use keeps it', async () => {
    const { token } = await signIn();
    for (let turn = 0; turn < 3; turn++) {
      accounts.clock.advance(SESSION_IDLE_MS - HOUR);
      expect(await resolve(token)).not.toBeNull();
    }
    accounts.clock.advance(SESSION_IDLE_MS + 1);
    expect(await resolve(token)).toBeNull();
  });

  it('ends after seven days even when it is used', async () => {
    const { token } = await signIn();
    for (let passed = 0; passed < SESSION_ABSOLUTE_MS - 10 * HOUR; passed += 10 * HOUR) {
      expect(await resolve(token)).not.toBeNull();
      accounts.clock.advance(10 * HOUR);
    }
    accounts.clock.advance(10 * HOUR);
    expect(await resolve(token)).toBeNull();
  });

  it('ends with sign-out, and readers of the outbox hear of it', async () => {
    const { token } = await signIn();
    const before = accounts.rings();
    await accounts.signIns.signOut(seeded.workspaceId, await accounts.principal(token), token);
    expect(await resolve(token)).toBeNull();
    expect(accounts.rings()).toBe(before + 1);
    const [event] = await accounts.dataSource.query('SELECT topic, entity_id FROM outbox_event ORDER BY id DESC LIMIT 1');
    expect(event.topic).toBe('member.updated');
  });

  it('lists only live ones of this member and revokes only own ones', async () => {
    const one = await signIn();
    const other = await signIn();
    const me = await accounts.principal(one.token);
    const listed = await accounts.sessions.list(seeded.workspaceId, me.userId, me.sessionId);
    expect(listed.filter((session) => session.current)).toHaveLength(1);
    await accounts.sessions.revoke(seeded.workspaceId, me.userId, other.id);
    expect(await resolve(other.token)).toBeNull();
    const foreign = await accounts.principal(await seeded.members.owner.newSession());
    await expect(accounts.sessions.revoke(seeded.workspaceId, me.userId, foreign.sessionId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('ends all but the current one when the password changes, and the old password with it', async () => {
    const kept = await signIn();
    const ended = await signIn();
    const me = await accounts.principal(kept.token);
    await expect(accounts.profiles.changePassword(seeded.workspaceId, me, { currentPassword: 'wrong wrong', newPassword: 'another wagon pickle' })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    await accounts.profiles.changePassword(seeded.workspaceId, me, { currentPassword: SEED_PASSWORD, newPassword: 'another wagon pickle' });
    expect(await resolve(kept.token)).not.toBeNull();
    expect(await resolve(ended.token)).toBeNull();
    await expect(signIn()).rejects.toMatchObject({ code: 'SIGN_IN_FAILED' });
    const { items } = await accounts.audit.page(seeded.workspaceId, undefined, 1);
    expect(items[0]).toMatchObject({ action: 'member.password_changed', change: { password: { before: null, after: 'changed' } } });
  });
});
