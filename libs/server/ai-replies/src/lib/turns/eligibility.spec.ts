import { silenceOf, type Circumstances } from './eligibility';

const fine: Circumstances = { killSwitch: false, mode: 'draft', channelActive: true, fromCustomer: true, text: 'Where is my order?', optedOut: false, heldByMetaAgent: false, status: 'open', ageMs: 1000, ageMaxMs: 600_000, windowOpen: true, schedule: 'always', open: true, somebodyOnline: true, silent: null };

describe('when the AI stays silent', () => {
  it('thinks about an ordinary question', () => expect(silenceOf(fine)).toBeNull());

  it.each<[string, Partial<Circumstances>]>([
    ['kill_switch', { killSwitch: true }],
    ['channel_off', { mode: 'off' }],
    ['channel_inactive', { channelActive: false }],
    ['not_a_question', { fromCustomer: false }],
    ['meta_agent', { heldByMetaAgent: true }],
    ['resolved', { status: 'resolved' }],
    ['opted_out', { optedOut: true }],
    ['media_only', { text: ' \n' }],
    ['stop_word', { text: 'STOP.' }],
    ['stop_word', { text: 'Opt  out' }],
    ['too_old', { ageMs: 600_001 }],
    ['window_closed', { windowOpen: false }],
    ['schedule', { schedule: 'outside_hours' }],
    ['schedule', { schedule: 'nobody_online' }],
    ['cap_conversation', { silent: { code: 'cap_conversation', words: 'x' } }],
  ])('%s', (code, over) => {
    const reason = silenceOf({ ...fine, ...over });
    expect(reason?.code).toBe(code);
    expect(reason?.words).toBeTruthy();
  });

  it.each(['Please stop sending me the wrong size', 'How do I cancel?', 'Is this the end of the sale'])('takes %p for a question', (text) => expect(silenceOf({ ...fine, text })).toBeNull());

  it('works outside business hours and while nobody is online', () => {
    expect(silenceOf({ ...fine, schedule: 'outside_hours', open: false })).toBeNull();
    expect(silenceOf({ ...fine, schedule: 'nobody_online', somebodyOnline: false })).toBeNull();
  });
});
