import fc from 'fast-check';
import { foldStatuses, type FoldStatus } from '../statuses/status-fold';
import { attemptStatus, projectDelivery, type AttemptFacts } from './delivery-projection';

const base: AttemptFacts = { no: 1, phase: 'accepted', wamid: 'wamid.1', sentAt: null, deliveredAt: null, openedAt: null, failedAt: null, errorCode: null, errorDetail: null, traceId: null };
const date = (at: number | null) => (at === null ? null : new Date(at));

function folded(statuses: readonly FoldStatus[], over: Partial<AttemptFacts> = {}): AttemptFacts {
  const { sentAt, deliveredAt, openedAt, failedAt } = foldStatuses(statuses);
  return { ...base, sentAt: date(sentAt), deliveredAt: date(deliveredAt), openedAt: date(openedAt), failedAt: date(failedAt), ...over };
}

const four: FoldStatus[] = [
  { status: 'sent', at: 1000 },
  { status: 'delivered', at: 2000 },
  { status: 'read', at: 3000 },
  { status: 'failed', at: 4000 },
];

describe('the fold', () => {
  it('gives one result for every order and duplication of the four statuses', () => {
    const expected = folded(four);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...four), { maxLength: 12 }), fc.array(fc.nat(), { minLength: 16, maxLength: 16 }), (extra, keys) => {
        const sequence = [...four, ...extra].map((status, index) => ({ status, key: keys[index] })).sort((a, b) => a.key - b.key).map(({ status }) => status);
        expect(folded(sequence)).toEqual(expected);
        expect(attemptStatus(folded(sequence))).toBe('delivered');
      }),
      { numRuns: 10_000 },
    );
  });

  it('never goes backwards while statuses come in, in any order and any number', () => {
    const rank = { accepted: 0, sent: 1, failed: 2, delivered: 3 } as Record<string, number>;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...four), { maxLength: 10 }), (sequence) => {
        let before = -1;
        for (let length = 0; length <= sequence.length; length++) {
          const now = rank[projectDelivery(1, [folded(sequence.slice(0, length))]).status];
          expect(now).toBeGreaterThanOrEqual(before);
          before = now;
        }
      }),
      { numRuns: 10_000 },
    );
  });

  it('follows SEED: read keeps the status delivered and sets opened; read alone sets delivered too', () => {
    expect(projectDelivery(1, [folded([{ status: 'read', at: 5 }])])).toMatchObject({ status: 'delivered', deliveredAt: new Date(5), openedAt: new Date(5) });
    expect(projectDelivery(1, [folded([{ status: 'sent', at: 5 }])])).toMatchObject({ status: 'sent', sentAt: new Date(5), openedAt: null });
    expect(projectDelivery(1, [folded([{ status: 'played', at: 5 }])]).openedAt).toEqual(new Date(5));
  });

  it('lets failed win over sent, not over delivered', () => {
    expect(projectDelivery(1, [folded([four[0], four[3]], { errorCode: 131026, errorDetail: 'x' })])).toMatchObject({ status: 'failed', error: { code: 131026 } });
    expect(projectDelivery(1, [folded([four[1], four[3]])])).toMatchObject({ status: 'delivered', error: null });
  });
});

describe('a message with several attempts', () => {
  const failed = folded([four[3]], { no: 1, wamid: 'wamid.1', errorCode: 131026 });

  it("shows the new attempt after failed + Retry, and the old one's late repeats change nothing", () => {
    expect(projectDelivery(2, [failed]).status).toBe('queued');
    expect(projectDelivery(2, [failed, folded([], { no: 2, phase: 'on_wire', wamid: null })]).status).toBe('sending');
    expect(projectDelivery(2, [failed, folded([four[0]], { no: 2, wamid: 'wamid.2' })])).toMatchObject({ status: 'sent', externalId: 'wamid.2', error: null });
  });

  it('shows delivered when an older attempt arrived after all', () => {
    const late = folded([four[1]], { no: 1 });
    expect(projectDelivery(2, [late, folded([], { no: 2, phase: 'unconfirmed', wamid: null })]).status).toBe('delivered');
    expect(projectDelivery(2, [late]).status).toBe('delivered');
  });

  it('waits again after a refusal that the machine repeats', () => {
    expect(projectDelivery(1, [folded([], { phase: 'rejected', wamid: null })]).status).toBe('queued');
  });
});
