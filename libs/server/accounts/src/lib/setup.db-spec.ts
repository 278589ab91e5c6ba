import { createAccounts, type TestAccounts } from '../testing';

const origin = { ip: '192.0.2.1', userAgent: 'Firefox', requestId: 'r-1' };
const request = (code: string, email = 'anna@acme.example') => ({ code, name: 'Anna', email, password: 'seed wagon pickle tulip', workspaceName: 'Acme', timeZone: 'Europe/Berlin' });

describe('set-up', () => {
  let accounts: TestAccounts;

  beforeEach(async () => (accounts = await createAccounts()));
  afterEach(() => accounts.drop());

  const attempt = (code: string, email?: string) => accounts.setup.complete(request(code, email), origin).then(() => 'OK', (error: { code: string }) => error.code);
  const owners = async () => Number((await accounts.dataSource.query("SELECT COUNT(*) AS n FROM membership WHERE role = 'owner'"))[0].n);

  it('makes workspace, owner and session with the newest code only, then never again', async () => {
    expect(await accounts.setup.isNeeded()).toBe(true);
    const older = (await accounts.setup.newCode()) as string;
    const code = (await accounts.setup.newCode()) as string;
    expect(await attempt(older)).toBe('SETUP_CODE_WRONG');
    const session = await accounts.setup.complete(request(code), origin);
    expect(await accounts.principal(session.token)).toMatchObject({ role: 'owner', workspaceId: session.workspaceId });
    expect(await accounts.setup.isNeeded()).toBe(false);
    expect(await accounts.setup.newCode()).toBeNull();
    expect(await attempt(code, 'eve@acme.example')).toBe('SETUP_DONE');
    expect(JSON.stringify(await accounts.dataSource.query('SELECT * FROM setup_code'))).not.toContain(code);
  });

  it('happens once when eight come with the right code at the same moment', async () => {
    const racers = await createAccounts({ instantHashing: true });
    for (let round = 0; round < 5; round++) {
      const code = (await racers.setup.newCode()) as string;
      const results = await Promise.all(Array.from({ length: 8 }, (_, index) => racers.setup.complete(request(code, `p${index}.${round}@acme.example`), origin).then(() => 'OK', (error: { code: string }) => error.code)));
      expect(results.filter((result) => result === 'OK')).toHaveLength(1);
      expect(results.filter((result) => result === 'SETUP_DONE')).toHaveLength(7);
      expect(Number((await racers.dataSource.query('SELECT COUNT(*) AS n FROM workspace'))[0].n)).toBe(round + 1);
      // Nobody owns anything any more: the next round can begin.
      await racers.dataSource.query("UPDATE membership SET role = 'agent'");
    }
    await racers.drop();
  });

  it('stops listening after twenty wrong codes, until there is a new one', async () => {
    const code = (await accounts.setup.newCode()) as string;
    for (let tries = 0; tries < 20; tries++) expect(await attempt(`guess ${tries}`)).toBe('SETUP_CODE_WRONG');
    expect(await attempt(code)).toBe('SETUP_CODE_WRONG');
    expect(await attempt((await accounts.setup.newCode()) as string)).toBe('OK');
  });

  it('refuses a weak password and keeps the code', async () => {
    const code = (await accounts.setup.newCode()) as string;
    await expect(accounts.setup.complete({ ...request(code), password: 'Password123!' }, origin)).rejects.toMatchObject({ code: 'PASSWORD_WEAK' });
    expect(await owners()).toBe(0);
    expect(await attempt(code)).toBe('OK');
  });

  it('is refused without any code', async () => {
    expect(await attempt('anything')).toBe('SETUP_CODE_WRONG');
  });
});
