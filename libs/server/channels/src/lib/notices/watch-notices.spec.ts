import type { ConnectionCheck, ConnectionTest } from '@mailtrixy/shared/dto';
import { watchNotices } from './watch-notices';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const DAY_MS = 86_400_000;
const row = (check: ConnectionCheck['check'], state: ConnectionCheck['state'], words = check as string): ConnectionCheck => ({ check, state, words, detail: null, code: null, fix: null, fixField: null });
const told = (before: ConnectionCheck[], checks: ConnectionCheck[], tokenExpiresAt: string | null = null, now = NOW) => watchNotices({ workspaceId: 'w', channelId: 'c', before, result: { checks, tokenExpiresAt } as ConnectionTest, now });

describe('watchNotices', () => {
  const end = new Date(NOW + 20 * DAY_MS);
  it.each([
    [20, undefined],
    [13.9, 'TOKEN_ENDS_IN_14'],
    [8, 'TOKEN_ENDS_IN_14'],
    [6.5, 'TOKEN_ENDS_IN_7'],
    [0.5, 'TOKEN_ENDS_IN_1'],
    [-1, undefined],
  ])('with %s days left tells %s', (left, event) => {
    expect(told([], [], end.toISOString(), end.getTime() - left * DAY_MS).map((notice) => notice.event)).toEqual(event ? [event] : []);
  });

  it('tells each threshold once: the same moment, however often it is checked', () => {
    const first = told([], [], end.toISOString(), end.getTime() - 6.9 * DAY_MS)[0];
    const later = told([], [], end.toISOString(), end.getTime() - 2 * DAY_MS)[0];
    expect(later).toEqual(first);
  });

  it('tells what became worse, and nothing that stayed or was never looked at', () => {
    expect(told([row('quality', 'ok'), row('number', 'failed')], [row('quality', 'warn', 'Medium'), row('number', 'failed'), row('templates', 'failed')])).toMatchObject([{ event: 'QUALITY', severity: 'warn', words: 'Medium' }]);
    expect(told([row('last_inbound', 'ok')], [row('last_inbound', 'failed', 'Silent for 4 days')])).toMatchObject([{ event: 'LAST_INBOUND', severity: 'critical' }]);
  });
});
