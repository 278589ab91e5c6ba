import { readFileSync } from 'node:fs';
import { SimulatedBusiness, type Answer } from '../testing/simulated-business';
import { sampleFiles } from '../media/sample-files';

type Members = Record<string, unknown>;

/** req_template_create of META §10.2, under a name and words of its own. */
const valid = (): Members & { components: Members[] } => ({
  name: 'parcel_update_2', language: 'en_US', category: 'UTILITY', parameter_format: 'POSITIONAL',
  components: [
    { type: 'HEADER', format: 'TEXT', text: 'Order {{1}} update', example: { header_text: ['5521'] } },
    { type: 'BODY', text: 'Hi {{1}}, parcel {{2}} has left our house today.', example: { body_text: [['Nadia', '5521']] } },
    { type: 'FOOTER', text: 'MailTrixy demo' },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'URL', text: 'Track', url: 'https://example.org/t/{{1}}', example: ['https://example.org/t/5521'] },
        { type: 'PHONE_NUMBER', text: 'Call us', phone_number: '+15550104477' }, { type: 'QUICK_REPLY', text: 'Confirm' },
      ],
    },
  ],
});
const withPart = (type: string, part: Members | null): Members => {
  const template = valid();
  const components = template.components.filter((each) => each['type'] !== type);
  return { ...template, components: part ? [...components, { type, ...part }] : components };
};
const body = (text: string, values?: unknown[]): Members => withPart('BODY', { text, ...(values ? { example: { body_text: [values] } } : {}) });
const buttons = (...all: Members[]): Members => withPart('BUTTONS', { buttons: all });
const quick = (text: string): Members => ({ type: 'QUICK_REPLY', text });

