import { WHATSAPP_ERROR_CODES } from '@mailtrixy/server/channels';
import { ruleOf, toChannelError } from './graph-errors';

const answer = (error: unknown) => JSON.stringify({ error });

describe('toChannelError', () => {
  const classes = new Map<number, string>();

  // META-CLOUD-API §12.2, read by hand: code, HTTP status ('-' in the table: 400), class.
  it.each([
    [4, 400, 'throttle'], [17, 400, 'throttle'], [32, 400, 'throttle'], [341, 400, 'throttle'], [613, 400, 'throttle'], [80007, 400, 'throttle'], [130429, 400, 'throttle'], [131048, 400, 'throttle'], [131056, 400, 'throttle'],
    [0, 401, 'hold'], [3, 500, 'hold'], [10, 403, 'hold'], [33, 400, 'hold'], [102, 401, 'hold'], [190, 401, 'hold'], [200, 403, 'hold'], [215, 403, 'hold'], [299, 403, 'hold'], [368, 403, 'hold'], [131005, 403, 'hold'], [131031, 403, 'hold'], [131037, 400, 'hold'], [131042, 400, 'hold'], [131045, 500, 'hold'], [133000, 500, 'hold'], [133006, 400, 'hold'], [133010, 400, 'hold'], [133015, 400, 'hold'],
    [1, 400, 'ambiguous'], [2, 503, 'ambiguous'], [131000, 500, 'ambiguous'], [131016, 500, 'ambiguous'], [131057, 500, 'ambiguous'], [133004, 503, 'ambiguous'], [2494100, 400, 'ambiguous'],
    [100, 400, 'final'], [506, 400, 'final'], [130403, 400, 'final'], [130472, 400, 'final'], [130497, 403, 'final'], [130501, 400, 'final'], [131008, 400, 'final'], [131009, 400, 'final'], [131020, 400, 'final'], [131021, 400, 'final'], [131026, 400, 'final'], [131030, 400, 'final'], [131041, 400, 'final'], [131044, 400, 'final'], [131047, 400, 'final'], [131049, 400, 'final'], [131050, 400, 'final'], [131051, 400, 'final'], [131052, 400, 'final'], [131053, 400, 'final'], [131055, 400, 'final'], [131059, 400, 'final'], [131060, 400, 'final'], [131062, 400, 'final'], [131063, 400, 'final'], [131064, 400, 'final'], [131201, 400, 'final'], [131215, 400, 'final'],
    [132000, 400, 'final'], [132001, 404, 'final'], [132005, 400, 'final'], [132007, 400, 'final'], [132008, 400, 'final'], [132012, 400, 'final'], [132015, 400, 'final'], [132016, 400, 'final'], [132018, 400, 'final'], [132068, 400, 'final'], [132069, 400, 'final'], [133005, 400, 'final'], [133008, 400, 'final'], [133009, 400, 'final'], [133016, 400, 'final'], [134011, 400, 'final'], [134100, 400, 'final'], [134102, 400, 'final'], [135000, 400, 'final'], [137000, 400, 'final'],
    [139100, 400, 'final'], [139101, 400, 'final'], [139102, 400, 'final'], [139103, 400, 'final'], [141000, 400, 'final'], [141999, 400, 'final'], [147001, 400, 'final'], [147005, 400, 'final'], [2388019, 400, 'final'], [2388039, 400, 'final'], [2388040, 400, 'final'], [2388047, 400, 'final'], [2388072, 400, 'final'], [2388073, 400, 'final'], [2388293, 400, 'final'], [2388299, 400, 'final'], [2593107, 400, 'final'], [2593109, 400, 'final'],
    // Not in the table.
    [999999, 400, 'final'], [999999, 404, 'final'], [999999, 429, 'throttle'], [999999, 500, 'ambiguous'], [999999, 503, 'ambiguous'],
  ])('code %i (HTTP %i) is %s', (code, status, expected) => {
    expect(toChannelError(status, answer({ code, message: 'x' }), undefined).errorClass).toBe(expected);
    classes.set(code, expected);
  });

  it('leaves no code of the catalogue out', () => {
    expect(WHATSAPP_ERROR_CODES.filter((code) => !classes.has(code))).toEqual([]);
  });

  it('holds the channel on "Unsupported post request", not on other invalid parameters', () => {
    expect(ruleOf(100, 33, 400)).toMatchObject({ class: 'hold', hold: 'permission' });
    expect(ruleOf(100, null, 400)).toMatchObject({ class: 'final' });
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
