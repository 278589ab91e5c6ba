import { readFileSync, readdirSync } from 'node:fs';
import { SimulatedBusiness, wamidOf, type Answer } from '../testing/simulated-business';

type Members = Record<string, unknown>;
type Envelope = { entry: (Members & { changes: { field: string; value: Members }[] })[] };
const folder = `${__dirname}/../testing/meta-examples`;
const envelope = (name: string): Envelope => JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8')) as Envelope;
const files = readdirSync(folder).map((file) => file.replace('.json', ''));

/** The names of all members, however deep, without their values. Members that Meta sends only sometimes are left out. */
function shape(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.length === 0 ? [path] : shape(value[0], `${path}[]`);
  if (typeof value !== 'object' || value === null) return [`${path}:${typeof value}`];
  const free = /\.(url|parent_user_id|username)$/;
  return Object.entries(value).filter(([name]) => !free.test(`.${name}`)).flatMap(([name, each]) => shape(each, `${path}.${name}`)).sort();
}

describe('what customers do', () => {
  let business: SimulatedBusiness;
  let order: string;
  let quoted: string;
  const interactive = (content: Members): Promise<string> => business.send({ type: 'interactive', text: undefined, interactive: { body: { text: 'Please choose' }, ...content } }).then(wamidOf);
  const act = (action: string, members: Members = {}, ref = 'c1'): Promise<Answer> => business.control('POST', `/customers/${ref}/actions/${action}`, members);
  const write = (members: Members): Promise<Answer> => business.control('POST', '/customers/c1/messages', members);

  beforeEach(async () => {
    business = await SimulatedBusiness.start();
    quoted = await business.mayaWrites();
    order = wamidOf(await business.send());
    await business.quiet();
    business.receiver.received.length = 0;
  });
  afterEach(() => business.close());

  const template = async (): Promise<string> => wamidOf(await business.send({
    type: 'template', text: undefined, template: { name: 'order_confirmation', language: { code: 'en_US' }, components: [
      { type: 'header', parameters: [{ type: 'text', parameter_name: 'order_number', text: '1182' }] },
      { type: 'body', parameters: [{ type: 'text', parameter_name: 'customer_name', text: 'Maya' }, { type: 'text', parameter_name: 'order_number', text: '1182' }] },
    ] },
  }));
  const reply = (id: string, title: string): Members => ({ type: 'reply', reply: { id, title } });

  /** How each inbound example of META §4 is made here. */
  const made: Record<string, () => Promise<Answer>> = {
    in_text: () => write({ text: 'Hallo' }),
    in_text_reply: () => write({ text: 'That one', context: order }),
    in_text_forwarded: () => write({ text: 'News', forwarded: true }),
    in_text_frequently_forwarded: () => write({ text: 'Chain letter', forwarded: 'often' }),
    in_text_referred_product: () => act('product-question'),
    in_image: () => write({ type: 'image', image: { caption: 'The box' } }),
    in_video: () => write({ type: 'video', video: { caption: 'listen' } }),
    in_document: () => write({ type: 'document', document: { caption: 'signed' } }),
    in_audio_voice: () => write({ type: 'audio' }),
    in_audio_file: () => write({ type: 'audio', audio: { sample: 'song' } }),
    in_sticker: () => write({ type: 'sticker', sticker: { sample: 'animated-sticker' } }),
    in_media_too_big: () => act('media-too-big'),
    in_location: () => write({ type: 'location' }),
    in_contacts: () => write({ type: 'contacts' }),
    in_contacts_phone_share: async () => {
      await business.control('PATCH', '/customers/c1', { hidesPhone: true, username: 'maya.chen' });
      return act('share-phone');
    },
    in_reaction: () => act('react', { wamid: order, emoji: '👍' }),
    in_reaction_removed: () => act('react', { wamid: order, emoji: null }),
    in_button_reply: async () => act('press', { wamid: await interactive({ type: 'button', action: { buttons: [reply('yes', 'Yes'), reply('no', 'No')] } }), button: 1 }),
    in_list_reply: async () => act('press', {
      wamid: await interactive({ type: 'list', action: { button: 'Choose', sections: [{ title: 'All', rows: [{ id: 'dept-billing', title: 'Billing', description: 'Invoices' }] }] } }), button: 'dept-billing',
    }),
    in_nfm_reply: async () => act('press', { wamid: await interactive({ type: 'flow', action: { name: 'flow', parameters: { flow_message_version: '3', flow_id: '1', flow_cta: 'Book', flow_token: 'appt-7731' } } }), answer: { slot: '10:30' } }),
    in_call_permission_reply: async () => act('press', { wamid: await interactive({ type: 'call_permission_request', action: { name: 'call_permission_request' } }) }),
    in_button: async () => act('press', { wamid: await template(), button: 'Cancel it' }),
    in_order: () => act('order'),
    in_system_number_changed: () => act('change-number', { phone: '+447700900777' }),
    in_system_user_id_changed: async () => {
      await business.control('PATCH', '/customers/c1', { hidesPhone: true });
      return act('change-user-id');
    },
    in_system_identity_changed_legacy: () => act('identity-changed'),
    in_request_welcome: () => act('welcome'),
    in_unsupported: () => act('unsupported'),
    in_unavailable_131060: () => act('unavailable'),
    in_edit: () => act('edit', { wamid: quoted, text: 'Where is 1183?' }),
    in_revoke: () => act('revoke', { wamid: quoted }),
    in_referral: () => act('ad'),
    in_group_text: () => act('group-message'),
    in_username_user_no_phone: async () => {
      await business.control('POST', '/customers', { name: 'Tomás', username: 'tomas.rios', userId: 'AR.91827364554637281900' });
      return business.control('POST', '/customers/@tomas.rios/messages', { text: 'Hi' });
    },
    in_value_errors: () => business.control('POST', '/fields/value_errors', {}),
  };

  it('every inbound example of the contract is among them', () => expect(files.filter((name) => name.startsWith('in_')).sort()).toEqual(Object.keys(made).sort()));

  it.each(Object.keys(made))('%s has the shape of the contract', async (name) => {
    const answer = await made[name]();
    expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
    await business.quiet();
    const wanted = envelope(name).entry[0].changes[0].value;
    const kind = ['messages', 'errors'].find((each) => wanted[each] !== undefined) as string;
    const got = business.receiver.values().filter((value) => value[kind] !== undefined);
    expect(got).toHaveLength(1);
    expect(shape(got[0])).toEqual(shape(wanted));
  });

  it('a pressed button answers with what the business gave it', async () => {
    const wamid = await interactive({ type: 'button', action: { buttons: [reply('yes', 'Yes'), reply('no', 'No')] } });
    await act('press', { wamid, button: 1 });
    await business.quiet();
    expect(business.receiver.messages()).toEqual([expect.objectContaining({ context: { from: '15550104477', id: wamid }, interactive: { type: 'button_reply', button_reply: { id: 'no', title: 'No' } } })]);
    expect((await act('press', { wamid, button: 7 })).status).toBe(409);
    expect((await act('press', { wamid: order })).status).toBe(409);
    expect((await act('press', { wamid: 'wamid.x' })).status).toBe(404);
  });

  it('a form answers with its token, a location request with a place, a catalogue with an order', async () => {
    const flow = await interactive({ type: 'flow', action: { name: 'flow', parameters: { flow_message_version: '3', flow_id: '1', flow_cta: 'Book', flow_token: 't1' } } });
    await act('press', { wamid: flow, answer: { slot: '9:00' } });
    await act('press', { wamid: await interactive({ type: 'location_request_message', action: { name: 'send_location' } }) });
    await act('press', { wamid: await interactive({ type: 'product', action: { catalog_id: '7', product_retailer_id: 'CUP' } }) });
    await act('press', { wamid: await interactive({ type: 'request_contact_info', action: { name: 'request_contact_info' } }) });
    await business.quiet();
    const messages = business.receiver.messages();
    const answer = (messages.find((each) => each['type'] === 'interactive') as { interactive: { nfm_reply: { response_json: string } } }).interactive.nfm_reply;
    expect(JSON.parse(answer.response_json)).toEqual({ flow_token: 't1', slot: '9:00' });
    expect(messages.map((each) => each['type']).sort()).toEqual(['contacts', 'interactive', 'location', 'order']);
    expect(messages.find((each) => each['type'] === 'order')).toMatchObject({ order: { catalog_id: '7', product_items: [{ product_retailer_id: 'CUP', quantity: 1 }] } });
  });

  it('a URL button of a template sends nothing, a quick reply its payload', async () => {
    const wamid = await template();
    expect((await act('press', { wamid, button: 2 })).body.error).toMatchObject({ code: 'conflict' });
    await act('press', { wamid, button: 0 });
    await business.quiet();
    expect(business.receiver.messages()).toEqual([expect.objectContaining({ type: 'button', button: { payload: 'Change my order', text: 'Change my order' } })]);
  });

  it('a changed number keeps the person, the thread and the window; old and new BSUID are told', async () => {
    await act('change-number', { phone: '+447700900777' });
    await business.quiet();
    const [notice] = business.receiver.messages();
    const customer = (await business.control('GET', '/customers/c1')).body;
    expect(notice).toMatchObject({ from: '447700900142', type: 'system', system: { type: 'user_changed_number', wa_id: '447700900777', previous_user_id: 'GB.40718823365519027741', user_id: customer['userId'] } });
    expect(customer).toMatchObject({ phone: '447700900777', waId: '447700900777' });
    expect((await business.send({ to: '+447700900777' })).status).toBe(200);
    await business.quiet();
    expect(((await business.control('GET', '/customers/c1/chat')).body['messages'] as Members[]).at(-1)).toMatchObject({ ticks: 'delivered' });
  });

  it('a customer stops marketing and resumes it', async () => {
    await act('stop-marketing');
    expect((await business.control('GET', '/customers/c1')).body).toMatchObject({ stoppedMarketing: true });
    await act('resume-marketing');
    await business.quiet();
    expect(business.receiver.values().map((value) => (value['user_preferences'] as Members[])[0]['value'])).toEqual(['stop', 'resume']);
  });

  it('a missed call is told without times and opens the window', async () => {
    await business.control('POST', '/customers/c1/window', { close: true });
    await act('call');
    await business.quiet();
    const calls = business.receiver.values().flatMap((value) => value['calls'] as Members[]);
    expect(calls.map((each) => [each['event'], each['status']])).toEqual([['connect', undefined], ['terminate', 'FAILED']]);
    expect((await business.control('GET', '/customers/c1/chat')).body['windowExpiresAt']).not.toBeNull();
  });

  it.each([['5511987654321', '551187654321'], ['525512345678', '5215512345678'], ['541123456789', '5491123456789'], ['447700900143', '447700900143']])('Meta calls +%s %s', async (phone, waId) => {
    const { body } = await business.control('POST', '/customers', { name: 'X', phone: `+${phone}`, localVariant: true });
    expect(body).toMatchObject({ phone, waId });
    const answer = await business.send({ to: `+${phone}` });
    expect(answer.body['contacts']).toEqual([{ input: `+${phone}`, wa_id: waId }]);
  });

  it('a voice message of the business is played', async () => {
    const wamid = wamidOf(await business.send({ type: 'audio', text: undefined, audio: { id: await business.uploaded('voice'), voice: true } }));
    await business.quiet();
    expect((await act('play', { wamid })).status).toBe(201);
    expect((await act('play', { wamid: order })).status).toBe(409);
    await business.quiet();
    expect(business.receiver.statuses().map((each) => each['status'])).toEqual(['sent', 'delivered', 'played']);
  });

  it('takes raw JSON of any kind', async () => {
    await write({ type: 'hologram', hologram: { depth: 3 }, message: { from: null, errors: [] } });
    await business.quiet();
    expect(business.receiver.messages()).toEqual([expect.objectContaining({ type: 'hologram', hologram: { depth: 3 }, errors: [] })]);
  });

  it('names the actions it knows', async () => expect((await act('dance')).body.error).toMatchObject({ code: 'not_found', message: expect.stringContaining('press') }));

  describe('webhook fields', () => {
    /** Templates tell of themselves. */
    const names = files.filter((name) => name.startsWith('fld_') && !name.startsWith('fld_template')).map((name) => name.slice(4));

    it.each(names)('fld_%s has the shape of the contract', async (name) => {
      const answer = await business.control('POST', `/fields/${name}`, {});
      expect(answer.status).toBe(201);
      await business.quiet();
      const wanted = envelope(`fld_${name}`);
      const got = JSON.parse(business.receiver.received[0].text) as Envelope;
      expect(got.entry[0].changes[0].field).toBe(wanted.entry[0].changes[0].field);
      if (name === 'smb_app_state_sync') delete ((got.entry[0].changes[0].value['state_sync'] as { contact: Members }[])[0].contact)['user_id'];
      expect(shape(got)).toEqual(shape(wanted));
    });

    it('every sample goes out, also of a field that nobody knows', async () => {
      const { fields } = (await business.control('GET', '/fields')).body as unknown as { fields: { name: string; field: string }[] };
      for (const { name } of fields) expect((await business.control('POST', `/fields/${name}`, {})).status).toBe(201);
      await business.quiet();
      expect(business.receiver.received).toHaveLength(fields.length);
      expect(fields.map(({ field }) => field)).toContain('brand_new_field_of_2027');
    });

    it('takes values of the test, whole or over the sample', async () => {
      await business.control('POST', '/fields/phone_quality', { value: { event: 'DOWNGRADE' } });
      await business.control('POST', '/fields/history', { replace: true, value: { history: [] }, time: 5 });
      await business.control('POST', '/fields/payment_configuration_update', { value: { a: 1 } });
      await business.quiet();
      expect(business.receiver.values()).toEqual([{ display_phone_number: '15550104477', event: 'DOWNGRADE', max_daily_conversations_per_business: 'TIER_UNLIMITED' }, { history: [] }, { a: 1 }]);
      expect((await business.control('POST', '/fields/nothing_given', {})).status).toBe(400);
    });

    it('a field that is not ticked is not told', async () => {
      await business.control('PATCH', `/apps/${business.credentials.appId}`, { fields: ['messages', 'security'] });
      await business.control('POST', '/fields/phone_quality', {});
      await business.quiet();
      expect(business.receiver.received).toHaveLength(0);
      expect(await business.ledger('webhook_dropped')).toEqual([expect.objectContaining({ reason: 'not_subscribed' })]);
    });
  });
});