describe('message templates', () => {
  let business: SimulatedBusiness;
  let list: string;
  beforeEach(async () => {
    business = await SimulatedBusiness.start();
    list = `/${business.credentials.wabaId}/message_templates`;
    await business.control('PATCH', '/settings', { templateReview: { afterMs: 5 } });
  });
  afterEach(() => business.close());

  const create = (members: Members = valid()): Promise<Answer> => business.graph('POST', list, members);
  const rows = async (query = ''): Promise<Members[]> => (await business.graph('GET', `${list}?limit=100${query}`)).body['data'];
  const told = (field: string): Members[] => business.receiver.received.flatMap(({ text }) => (JSON.parse(text) as { entry: { changes: { field: string; value: Members }[] }[] }).entry)
    .flatMap(({ changes }) => changes).filter((change) => change.field === field).map(({ value }) => value);

  it('a fresh account has templates of every kind and state', async () => {
    const all = await rows('&fields=name,language,status,category,parameter_format,components,quality_score,rejected_reason');
    expect(new Set(all.map((row) => row['status']))).toEqual(new Set(['APPROVED', 'PENDING', 'REJECTED', 'PAUSED']));
    expect(new Set(all.map((row) => row['category']))).toEqual(new Set(['UTILITY', 'MARKETING', 'AUTHENTICATION']));
    const text = JSON.stringify(all);
    for (const kind of ['NAMED', 'IMAGE', 'DOCUMENT', 'LOCATION', 'QUICK_REPLY', 'URL', 'COPY_CODE', 'PHONE_NUMBER', 'FLOW', 'CAROUSEL', 'LIMITED_TIME_OFFER', 'otp_type=COPY_CODE']) expect(text).toContain(kind);
    expect(all.find((row) => row['status'] === 'REJECTED')).toMatchObject({ rejected_reason: 'INVALID_FORMAT' });
    expect(all.length).toBeGreaterThanOrEqual(10);
  });

  it('lists in pages whose next address holds the token, and follows cursors in both directions', async () => {
    const first = (await business.graph('GET', `${list}?limit=5&fields=name`)).body as unknown as { data: Members[]; paging: { cursors: { after: string }; next: string } };
    expect(first.data).toHaveLength(5);
    expect(new URL(first.paging.next).searchParams.get('access_token')).toBe(business.credentials.accessToken);
    const seen: Members[] = [...first.data];
    let page = first;
    while (page.paging?.next) {
      page = (await (await fetch(page.paging.next)).json()) as typeof first;
      seen.push(...page.data);
    }
    expect(seen.map((row) => row['id'])).toEqual((await rows()).map((row) => row['id']));
    expect(Object.keys(seen[0])).toEqual(['name', 'id']);
    expect((await business.graph('GET', `${list}?limit=5&after=nonsense`)).status).toBe(400);
    expect((await business.graph('GET', `${list}?fields=nonsense`)).body.error).toMatchObject({ code: 100 });
  });

  it('filters by status, name and language', async () => {
    expect((await rows('&status=PENDING')).map((row) => row['name'])).toEqual(['delivery_delay']);
    expect((await rows('&name=appointment&language=de')).map((row) => row['language'])).toEqual(['de']);
    expect(await rows('&content=twenty percent')).toHaveLength(1);
  });

  it('a page of the listing fails when chaos wants it', async () => {
    await business.control('PUT', '/chaos', { templates: { failPage: 2 } });
    const first = await business.graph('GET', `${list}?limit=5`);
    expect(first.status).toBe(200);
    const after = (first.body['paging'] as { cursors: { after: string } }).cursors.after;
    expect(await business.graph('GET', `${list}?limit=5&after=${after}`)).toMatchObject({ status: 503, body: { error: { code: 2 } } });
  });

  it('creates: pending, then approved by webhook with the hyphen of Meta', async () => {
    const answer = await create();
    expect(answer.body).toEqual({ id: expect.stringMatching(/^\d{16}$/), status: 'PENDING', category: 'UTILITY' });
    await business.quiet();
    expect(told('message_template_status_update')).toEqual([{
      event: 'APPROVED', message_template_id: Number(answer.body['id']), message_template_name: 'parcel_update_2', message_template_language: 'en-US', reason: 'NONE', message_template_category: 'UTILITY',
    }]);
    expect((await business.graph('GET', `/${answer.body['id']}`)).body).toMatchObject({ status: 'APPROVED', name: 'parcel_update_2' });
  });

  it('takes lower-case types and lists them in capitals', async () => {
    const template = JSON.parse(JSON.stringify(valid()).replace(/"(HEADER|BODY|FOOTER|BUTTONS|TEXT|URL|PHONE_NUMBER|QUICK_REPLY)"/g, (text) => text.toLowerCase())) as Members;
    const { id } = (await create(template)).body;
    expect(((await business.graph('GET', `/${id}`)).body['components'] as Members[]).map((each) => each['type'])).toEqual(['HEADER', 'BODY', 'FOOTER', 'BUTTONS']);
  });

  it('takes the example of the contract', async () => {
    const example = JSON.parse(readFileSync(`${__dirname}/../testing/meta-examples/req_template_create.json`, 'utf8')) as Members;
    expect((await create({ ...example, name: 'parcel_update_3', components: (example['components'] as Members[]).filter((each) => each['type'] !== 'FOOTER') })).status).toBe(200);
    expect((await create(example)).body.error).toMatchObject({ error_subcode: 2388024 });
  });

  const auth = (part: Members = {}, otp: Members = { type: 'OTP', otp_type: 'COPY_CODE', text: 'Copy' }): Members => ({
    name: 'code', language: 'en_US', category: 'AUTHENTICATION',
    components: [{ type: 'BODY', add_security_recommendation: true, ...part }, { type: 'FOOTER', code_expiration_minutes: 5 }, { type: 'BUTTONS', buttons: [otp] }],
  });

  const app = { package_name: 'org.example.app', signature_hash: 'K8a/AINcGX7' };
  const picture = { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['https://scontent.example.org/a.jpg'] } };
  const card = (parts: Members[]): Members => ({ components: [...parts, { type: 'BUTTONS', buttons: [quick('More')] }] });

  it.each<[string, () => Members, number | null]>([
    ['no name', () => ({ ...valid(), name: undefined }), null],
    ['capitals in the name', () => ({ ...valid(), name: 'Parcel' }), null],
    ['a language that is none', () => ({ ...valid(), language: 'english' }), null],
    ['an unknown category', () => ({ ...valid(), category: 'SERVICE' }), null],
    ['no body', () => withPart('BODY', null), 2388043],
    ['a leading variable', () => body('{{1}}, your parcel is on its way', ['Nadia']), 2388299],
    ['a trailing variable', () => body('Your parcel is on its way {{1}}', ['Nadia']), 2388299],
    ['adjacent variables', () => body('Hi {{1}} {{2}} you are very welcome here', ['a', 'b']), 2388072],
    ['a gap in the numbers', () => body('Hi {{1}} and {{3}} you are very welcome here', ['a', 'b']), 2388072],
    ['a name among numbers', () => body('Hi {{first_name}} you are welcome', ['a']), 2388072],
    ['too few words', () => body('Hi {{1}} {{2}}a {{3}}.', ['a', 'b', 'c']), 2388072],
    ['too many variables', () => body('Hi {{1}} and {{2}} or {{3}}.', ['a', 'b', 'c']), 2388293],
    ['no example', () => body('Hi {{1}}, your parcel is here'), 2388043],
    ['one example too few', () => body('Hi {{1}}, your parcel {{2}} is here', ['a']), 2388043],
    ['a body of 1025', () => body('a'.repeat(1025)), 2388040],
    ['a header of 61', () => withPart('HEADER', { format: 'TEXT', text: 'a'.repeat(61) }), 2388040],
    ['two variables in the header', () => withPart('HEADER', { format: 'TEXT', text: 'a {{1}} b {{2}}', example: { header_text: ['1', '2'] } }), 2388047],
    ['an emoji in the header', () => withPart('HEADER', { format: 'TEXT', text: 'News 📦' }), 2388047],
    ['a media id as example', () => withPart('HEADER', { format: 'IMAGE', example: { header_handle: ['1120487765923400'] } }), 2388047],
    ['a picture header without example', () => withPart('HEADER', { format: 'IMAGE' }), 2388043],
    ['a footer of 61', () => withPart('FOOTER', { text: 'a'.repeat(61) }), 2388040],
    ['a variable in the footer', () => withPart('FOOTER', { text: 'For {{1}}' }), 2388073],
    ['11 buttons', () => buttons(...Array.from({ length: 11 }, (_, i) => quick(`b${i}`))), null],
    ['a long button', () => buttons(quick('a'.repeat(26))), 2388040],
    ['three URL buttons', () => buttons(...['a', 'b', 'c'].map((text) => ({ type: 'URL', text, url: 'https://example.org' }))), null],
    ['quick replies apart', () => buttons(quick('a'), { type: 'URL', text: 'b', url: 'https://example.org' }, quick('c')), null],
    ['a variable inside a URL', () => buttons({ type: 'URL', text: 'a', url: 'https://example.org/{{1}}/x', example: ['https://example.org/1/x'] }), null],
    ['a URL variable without example', () => buttons({ type: 'URL', text: 'a', url: 'https://example.org/{{1}}' }), 2388043],
    ['a phone that is none', () => buttons({ type: 'PHONE_NUMBER', text: 'a', phone_number: 'call' }), null],
    ['an offer of 17', () => withPart('LIMITED_TIME_OFFER', { limited_time_offer: { text: 'a'.repeat(17) } }), 2388040],
    ['an offer with footer', () => withPart('LIMITED_TIME_OFFER', { limited_time_offer: { text: 'a' } }), 2388073],
    ['a carousel of one card', () => withPart('CAROUSEL', { cards: [{ components: [] }] }), null],
    ['text in an authentication body', () => auth({ text: 'Your code' }), 2388072],
    ['91 minutes', () => ({ ...auth(), components: [{ type: 'BODY' }, { type: 'FOOTER', code_expiration_minutes: 91 }, { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE' }] }] }), 2388073],
    ['one-tap without app', () => auth({}, { type: 'OTP', otp_type: 'ONE_TAP' }), 2388043],
    ['one-tap without a hash', () => auth({}, { type: 'OTP', otp_type: 'ONE_TAP', supported_apps: [{ package_name: 'org.example.app' }] }), 2388043],
    ['zero-tap without the terms', () => auth({}, { type: 'OTP', otp_type: 'ZERO_TAP', supported_apps: [app] }), 2388043],
    ['a catalogue button without words', () => buttons({ type: 'CATALOG' }), 2388043],
    ['a form without its flow', () => buttons({ type: 'FLOW', text: 'Book' }), 2388043],
    ['a card without header', () => withPart('CAROUSEL', { cards: [card([]), card([])] }), 2388047],
    ['a card of 161', () => withPart('CAROUSEL', { cards: [card([picture, { type: 'BODY', text: 'a'.repeat(161) }]), card([picture])] }), 2388040],
    ['cards that differ', () => withPart('CAROUSEL', { cards: [card([picture]), card([picture, { type: 'BODY', text: 'a' }])] }), null],
    ['a time to live out of range', () => ({ ...valid(), message_send_ttl_seconds: 5 }), null],
  ])('refuses %s in words', async (_name, make, subcode) => {
    const { status, body: answer } = await create(make());
    expect(status).toBe(400);
    expect(answer.error).toMatchObject({ code: 100, ...(subcode === null ? {} : { error_subcode: subcode, error_user_title: expect.any(String), error_user_msg: expect.any(String), is_transient: false }) });
  });

  it('takes authentication, offer and carousel templates', async () => {
    const handle = await uploadedHeader();
    const header = { type: 'HEADER', format: 'IMAGE', example: { header_handle: [handle] } };
    const card = { components: [header, { type: 'BUTTONS', buttons: [quick('More')] }] };
    for (const template of [
      auth(),
      { ...auth({}, { type: 'OTP', otp_type: 'ZERO_TAP', supported_apps: [app], zero_tap_terms_accepted: true }), name: 'zero_tap' },
      { ...buttons({ type: 'CATALOG', text: 'View catalogue' }, { type: 'REQUEST_CONTACT_INFO' }), name: 'catalogue', language: 'en_GB' },
      { ...withPart('HEADER', { format: 'IMAGE', example: { header_handle: [handle] } }), name: 'with_picture' },
      { name: 'offer', language: 'en_US', category: 'MARKETING', components: [{ type: 'BODY', text: 'Only today' }, { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'Ends soon', has_expiration: true } }, { type: 'BUTTONS', buttons: [{ type: 'COPY_CODE', example: 'X20' }] }] },
      { name: 'cards', language: 'en_US', category: 'MARKETING', components: [{ type: 'BODY', text: 'Look here' }, { type: 'CAROUSEL', cards: [card, card] }] },
    ]) {
      const answer = await create(template);
      expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('PENDING')]);
    }
    const text = JSON.stringify(await rows('&name=zero_tap'));
    expect(text).toContain('otp_type=ZERO_TAP&package_name=org.example.app&signature_hash=K8a%2FAINcGX7');
    expect(text).not.toContain('supported_apps');
    expect(JSON.stringify(await rows('&name=catalogue'))).toContain('Share Contact Info');
  });

  const uploadedHeader = async (): Promise<string> => {
    const { bytes } = sampleFiles.photo;
    const { body: session } = await business.graph('POST', `/${business.credentials.appId}/uploads?file_name=a.jpg&file_length=${bytes.length}&file_type=image/jpeg`);
    const post = (from: number, part: Buffer, scheme = 'OAuth'): Promise<Members> => fetch(`${business.simulator.url}/v25.0/${session['id']}`, {
      method: 'POST', headers: { authorization: `${scheme} ${business.credentials.accessToken}`, file_offset: String(from) }, body: new Uint8Array(part),
    }).then((answer) => answer.json() as Promise<Members>);
    expect(await post(0, bytes, 'Bearer')).toHaveProperty('error');
    expect(await post(0, bytes.subarray(0, 1000))).toMatchObject({ file_offset: 1000 });
    return String((await post(1000, bytes.subarray(1000)))['h']);
  };

  it('uploads header examples in pieces', async () => expect(await uploadedHeader()).toMatch(/^4:/));

  it('refuses the same name and the same words, a deleted name, and the 101st of an hour', async () => {
    await create();
    await business.quiet();
    expect((await create()).body.error).toMatchObject({ error_subcode: 2388024 });
    expect((await create({ ...valid(), name: 'other' })).body.error).toMatchObject({ error_subcode: 2388024 });
    await business.graph('DELETE', `${list}?name=parcel_update_2`);
    expect((await create()).body.error).toMatchObject({ error_subcode: 2388023 });
    await business.control('POST', '/advance', { seconds: 31 * 86_400 });
    for (let i = 0; i < 100; i++) expect((await create(numbered(i))).status).toBe(200);
    expect((await create(numbered(100))).body.error).toMatchObject({ code: 80007 });
    await business.control('POST', '/advance', { seconds: 3601 });
    expect((await create(numbered(100))).status).toBe(200);
  });
  const numbered = (i: number): Members => ({ name: `n${i}`, language: 'en_US', category: 'UTILITY', components: [{ type: 'BODY', text: `Text ${i}` }] });

  it('edits: pending again, then approved with the new words; once a day', async () => {
    const id = String((await rows('&name=parcel_update_named'))[0]['id']);
    const change = { components: [{ type: 'BODY', text: 'Hallo {{first_name}}, es ist unterwegs.', example: { body_text_named_params: [{ param_name: 'first_name', example: 'Nadia' }] } }] };
    expect((await business.graph('POST', `/${id}`, { category: 'MARKETING' })).body.error).toMatchObject({ error_subcode: 2388039 });
    expect((await business.graph('POST', `/${id}`, change)).body).toEqual({ success: true });
    await business.quiet();
    expect(told('message_template_components_update')).toEqual([expect.objectContaining({ message_template_element: 'Hallo {{first_name}}, es ist unterwegs.', message_template_language: 'de' })]);
    expect((await business.graph('POST', `/${id}`, change)).body.error).toMatchObject({ code: 100, error_user_title: 'Edit limit reached' });
    const pending = String((await rows('&status=PENDING'))[0]['id']);
    expect((await business.graph('POST', `/${pending}`, change)).body.error).toMatchObject({ error_subcode: 2388039 });
  });

  it('deletes one language by id and all by name; what is unknown or disabled stays', async () => {
    const [english, german] = await rows('&name=appointment_reminder');
    expect((await business.graph('DELETE', `${list}?name=appointment_reminder&hsm_id=${german['id']}`)).body).toEqual({ success: true });
    expect((await rows('&name=appointment_reminder')).map((row) => row['id'])).toEqual([english['id']]);
    expect((await business.graph('DELETE', `${list}?name=nothing`)).body.error).toMatchObject({ code: 100, error_subcode: 2593002 });
    await business.control('POST', `/templates/${english['id']}/decide`, { event: 'DISABLED' });
    expect((await business.graph('DELETE', `${list}?name=appointment_reminder`)).status).toBe(400);
    await business.quiet();
    expect(told('message_template_status_update').map((value) => [value['event'], value['reason']])).toEqual([['DELETED', null], ['DISABLED', 'NONE']]);
  });

  it('the control API decides, and tells it in the shapes of META §7', async () => {
    const control = (path: string, members: Members, method = 'POST'): Promise<Answer> => business.control(method, `/templates/parcel_update${path}`, members);
    await control('/decide', { event: 'PAUSED' });
    await control('/decide', { event: 'REJECTED' });
    await control('', { quality: 'YELLOW', announceCategory: 'MARKETING' }, 'PATCH');
    await control('', { category: 'MARKETING' }, 'PATCH');
    await control('/decide', { event: 'APPROVED', notify: false });
    await business.quiet();
    expect(told('message_template_status_update').map(({ event, other_info: other, rejection_info: rejection }) => ({ event, other, rejection }))).toEqual([
      { event: 'PAUSED', other: { title: 'FIRST_PAUSE', description: expect.any(String) }, rejection: undefined },
      { event: 'REJECTED', other: undefined, rejection: { reason: expect.any(String), recommendation: expect.any(String) } },
    ]);
    expect(told('message_template_quality_update')).toEqual([expect.objectContaining({ previous_quality_score: 'GREEN', new_quality_score: 'YELLOW' })]);
    expect(told('template_category_update')).toEqual([
      expect.objectContaining({ new_category: 'UTILITY', correct_category: 'MARKETING', category_update_timestamp: expect.any(Number) }),
      expect.objectContaining({ previous_category: 'UTILITY', new_category: 'MARKETING' }),
    ]);
    const entry = (JSON.parse(business.receiver.received[0].text) as { entry: Members[] }).entry[0];
    expect(entry).toMatchObject({ id: business.credentials.wabaId, time: expect.any(Number) });
  });

  it('a stranger does not see templates', async () => {
    const [{ id }] = await rows();
    const token = (await business.control('POST', '/tokens', { appId: business.credentials.appId, wabaIds: [] })).body['accessToken'];
    expect((await business.graph('GET', `/${id}`, undefined, token)).body.error).toMatchObject({ code: 100, error_subcode: 33 });
    const weak = (await business.control('POST', '/tokens', { appId: business.credentials.appId, scopes: ['whatsapp_business_messaging'] })).body['accessToken'];
    expect((await business.graph('GET', list, undefined, weak)).body.error).toMatchObject({ code: 200 });
  });
});
