import type { ConnectionCheck } from '@mailtrixy/shared/dto';
import { healthOf } from './channel-health';
import type { ChannelHealthRow } from './channels.repository';

const check = (name: ConnectionCheck['check'], state: ConnectionCheck['state'], words: string): ConnectionCheck => ({ check: name, state, words, detail: null, code: null, fix: null, fixField: null });
const health = (part: Partial<ChannelHealthRow>): ChannelHealthRow => ({ rejectedToday: 0, lastInboundAt: new Date(), checks: [], ...part }) as ChannelHealthRow;
const active = { status: 'active', sendHold: null } as const;

describe('the one line about a channel', () => {
  it('is the worst thing: a hold, a failed check, rejected deliveries, a warning', () => {
    const checks = [check('token_expiry', 'warn', 'Ends in 7 days'), check('number', 'failed', 'Not registered')];
    expect(healthOf({ status: 'active', sendHold: 'billing' }, health({ checks, rejectedToday: 3 })).words).toContain('billing');
    expect(healthOf(active, health({ checks, rejectedToday: 3 }))).toEqual({ state: 'failed', words: 'Not registered' });
    expect(healthOf(active, health({ checks: checks.slice(0, 1), rejectedToday: 3 })).words).toContain('3 deliveries rejected');
    expect(healthOf(active, health({ checks: checks.slice(0, 1) }))).toEqual({ state: 'warn', words: 'Ends in 7 days' });
    expect(healthOf(active, health({ checks: [check('token', 'ok', 'Valid')] }))).toEqual({ state: 'ok', words: 'Healthy' });
  });

  it('counts rejected deliveries before it names the signature check', () => {
    expect(healthOf(active, health({ checks: [check('signatures', 'failed', '2 rejected')], rejectedToday: 2 })).words).toContain('2 deliveries rejected');
    expect(healthOf(active, health({ checks: [check('signatures', 'failed', 'Not this app’s secret')] }))).toEqual({ state: 'failed', words: 'Not this app’s secret' });
  });
});
