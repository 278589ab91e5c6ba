import { createHmac } from 'node:crypto';
import { Stack, until, type Provisioned, type TestWorkspace } from '@mailtrixy/e2e/stack';
import type { ChannelDetail, ChannelNotice, ConnectionTest, Page } from '@mailtrixy/shared/dto';

const DAY_S = 86_400;

describe('connection doctor', () => {
  let stack: Stack;
  let workspace: TestWorkspace;
  beforeAll(async () => {
    stack = await Stack.start({ env: { MAILTRIXY_HEALTH_CHECK_MS: '2000' } });
    workspace = await stack.workspace();
  });
  afterAll(() => stack.stop());

  const notices = async (channel: ChannelDetail) => (await workspace.owner.get<Page<ChannelNotice>>(`/channels/${channel.id}/notices`)).items;

  async function tell(number: Provisioned, field: string, value: unknown): Promise<void> {
    const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: number.wabaId, time: Math.floor(Date.now() / 1000), changes: [{ field, value }] }] });
    const signature = `sha256=${createHmac('sha256', number.appSecret).update(body).digest('hex')}`;
    const answer = await fetch(`${stack.url}/api/webhooks/whatsapp`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-hub-signature-256': signature }, body });
    expect(answer.status).toBe(200);
  }

  it('looks at everything that Meta tells about a number', async () => {
    const { channel } = await stack.channel(workspace.owner);
    const result = await workspace.owner.post<ConnectionTest>(`/channels/${channel.id}/test`);
    const rows = Object.fromEntries(result.checks.map(({ check, state }) => [check, state]));
    expect(rows).toMatchObject({ token: 'ok', token_expiry: 'ok', permissions: 'ok', signatures: expect.any(String), number: 'ok', quality: 'ok', limit: 'ok', throughput: 'ok', webhook_override: 'ok', waba: 'ok', subscription: 'ok', templates: 'ok', last_inbound: 'unknown' });
  });

  it('checks by itself and tells the end of a token once, in words', async () => {
    const { channel } = await stack.channel(workspace.owner, { token: { kind: 'temporary', expiresAt: new Date(Date.now() + 5 * DAY_S * 1000).toISOString() } });
    const first = await until('the notice', async () => (await notices(channel)).find(({ event }) => event === 'TOKEN_ENDS_IN_7'), 20_000);
    expect(first).toMatchObject({ severity: 'warn', words: expect.stringContaining('The access token ends on'), dismissedAt: null });
    const checkedAt = async () => (await workspace.owner.get<ChannelDetail>(`/channels/${channel.id}`)).checkedAt;
    const before = await checkedAt();
    await until('another check', async () => (await checkedAt()) !== before, 20_000);
    expect((await notices(channel)).filter(({ event }) => event === 'TOKEN_ENDS_IN_7')).toHaveLength(1);
  });

  it("holds sending when Meta switches the account off, and shows Meta's news", async () => {
    const { channel, number } = await stack.channel(workspace.owner);
    await tell(number, 'account_update', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE', waba_ban_date: 'November 22, 2026' } });
    await tell(number, 'brand_new_field', { event: 'SOMETHING' });
    const held = await until('the hold', async () => {
      const detail = await workspace.owner.get<ChannelDetail>(`/channels/${channel.id}`);
      return detail.sendHold ? detail : null;
    });
    expect(held.sendHold).toMatchObject({ reason: 'account_locked', detail: 'Meta switched this account off on November 22, 2026.' });
    const told = await until('both notices', async () => {
      const items = await notices(channel);
      return items.some(({ field }) => field === 'brand_new_field') ? items : null;
    });
    expect(told.find(({ field }) => field === 'account_update')).toMatchObject({ severity: 'critical' });
    const dismissed = await workspace.owner.post<ChannelNotice>(`/channels/${channel.id}/notices/${told[0].id}/dismiss`);
    expect(dismissed.dismissedAt).not.toBeNull();
  });
});
