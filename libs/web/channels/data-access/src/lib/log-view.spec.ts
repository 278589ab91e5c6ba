import { WHOLE_LOG, sameView, spanOfView, timesOfView, viewOf } from './log-view';

const NOW = Date.parse('2026-11-22T10:00:00Z');

describe('log view', () => {
  it('reads the address, and takes the default for what is not one of ours', () => {
    expect(viewOf(new Map([['filter', 'rejected'], ['type', 'call'], ['direction', 'out'], ['range', '7d']]) as never)).toEqual({ ...WHOLE_LOG, filter: 'rejected', type: 'call', direction: 'out', range: '7d' });
    expect(viewOf(new Map([['filter', 'x'], ['type', 'y'], ['range', '9y'], ['from', 'soon'], ['to', 'later']]) as never)).toEqual(WHOLE_LOG);
  });

  it('searches everything that is kept, unless a range was chosen', () => {
    expect(viewOf(new Map([['q', 'wamid.X']]) as never).range).toBe('30d');
    expect(viewOf(new Map([['q', 'wamid.X'], ['range', '1h']]) as never).range).toBe('1h');
  });

  it('asks for an open range without an end, and for a bar with both', () => {
    expect(timesOfView(WHOLE_LOG, NOW)).toEqual({ from: '2026-11-21T10:00:00.000Z' });
    expect(timesOfView({ ...WHOLE_LOG, range: '30d' }, NOW)).toEqual({});
    const span = { from: '2026-11-22T09:00:00.000Z', to: '2026-11-22T09:30:00.000Z' };
    expect(timesOfView({ ...WHOLE_LOG, span }, NOW)).toEqual(span);
    expect(spanOfView(WHOLE_LOG, NOW)).toEqual({ from: '2026-11-21T10:00:00.000Z', to: '2026-11-22T10:00:00.000Z' });
    expect(sameView({ ...WHOLE_LOG, span }, { ...WHOLE_LOG, span: { ...span } })).toBe(true);
    expect(sameView({ ...WHOLE_LOG, span }, WHOLE_LOG)).toBe(false);
  });
});
