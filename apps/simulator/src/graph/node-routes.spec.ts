import { createHmac } from 'node:crypto';
import { SimulatedBusiness } from '../testing/simulated-business';
import { sessionEnd } from './graph-error';

let business: SimulatedBusiness;
beforeEach(async () => {
  business = await SimulatedBusiness.start();
});
afterEach(() => business.close());

describe('access', () => {
  it('refuses a call without a token (200)', async () => {
    const answer = await business.graph('GET', `/${business.credentials.phoneNumberId}`, undefined, null);
    expect(answer).toMatchObject({ status: 403, body: { error: { code: 200, message: '(#200) Provide valid app ID' } } });
  });

  it('refuses an unknown token (190)', async () => {
    const answer = await business.graph('GET', `/${business.credentials.phoneNumberId}`, undefined, 'EAAnonsense');
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({ error: { message: 'Invalid OAuth access token - Cannot parse access token', type: 'OAuthException', code: 190, fbtrace_id: expect.any(String) } });
  });

  it('refuses an expired token as res_error_190_expired', async () => {
    await business.control('PATCH', `/tokens/${business.credentials.accessToken}`, { expiresAt: '2026-11-21T18:00:00Z' });
    const answer = await business.send();
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({
      error: { message: 'Error validating access token: Session has expired on Saturday, 21-Nov-26 10:00:00 PST.', type: 'OAuthException', code: 190, error_subcode: 463, fbtrace_id: expect.any(String) },
    });
  });

  it('writes daylight saving time as PDT', () => {
    expect(sessionEnd(Date.parse('2026-07-01T07:00:00Z'))).toBe('Wednesday, 01-Jul-26 00:00:00 PDT');
  });

  it('refuses a revoked token with its subcode', async () => {
    await business.control('PATCH', `/tokens/${business.credentials.accessToken}`, { invalidSubcode: 460 });
    expect(await business.send()).toMatchObject({ status: 401, body: { error: { code: 190, error_subcode: 460 } } });
  });

  it('answers 100/33 for the phone number in place of its id, word for word', async () => {
    const answer = await business.graph('POST', '/15550104477/messages', { messaging_product: 'whatsapp' });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      error: {
        message: "Unsupported post request. Object with ID '15550104477' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api",
        type: 'GraphMethodException', code: 100, error_subcode: 33, fbtrace_id: expect.any(String),
      },
    });
  });

  it('answers 100/33 for the number of another business', async () => {
    const other = (await business.control('POST', '/provision', {})).body as unknown as { phoneNumberId: string };
    expect((await business.graph('GET', `/${other.phoneNumberId}`)).body.error).toMatchObject({ code: 100, error_subcode: 33, message: expect.stringMatching(/^Unsupported get request\./) });
  });

  it('answers 10 without the messaging scope and 200 without the management scope', async () => {
    await business.control('PATCH', `/tokens/${business.credentials.accessToken}`, { scopes: ['whatsapp_business_management'] });
    expect(await business.send()).toMatchObject({ status: 403, body: { error: { code: 10, message: '(#10) Application does not have permission for this action' } } });
    await business.control('PATCH', `/tokens/${business.credentials.accessToken}`, { scopes: ['whatsapp_business_messaging'] });
    expect(await business.graph('GET', `/${business.credentials.wabaId}`)).toMatchObject({ status: 403, body: { error: { code: 200 } } });
  });

  it('checks appsecret_proof when it is there', async () => {
    const { accessToken, appSecret, phoneNumberId } = business.credentials;
    const proof = createHmac('sha256', appSecret).update(accessToken).digest('hex');
    expect((await business.graph('GET', `/${phoneNumberId}?appsecret_proof=${proof}`)).status).toBe(200);
    expect((await business.graph('GET', `/${phoneNumberId}?appsecret_proof=00`)).body.error).toMatchObject({ code: 100 });
  });

  it('answers 2500 for a path that Graph does not have', async () => {
    expect((await business.graph('GET', '/1/2/3')).body.error).toMatchObject({ code: 2500 });
  });
});

