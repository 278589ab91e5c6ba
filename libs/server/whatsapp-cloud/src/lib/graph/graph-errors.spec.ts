import { ruleOf, toChannelError } from './graph-errors';

const answer = (error: unknown) => JSON.stringify({ error });

describe('toChannelError', () => {
  it.each([
    [4, 400, 'throttle'], [80007, 400, 'throttle'], [130429, 400, 'throttle'], [131048, 400, 'throttle'], [131056, 400, 'throttle'],
    [0, 401, 'hold'], [190, 401, 'hold'], [102, 401, 'hold'], [10, 403, 'hold'], [200, 403, 'hold'], [299, 403, 'hold'], [3, 500, 'hold'], [131005, 403, 'hold'], [131031, 403, 'hold'], [368, 403, 'hold'], [131042, 400, 'hold'], [33, 400, 'hold'],
    [1, 400, 'ambiguous'], [2, 503, 'ambiguous'], [131000, 500, 'ambiguous'], [131016, 500, 'ambiguous'], [131057, 500, 'ambiguous'], [133004, 503, 'ambiguous'],
    [100, 400, 'final'], [131008, 400, 'final'], [131009, 400, 'final'], [131021, 400, 'final'], [131026, 400, 'final'], [131030, 400, 'final'], [131047, 400, 'final'], [131049, 400, 'final'], [131050, 400, 'final'], [131051, 400, 'final'], [132000, 400, 'final'], [132015, 400, 'final'], [135000, 400, 'final'],
  ])('code %i (HTTP %i) is %s', (code, status, expected) => {
    expect(toChannelError(status, answer({ code, message: 'x' }), undefined).errorClass).toBe(expected);
  });

  it('holds the channel on "Unsupported post request", not on other invalid parameters', () => {
    expect(ruleOf(100, 33, 400)).toMatchObject({ class: 'hold', hold: 'permission' });
    expect(ruleOf(100, null, 400)).toEqual({ class: 'final' });
  });

  it('never repeats what a 5xx or an HTML page may have carried out', () => {
    expect(toChannelError(502, '<html>Bad gateway</html>', undefined).errorClass).toBe('ambiguous');
    expect(toChannelError(500, '', undefined).errorClass).toBe('ambiguous');
    expect(toChannelError(500, 'null', undefined).errorClass).toBe('ambiguous');
  });

  it('takes Retry-After before its own pause', () => {
    expect(toChannelError(429, '', '7').facts.retryAfterMs).toBe(7000);
    expect(toChannelError(400, answer({ code: 131056 }), undefined).facts).toMatchObject({ retryAfterMs: 4000, throttleScope: 'conversation' });
  });

  it("keeps Meta's own details and trace id", () => {
    const error = toChannelError(400, answer({ code: 131056, message: 'm', error_data: { details: 'too many messages' }, fbtrace_id: 'AexampleTraceId03' }), undefined);
    expect(error.facts).toMatchObject({ detail: 'too many messages', traceId: 'AexampleTraceId03', code: 131056 });
  });
});
