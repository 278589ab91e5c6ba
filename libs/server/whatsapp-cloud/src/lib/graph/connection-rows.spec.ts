import { numberChecks, messagesPerSecond, type NumberFacts } from './number-checks';
import { accountOfToken, tokenChecks, type TokenFacts } from './token-checks';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const inDays = (days: number) => (NOW + days * 86_400_000) / 1000;
const token = (change: Partial<TokenFacts> = {}): TokenFacts => ({ app_id: '602211840077315', type: 'SYSTEM_USER', is_valid: true, expires_at: 0, scopes: ['whatsapp_business_management', 'whatsapp_business_messaging'], ...change });
const CALLBACK = 'https://inbox.example.org/api/webhooks/whatsapp';
const number: NumberFacts = {
  display_phone_number: '+1 555-010-4477',
  verified_name: 'MailTrixy Demo',
  quality_rating: 'GREEN',
  status: 'CONNECTED',
  platform_type: 'CLOUD_API',
  throughput: { level: 'STANDARD' },
  account_mode: 'LIVE',
  whatsapp_business_manager_messaging_limit: 'TIER_2K',
  webhook_configuration: { application: CALLBACK },
};
const row = (facts: NumberFacts, check: string) => numberChecks(facts, '118820043377615', [CALLBACK]).find((one) => one.check === check);

describe('rows about the token', () => {
  it.each([
    [{}, 'ok', 'Never expires (System User)'],
    [{ expires_at: inDays(30) }, 'ok', 'Valid until 2026-12-22 10:00 UTC'],
    [{ expires_at: inDays(6.5) }, 'warn', 'Expires in 6 days, 2026-11-28 22:00 UTC'],
    [{ expires_at: inDays(0.5), type: 'USER' }, 'warn', 'Expires 2026-11-22 22:00 UTC'],
  ])('tells the end of %j', (change, state, words) => {
    expect(tokenChecks(token(change), NOW).find(({ check }) => check === 'token_expiry')).toMatchObject({ state, words });
  });

  it('says what a dead token or one without rights means', () => {
    expect(tokenChecks(token({ is_valid: false, error: { message: 'Session has expired', code: 190 } }), NOW)).toMatchObject([{ check: 'token', state: 'failed', detail: 'Session has expired', code: 190 }]);
    expect(tokenChecks(token({ scopes: ['whatsapp_business_messaging'] }), NOW).at(-1)).toMatchObject({ check: 'permissions', state: 'failed', words: 'The token lacks whatsapp_business_management' });
  });

  it('finds the account in the granular scopes', () => {
    expect(accountOfToken({ granular_scopes: [{ scope: 'whatsapp_business_messaging' }, { scope: 'whatsapp_business_management', target_ids: ['2109'] }] })).toBe('2109');
    expect(accountOfToken({})).toBeNull();
  });
});

describe('rows about the number', () => {
  it('are all well for a healthy number', () => {
    expect(numberChecks(number, '118820043377615', [CALLBACK]).map(({ check, state, words }) => `${check} ${state}: ${words}`)).toEqual([
      'number ok: +1 555-010-4477 · MailTrixy Demo',
      'quality ok: High',
      'limit ok: 2,000 new people in 24 hours, shared by all numbers',
      'throughput ok: 80 messages a second',
      'webhook_override ok: Meta delivers to this server',
    ]);
  });

  it('say what is wrong with it', () => {
    expect(row({ ...number, status: 'FLAGGED' }, 'number')).toMatchObject({ state: 'failed', words: '+1 555-010-4477 · MailTrixy Demo · flagged' });
    expect(row({ ...number, platform_type: 'NOT_APPLICABLE' }, 'number')).toMatchObject({ state: 'failed', code: 133010 });
    expect(row({ ...number, account_mode: 'SANDBOX' }, 'number')).toMatchObject({ state: 'warn', fix: expect.stringContaining('131030') });
    expect(row({ ...number, quality_rating: 'RED' }, 'quality')).toMatchObject({ state: 'failed', words: 'Low' });
    expect(row({ ...number, whatsapp_business_manager_messaging_limit: 'TIER_UNLIMITED' }, 'limit')).toMatchObject({ words: 'Unlimited people a day, shared by all numbers' });
  });

  it('find the address that Meta really delivers to, the narrowest first', () => {
    const elsewhere = 'https://old.example.org/hook';
    expect(row({ ...number, webhook_configuration: { phone_number: elsewhere, application: CALLBACK } }, 'webhook_override')).toMatchObject({ state: 'failed', detail: elsewhere, fix: expect.stringContaining("number's own override") });
    expect(row({ ...number, webhook_configuration: { application: `${CALLBACK}/` } }, 'webhook_override')).toMatchObject({ state: 'ok' });
    const beside = 'http://127.0.0.1:3000/api/webhooks/whatsapp';
    expect(numberChecks({ ...number, webhook_configuration: { application: beside } }, '118820043377615', [CALLBACK, beside])).toContainEqual(expect.objectContaining({ check: 'webhook_override', state: 'ok' }));
    expect(row({ ...number, webhook_configuration: {} }, 'webhook_override')).toBeUndefined();
  });

  it("carry Meta's own words of its health status", () => {
    const health_status = { entities: [{ entity_type: 'WABA', can_send_message: 'BLOCKED', errors: [{ error_code: 141006, error_description: 'There is an error with your payment method.', possible_solution: 'Fix the payment method in WhatsApp Manager.' }] }] };
    expect(row({ ...number, health_status }, 'sending')).toMatchObject({ state: 'failed', words: 'Meta blocks sending', detail: 'There is an error with your payment method.', fix: 'Fix the payment method in WhatsApp Manager.', code: 141006 });
    expect(row({ ...number, health_status: { entities: [{ can_send_message: 'AVAILABLE' }] } }, 'sending')).toMatchObject({ state: 'ok' });
  });

  it('hold a number of the phone app to 20 a second', () => {
    expect(messagesPerSecond({ throughput: { level: 'HIGH' } })).toBe(1000);
    expect(messagesPerSecond({ throughput: { level: 'STANDARD' }, is_on_biz_app: true })).toBe(20);
  });
});
