import { Stack } from '@mailtrixy/e2e/stack';
import type { ConnectionTest } from '@mailtrixy/shared/dto';

describe('the sandbox of a server that has a public address', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await Stack.start({ env: { MAILTRIXY_PUBLIC_URL: 'http://inbox.example.org' } });
  });
  afterAll(() => stack.stop());

  it('is healthy: the simulator delivers to the port beside it', async () => {
    const { owner } = await stack.workspace();
    const { channelId } = await owner.post<{ channelId: string }>('/channels/sandbox');
    const { checks } = await owner.post<ConnectionTest>(`/channels/${channelId}/test`);
    expect(checks.filter(({ state }) => state === 'failed')).toEqual([]);
    expect(checks).toContainEqual(expect.objectContaining({ check: 'webhook_override', state: 'ok' }));
  });
});
