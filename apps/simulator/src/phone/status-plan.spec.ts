import { mergePlans, planFailure, planStatuses } from './status-plan';

const told = (plan: Parameters<typeof mergePlans>[0], type = 'text') => planStatuses(mergePlans(plan), type).map(({ status, toldAfterMs }) => [status, toldAfterMs]);

describe('status plan', () => {
  it('tells sent and delivered by default, read only when wanted', () => {
    expect(told({})).toEqual([['sent', 20], ['delivered', 60]]);
    expect(told({ readAfterMs: 100 })).toEqual([['sent', 20], ['delivered', 60], ['read', 100]]);
  });

  it('skips delivered, and leaves out what is null', () => {
    expect(told({ skipDelivered: true, readAfterMs: 5 })).toEqual([['sent', 20], ['read', 5]]);
    expect(told({ sentAfterMs: null, deliveredAfterMs: null })).toEqual([]);
  });

  it('tells only sent for a reaction, and played only for audio', () => {
    expect(told({ readAfterMs: 1 }, 'reaction')).toEqual([['sent', 20]]);
    expect(told({ playedAfterMs: 90 })).toEqual([['sent', 20], ['delivered', 60]]);
    expect(told({ playedAfterMs: 90 }, 'audio')).toEqual([['sent', 20], ['delivered', 60], ['played', 90]]);
  });

  it('changes the order of telling and keeps the moments of happening', () => {
    const planned = planStatuses(mergePlans({ readAfterMs: 100, order: ['read', 'delivered', 'sent'] }), 'text');
    expect(planned).toEqual([
      { status: 'read', happensAfterMs: 100, toldAfterMs: 20 },
      { status: 'delivered', happensAfterMs: 60, toldAfterMs: 60 },
      { status: 'sent', happensAfterMs: 20, toldAfterMs: 100 },
    ]);
  });

  it('ends with failed, unless the order names what comes after', () => {
    expect(told({ failedAfterMs: 30 })).toEqual([['sent', 20], ['failed', 30]]);
    expect(told({ failedAfterMs: 30, order: ['sent', 'failed', 'delivered'] })).toEqual([['sent', 20], ['failed', 30], ['delivered', 60]]);
  });

  it('repeats and gathers', () => {
    expect(told({ duplicates: 2 })).toEqual([['sent', 20], ['sent', 20], ['delivered', 60], ['delivered', 60]]);
    expect(told({ batch: true })).toEqual([['sent', 60], ['delivered', 60]]);
  });

  it('has only failed for a message that cannot arrive', () => {
    expect(planFailure(mergePlans({}), 131026)).toEqual([{ status: 'failed', happensAfterMs: 20, toldAfterMs: 20, code: 131026 }]);
  });

  it('lets the later level win, member by member', () => {
    expect(mergePlans({ sentAfterMs: 1, readAfterMs: 9 }, null, { sentAfterMs: 2 })).toMatchObject({ sentAfterMs: 2, readAfterMs: 9, deliveredAfterMs: 60 });
  });
});