describe('nodes', () => {
  it('reads the fields of res_phone_number', async () => {
    const { phoneNumberId } = business.credentials;
    const fields = 'id,display_phone_number,verified_name,quality_rating,status,name_status,code_verification_status,platform_type,throughput{level},account_mode,is_on_biz_app,whatsapp_business_manager_messaging_limit,webhook_configuration';
    const answer = await business.graph('GET', `/${phoneNumberId}?fields=${encodeURIComponent(fields)}`);
    expect(answer.body).toEqual({
      id: phoneNumberId, display_phone_number: '+1 555-010-4477', verified_name: 'MailTrixy Demo', quality_rating: 'GREEN', status: 'CONNECTED',
      name_status: 'APPROVED', code_verification_status: 'VERIFIED', platform_type: 'CLOUD_API', throughput: { level: 'STANDARD' }, account_mode: 'LIVE',
      is_on_biz_app: false, whatsapp_business_manager_messaging_limit: 'TIER_2K', webhook_configuration: { application: business.receiver.url },
    });
  });

  it('has the documented default fields', async () => {
    const { body } = await business.graph('GET', `/${business.credentials.phoneNumberId}`);
    expect(Object.keys(body).sort()).toEqual(['code_verification_status', 'display_phone_number', 'id', 'quality_rating', 'verified_name']);
  });

  it('fails the whole request for one unknown field', async () => {
    const answer = await business.graph('GET', `/${business.credentials.phoneNumberId}?fields=id,colour`);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 100, message: '(#100) Tried accessing nonexisting field (colour) on node type (WhatsAppBusinessPhoneNumber)' } } });
  });

  it('lists the numbers of a WABA page by page', async () => {
    const { wabaId, appId } = business.credentials;
    await business.control('POST', '/provision', { wabaId, appId });
    const first = await business.graph('GET', `/${wabaId}/phone_numbers?limit=1&fields=id`);
    expect(first.body['data']).toEqual([{ id: business.credentials.phoneNumberId }]);
    const { after } = (first.body['paging'] as { cursors: { after: string } }).cursors;
    const second = await business.graph('GET', `/${wabaId}/phone_numbers?limit=1&fields=id&after=${after}`);
    expect(second.body['data']).toHaveLength(1);
    expect(second.body['data']).not.toEqual(first.body['data']);
  });

  it('reads the WABA', async () => {
    const { wabaId } = business.credentials;
    expect((await business.graph('GET', `/${wabaId}?fields=id,name,currency`)).body).toEqual({ id: wabaId, name: 'Simulated business', currency: 'USD' });
  });
});

describe('debug_token', () => {
  it('answers as res_debug_token, by app token or by the token itself', async () => {
    const { appId, appSecret, accessToken, wabaId } = business.credentials;
    for (const bearer of [`${appId}|${appSecret}`, accessToken]) {
      const { body } = await business.graph('GET', `/debug_token?input_token=${accessToken}`, undefined, bearer);
      expect(body['data']).toEqual({
        app_id: appId, type: 'SYSTEM_USER', application: 'MailTrixy', data_access_expires_at: 0, expires_at: 0, is_valid: true, issued_at: expect.any(Number),
        scopes: ['whatsapp_business_management', 'whatsapp_business_messaging'],
        granular_scopes: [{ scope: 'whatsapp_business_management', target_ids: [wabaId] }, { scope: 'whatsapp_business_messaging', target_ids: [wabaId] }], user_id: expect.any(String),
      });
    }
  });

  it('says that an expired or unknown token is not valid', async () => {
    const { appId, appSecret, accessToken } = business.credentials;
    const app = `${appId}|${appSecret}`;
    await business.control('PATCH', `/tokens/${accessToken}`, { expiresAt: '2026-11-21T18:00:00Z' });
    expect((await business.graph('GET', `/debug_token?input_token=${accessToken}`, undefined, app)).body['data']).toMatchObject({ is_valid: false, error: { code: 190, subcode: 463 } });
    expect((await business.graph('GET', '/debug_token?input_token=EAAx', undefined, app)).body['data']).toMatchObject({ is_valid: false, scopes: [] });
    expect((await business.graph('GET', `/debug_token?input_token=${accessToken}`, undefined, 'nobody')).status).toBe(401);
  });
});

