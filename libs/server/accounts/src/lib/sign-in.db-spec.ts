import { createAccounts, seedWorkspace, SEED_PASSWORD, type SeededWorkspace, type TestAccounts } from '../testing';

const from = (ip: string) => ({ ip, userAgent: 'Firefox', requestId: 'r-1' });
const MINUTE = 60_000;

describe('signing in', () => {
  let accounts: TestAccounts;
  let seeded: SeededWorkspace;

  beforeAll(async () => {
    accounts = await createAccounts();
    seeded = await seedWorkspace(accounts.dataSource, 'Acme', await accounts.hasher.hash(SEED_PASSWORD));
  });
  afterAll(() => accounts.drop());

  const attempt = async (email: string, password: string, ip: string): Promise<{ code: string; detail?: string; more?: { retryAfterMs?: number } }> =>
    accounts.signIns.signIn({ email, password }, from(ip), null).then(
      () => ({ code: 'OK' }),
      (error: { code: string; detail: string; more: { retryAfterMs?: number } }) => error,
    );

  it('answers the same for an unknown address, a wrong password and a deactivated member with the right one', async () => {
    const wrong = await attempt(seeded.members.lead.email, 'not the password', '198.51.100.1');
    const unknown = await attempt('nobody@nowhere.example', 'not the password', '198.51.100.2');
    const deactivated = await attempt(seeded.deactivated.email, SEED_PASSWORD, '198.51.100.3');
    expect(wrong).toMatchObject({ code: 'SIGN_IN_FAILED' });
    expect(unknown.detail).toBe(wrong.detail);
    expect(deactivated).toMatchObject({ code: 'SIGN_IN_FAILED', detail: wrong.detail });
  });

  it('takes as long for an unknown address as for a wrong password', async () => {
    const times = { known: [] as number[], unknown: [] as number[] };
    for (let round = 0; round < 24; round++) {
      for (const kind of ['known', 'unknown'] as const) {
        const email = kind === 'known' ? seeded.members.viewer.email : 'nobody.at.all@nowhere.example';
        const began = performance.now();
        await attempt(email, 'not the password', `203.0.113.${round + 1}`);
        times[kind].push(performance.now() - began);
      }
    }
    const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1];
    const ratio = median(times.known) / median(times.unknown);
    // A skipped hash would give 5 and more.
    expect(ratio).toBeGreaterThan(0.6);
    expect(ratio).toBeLessThan(1.7);
  });

  it.each(['known', 'unknown'])('makes the sixth try of a %s address wait, longer each time, and lets others in', async (kind) => {
    const email = kind === 'known' ? seeded.members.owner.email : 'ghost@nowhere.example';
    const ip = kind === 'known' ? '192.0.2.10' : '192.0.2.11';
    for (let tries = 0; tries < 5; tries++) expect(await attempt(email, 'bad guess', ip)).toMatchObject({ code: 'SIGN_IN_FAILED' });
    const first = await attempt(email, SEED_PASSWORD, ip);
    expect(first).toMatchObject({ code: 'SIGN_IN_LOCKED' });
    expect(first.more?.retryAfterMs).toBeGreaterThan(25_000);
    if (kind === 'known') expect(await attempt(email, SEED_PASSWORD, '192.0.2.99')).toEqual({ code: 'OK' });
    accounts.clock.advance(31_000);
    if (kind === 'known') {
      // Signing in from elsewhere does not free this address.
      expect(await attempt(email, 'bad guess', ip)).toMatchObject({ code: 'SIGN_IN_FAILED' });
      const second = await attempt(email, SEED_PASSWORD, ip);
      expect(second.more?.retryAfterMs).toBeGreaterThan(first.more?.retryAfterMs ?? 0);
      accounts.clock.advance(16 * MINUTE);
      expect(await attempt(email, SEED_PASSWORD, ip)).toEqual({ code: 'OK' });
      expect(await attempt(email, 'bad guess', ip)).toMatchObject({ code: 'SIGN_IN_FAILED' });
    }
  });

  it('knows an address only to the letter, so that other spellings give no further tries', async () => {
    const { email } = seeded.members.lead;
    for (const spelling of [email.replace('l', 'ĺ'), email.replace('e', 'é'), `${email}\u0000`, email.replace('@', '＠')]) {
      expect(await attempt(spelling, SEED_PASSWORD, '192.0.2.30')).toMatchObject({ code: 'SIGN_IN_FAILED' });
    }
  });

  it('counts tries that run at the same time', async () => {
    const results = await Promise.all(Array.from({ length: 12 }, () => attempt(seeded.members.admin.email, 'bad guess', '192.0.2.20')));
    expect(results.filter((result) => result.code === 'SIGN_IN_FAILED')).toHaveLength(5);
    expect(results.filter((result) => result.code === 'SIGN_IN_LOCKED')).toHaveLength(7);
  });

  it('takes a whole IPv6 network as one address', async () => {
    for (let host = 1; host <= 5; host++) await attempt(seeded.members.lead.email, 'bad guess', `2001:db8:1:2::${host}`);
    expect(await attempt(seeded.members.lead.email, SEED_PASSWORD, '2001:db8:1:2:ffff::9')).toMatchObject({ code: 'SIGN_IN_LOCKED' });
    expect(await attempt(seeded.members.lead.email, SEED_PASSWORD, '2001:db8:1:3::1')).toEqual({ code: 'OK' });
  });

  it('slows a hundred addresses that try one account, but not where its owner has been', async () => {
    const { email } = seeded.members.agent;
    expect(await attempt(email, SEED_PASSWORD, '198.51.100.200')).toEqual({ code: 'OK' });
    const codes: string[] = [];
    for (let host = 1; host <= 60; host++) codes.push((await attempt(email, 'bad guess', `198.18.0.${host}`)).code);
    expect(codes.filter((code) => code === 'SIGN_IN_FAILED').length).toBeLessThanOrEqual(51);
    expect(await attempt(email, SEED_PASSWORD, '198.18.1.1')).toMatchObject({ code: 'SIGN_IN_LOCKED' });
    expect(await attempt(email, SEED_PASSWORD, '198.51.100.200')).toEqual({ code: 'OK' });
  }, 60_000);

  it('hashes again with today’s settings', async () => {
    const { hash } = await import('@node-rs/argon2');
    await accounts.dataSource.query('UPDATE `user` SET password_hash = ? WHERE email = ?', [await hash(SEED_PASSWORD, { memoryCost: 8192, timeCost: 1 }), seeded.members.viewer.email]);
    accounts.clock.advance(120 * MINUTE);
    expect(await attempt(seeded.members.viewer.email, SEED_PASSWORD, '192.0.2.50')).toEqual({ code: 'OK' });
    const [row] = await accounts.dataSource.query('SELECT password_hash FROM `user` WHERE email = ?', [seeded.members.viewer.email]);
    expect(row.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });
});
