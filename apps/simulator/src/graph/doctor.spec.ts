import { SimulatedBusiness, wamidOf } from '../testing/simulated-business';

describe('what a connection check reads', () => {
  let business: SimulatedBusiness;
  let number: string;
  beforeEach(async () => {
    business = await SimulatedBusiness.start();
    number = `/${business.credentials.phoneNumberId}`;
  });
  afterEach(() => business.close());

  const everyField = 'quality_rating,throughput,whatsapp_business_manager_messaging_limit,account_mode,status,name_status,code_verification_status,webhook_configuration,health_status,verified_name,display_phone_number,platform_type,is_on_biz_app,is_official_business_account,is_pin_enabled,last_onboarded_time';

  it('gives every field of a healthy number', async () => {
    const { body } = await business.graph('GET', `${number}?fields=${everyField}`);
    expect(Object.keys(body).sort()).toEqual([...everyField.split(','), 'id'].sort());
    expect(body).toMatchObject({ quality_rating: 'GREEN', health_status: { can_send_message: 'AVAILABLE', entities: [{ entity_type: 'PHONE_NUMBER' }, { entity_type: 'WABA' }, { entity_type: 'BUSINESS' }, { entity_type: 'APP' }] } });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a name under review', { name_status: 'PENDING_REVIEW' }, 'LIMITED'],
    ['a flagged number', { status: 'FLAGGED' }, 'LIMITED'],
    ['a banned number', { status: 'BANNED' }, 'BLOCKED'],
  ])('health of %s', async (_name, node, ability) => {
    await business.control('PATCH', `/numbers/${business.credentials.phoneNumberId}`, { node });
    expect((await business.graph('GET', `${number}?fields=health_status`)).body).toMatchObject({ health_status: { can_send_message: ability } });
  });

  it('health of an account that was rejected, and words of the test in its place', async () => {
    await business.control('PATCH', `/wabas/${business.credentials.wabaId}`, { node: { account_review_status: 'REJECTED' } });
    expect((await business.graph('GET', `/${business.credentials.wabaId}?fields=health_status`)).body).toMatchObject({ health_status: { can_send_message: 'BLOCKED', entities: [{ entity_type: 'WABA', errors: [{ possible_solution: expect.any(String) }] }, {}, {}] } });
    await business.control('PATCH', `/numbers/${business.credentials.phoneNumberId}`, { node: { health_status: { can_send_message: 'LIMITED', entities: [] } } });
    expect((await business.graph('GET', `${number}?fields=health_status`)).body).toMatchObject({ health_status: { can_send_message: 'LIMITED', entities: [] } });
  });

  it('a token that expires soon, of a person, without access to data', async () => {
    const { accessToken } = business.credentials;
    await business.control('PATCH', `/tokens/${accessToken}`, { expiresInSeconds: 6 * 86_400, type: 'USER', dataAccessExpiresInSeconds: 86_400, scopes: ['whatsapp_business_messaging'] });
    const { data } = (await business.graph('GET', `/debug_token?input_token=${accessToken}`)).body as unknown as { data: Record<string, number> };
    expect(data).toMatchObject({ type: 'USER', is_valid: true, scopes: ['whatsapp_business_messaging'] });
    expect(data['expires_at'] - Date.now() / 1000).toBeLessThanOrEqual(6 * 86_400);
    expect(data['data_access_expires_at']).toBeGreaterThan(Date.now() / 1000);
    await business.control('PATCH', `/tokens/${accessToken}`, { expiresInSeconds: -1 });
    expect((await business.graph('GET', number)).body.error).toMatchObject({ code: 190, error_subcode: 463 });
  });

  it('the app is not subscribed, or not assigned any more', async () => {
    const { wabaId } = business.credentials;
    await business.control('PATCH', `/wabas/${wabaId}`, { subscribedApps: [] });
    expect((await business.graph('GET', `/${wabaId}/subscribed_apps`)).body).toEqual({ data: [] });
    await business.control('PATCH', `/wabas/${wabaId}`, { assignedApps: [] });
    expect((await business.graph('GET', `/${wabaId}`)).body.error).toMatchObject({ code: 100, error_subcode: 33 });
  });

  it('the business profile is read and written', async () => {
    expect((await business.graph('POST', `${number}/whatsapp_business_profile`, { messaging_product: 'whatsapp', about: 'Mugs', websites: ['https://example.org'] })).body).toEqual({ success: true });
    expect((await business.graph('GET', `${number}/whatsapp_business_profile?fields=about,websites,email`)).body).toEqual({ data: [{ about: 'Mugs', websites: ['https://example.org'], messaging_product: 'whatsapp' }] });
    expect((await business.graph('POST', `${number}/whatsapp_business_profile`, { messaging_product: 'whatsapp', about: 'x'.repeat(140) })).status).toBe(400);
  });
});

describe('every error code of META §12.2', () => {
  let business: SimulatedBusiness;
  beforeAll(async () => {
    business = await SimulatedBusiness.start();
    await business.mayaWrites();
  });
  afterAll(() => business.close());

  const groups = Array.from({ length: 15 }, (_, i) => 131201 + i);
  const codes = [
    0, 1, 2, 3, 4, 10, 17, 32, 613, 33, 100, 102, 190, 200, 341, 506, 368, 80007, 130403, 130429, 130472, 130497, 130501, 131000, 131005, 131008, 131009, 131016, 131020, 131041, 131059, ...groups,
    131021, 131026, 131030, 131031, 131037, 131042, 131044, 131045, 131047, 131048, 131049, 131050, 131051, 131052, 131053, 131055, 134100, 134101, 134102, 131056, 131057, 131060, 131062, 131063, 131064,
    132000, 132001, 132005, 132007, 132008, 132012, 132018, 132015, 132016, 132068, 132069, 133000, 133004, 133005, 133006, 133008, 133009, 133010, 133015, 133016, 134011, 135000, 137000, 139100, 139101,
    139102, 139103, 147001, 147002, 147003, 147004, 147005, 2388019, 2388039, 2388040, 2388047, 2388072, 2388073, 2388293, 2388299, 2494100, 2593107, 2593108, 2593109,
  ];

  it('all are in the catalogue that the control API lists', async () => {
    const { codes: listed } = (await business.control('GET', '/error-codes')).body as unknown as { codes: { code: number; http: number; title: string }[] };
    const known = new Map(listed.map((each) => [each.code, each]));
    for (const code of codes) expect(known.get(code)).toMatchObject({ http: expect.any(Number), title: expect.stringMatching(/\w/) });
  });

  it.each(codes)('%i as the answer to a send, and as a failed status after acceptance', async (code) => {
    await business.control('POST', '/chaos/next', { send: { mode: 'error', code } });
    const refused = await business.send();
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(refused.body.error).toMatchObject({ code, fbtrace_id: expect.any(String) });
    await business.control('POST', '/chaos/next', { send: { mode: 'error', code, status: 418, subcode: 7, details: 'words of the test' } });
    expect(await business.send()).toMatchObject({ status: 418, body: { error: { code } } });
    await business.control('POST', '/chaos/next', { send: { mode: 'failed', code } });
    const accepted = await business.send();
    expect(accepted.status).toBe(200);
    await business.quiet();
    expect(business.receiver.statuses().filter((each) => each['id'] === wamidOf(accepted))).toEqual([expect.objectContaining({ status: 'failed', errors: [expect.objectContaining({ code, title: expect.any(String) })] })]);
  });
});