describe('subscriptions', () => {
  it('sends webhooks only while the app is subscribed', async () => {
    const { wabaId, appId } = business.credentials;
    expect((await business.graph('GET', `/${wabaId}/subscribed_apps`)).body).toEqual({ data: [{ whatsapp_business_api_data: { link: expect.any(String), name: 'MailTrixy', id: appId } }] });
    expect((await business.graph('DELETE', `/${wabaId}/subscribed_apps`)).body).toEqual({ success: true });
    await business.mayaWrites();
    await business.quiet();
    expect(business.receiver.received).toHaveLength(0);
    expect(await business.ledger('webhook_dropped')).toEqual([expect.objectContaining({ reason: 'not_subscribed' })]);
    expect((await business.graph('POST', `/${wabaId}/subscribed_apps`)).body).toEqual({ success: true });
    await business.mayaWrites();
    await business.quiet();
    expect(business.receiver.received).toHaveLength(1);
  });

  it('verifies an override at once and prefers number over WABA over app', async () => {
    const { wabaId, phoneNumberId } = business.credentials;
    const override = { override_callback_uri: `${business.receiver.url}/waba`, verify_token: 'v' };
    business.receiver.verify = () => ({ status: 403, body: 'no' });
    expect((await business.graph('POST', `/${wabaId}/subscribed_apps`, override)).body.error).toMatchObject({ code: 2200 });
    business.receiver.verify = (challenge) => ({ status: 200, body: challenge });
    await business.graph('POST', `/${wabaId}/subscribed_apps`, override);
    await business.graph('POST', `/${phoneNumberId}`, { webhook_configuration: { override_callback_uri: `${business.receiver.url}/number`, verify_token: 'v' } });
    const configuration = (await business.graph('GET', `/${phoneNumberId}?fields=webhook_configuration`)).body['webhook_configuration'];
    expect(configuration).toEqual({ phone_number: `${business.receiver.url}/number`, whatsapp_business_account: `${business.receiver.url}/waba`, application: business.receiver.url });
    await business.mayaWrites();
    await business.graph('POST', `/${phoneNumberId}`, { webhook_configuration: { override_callback_uri: '' } });
    await business.mayaWrites();
    await business.graph('POST', `/${wabaId}/subscribed_apps`);
    await business.mayaWrites();
    await business.quiet();
    const urls = ((await business.control('GET', '/deliveries')).body['deliveries'] as { url: string }[]).map(({ url }) => url);
    expect(urls).toEqual([`${business.receiver.url}/number`, `${business.receiver.url}/waba`, business.receiver.url]);
  });

  it('sets the app webhook with an app token', async () => {
    const { appId, appSecret, accessToken } = business.credentials;
    const body = { object: 'whatsapp_business_account', callback_url: `${business.receiver.url}/app`, verify_token: 'fresh', fields: 'messages,message_template_status_update' };
    expect((await business.graph('POST', `/${appId}/subscriptions`, body, accessToken)).status).toBe(403);
    expect((await business.graph('POST', `/${appId}/subscriptions`, body, `${appId}|${appSecret}`)).body).toEqual({ success: true });
    const { body: state } = await business.control('GET', '/state');
    expect(state['apps']).toEqual([expect.objectContaining({ callbackUrl: `${business.receiver.url}/app`, verifyToken: 'fresh', fields: ['messages', 'message_template_status_update'] })]);
  });
});
