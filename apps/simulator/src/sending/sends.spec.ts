import { readFileSync, readdirSync } from 'node:fs';
import { maya, SimulatedBusiness, wamidOf, type Answer } from '../testing/simulated-business';

type Members = Record<string, unknown>;
const folder = `${__dirname}/../testing/meta-examples`;
const example = (name: string): Members => JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8')) as Members;
const names = readdirSync(folder).map((file) => file.replace('.json', '')).filter((name) => name.startsWith('req_') && name !== 'req_template_create');

/** A copy with one member changed; a path such as `text.body`; `undefined` removes. */
function mutated(base: unknown, path: string, value: unknown): Members {
  const copy = structuredClone(base) as Members;
  const keys = path.split('.');
  const last = keys.pop() as string;
  let at = copy as Record<string, unknown>;
  for (const key of keys) at = at[key] as Record<string, unknown>;
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
}

describe('sends of every type', () => {
  let business: SimulatedBusiness;
  let files: Record<string, string>;
  let wamid: string;

  beforeAll(async () => {
    business = await SimulatedBusiness.start({}, {
      displayPhoneNumber: '15550104477',
      customers: [{ name: 'Nadia Okoro', phone: maya, userId: 'GB.40718823365519027741' }, { name: 'Tomás', username: 'tomas', userId: 'AR.91827364554637281900' }],
    });
    const [photo, voice, clip, sticker] = await Promise.all([business.uploaded('photo'), business.uploaded('voice'), business.uploaded('clip'), business.uploaded('sticker')]);
    files = { '1120487765923400': photo, '1120487765923401': voice, '1120487765923402': clip, '1120487765923403': sticker, '1120487765923410': photo, '1120487765923411': photo };
    wamid = await business.mayaWrites({ text: 'hello' });
    await business.control('POST', '/customers/c2/messages', { text: 'hola' });
  });
  afterAll(() => business.close());

  /** With ids that exist here in place of the example's. */
  const real = (body: Members): Members => {
    let text = JSON.stringify(body).replaceAll('wamid.HBgMNDQ3NzAwOTAwMTQyFQIAEhgUMzcyRUEwOENBQjMzRTcxQzAyQzYA', wamid);
    for (const [id, own] of Object.entries(files)) text = text.replaceAll(id, own);
    return JSON.parse(text) as Members;
  };
  const send = (body: Members): Promise<Answer> => business.graph('POST', `/${business.credentials.phoneNumberId}/messages`, real(body));

  it.each(names)('takes %s of the contract and it arrives', async (name) => {
    const answer = await send(example(name));
    expect([answer.status, answer.text]).toEqual([200, expect.stringContaining(name.includes('mark_read') ? '"success":true' : 'wamid.')]);
    if (name.includes('mark_read')) return;
    await business.quiet();
    const own = business.receiver.statuses().filter((each) => each['id'] === wamidOf(answer));
    expect(own.map((each) => each['status'])).toEqual(name.includes('reaction') ? ['sent'] : ['sent', 'delivered']);
  });

  const long = (count: number): string => 'x'.repeat(count);
  const refused: [string, string, unknown, number][] = [
    ['req_image', 'image.id', '999', 100],
    ['req_image', 'image.caption', long(1025), 100],
    ['req_image', 'image.link', 'https://example.org/x.png', 100],
    ['req_document', 'document.link', 'ftp://example.org/x', 131009],
    ['req_document', 'document.link', undefined, 131008],
    ['req_sticker', 'sticker.caption', 'x', 100],
    ['req_audio_voice', 'audio.caption', 'x', 100],
    ['req_audio_voice', 'audio.voice', 'yes', 100],
    ['req_location', 'location.latitude', undefined, 131008],
    ['req_location', 'location.latitude', '91', 131009],
    ['req_location', 'location.longitude', 'east', 131009],
    ['req_contacts', 'contacts', [], 100],
    ['req_contacts', 'contacts.0.name', undefined, 131008],
    ['req_contacts', 'contacts.0.name', { formatted_name: 'Support Desk' }, 131008],
    ['req_contacts', 'contacts', Array.from({ length: 258 }, () => ({ name: { formatted_name: 'a', first_name: 'a' } })), 131009],
    ['req_reaction', 'reaction.emoji', 'ok', 131009],
    ['req_reaction', 'reaction.emoji', '👍👍', 131009],
    ['req_reaction', 'reaction.emoji', undefined, 131008],
    ['req_reaction', 'reaction.message_id', undefined, 131008],
    ['req_reaction', 'context', { message_id: 'wamid.x' }, 131009],
    ['req_interactive_button', 'interactive.type', 'buttons', 100],
    ['req_interactive_button', 'interactive.type', undefined, 131008],
    ['req_interactive_button', 'interactive.action', undefined, 131008],
    ['req_interactive_button', 'interactive.body.text', long(1025), 131009],
    ['req_interactive_button', 'interactive.body', undefined, 131008],
    ['req_interactive_button', 'interactive.footer.text', long(61), 131009],
    ['req_interactive_button', 'interactive.header.text', long(61), 131009],
    ['req_interactive_button', 'interactive.action.buttons', [], 131009],
    ['req_interactive_button', 'interactive.action.buttons.0.reply.title', long(21), 131009],
    ['req_interactive_button', 'interactive.action.buttons.0.reply.title', '', 131008],
    ['req_interactive_button', 'interactive.action.buttons.0.reply.id', long(257), 131009],
    ['req_interactive_button', 'interactive.action.buttons.0.reply.id', 'ticket:close:no', 131009],
    ['req_interactive_button', 'interactive.action.buttons.0.reply.title', 'No', 131009],
    ['req_interactive_list', 'interactive.header', { type: 'image', image: { link: 'https://example.org/x.png' } }, 131009],
    ['req_interactive_list', 'interactive.body.text', long(4097), 131009],
    ['req_interactive_list', 'interactive.action.button', long(21), 131009],
    ['req_interactive_list', 'interactive.action.sections', [], 131009],
    ['req_interactive_list', 'interactive.action.sections.0.rows.0.title', long(25), 131009],
    ['req_interactive_list', 'interactive.action.sections.0.rows.0.description', long(73), 131009],
    ['req_interactive_list', 'interactive.action.sections.0.rows.0.id', 'dept-tech', 131009],
    ['req_interactive_list', 'interactive.action.sections.0.rows', Array.from({ length: 11 }, (_, i) => ({ id: `r${i}`, title: `Row ${i}` })), 131009],
    ['req_interactive_list', 'interactive.action.sections.0.title', long(25), 131009],
    ['req_interactive_cta_url', 'interactive.action.parameters.display_text', long(21), 131009],
    ['req_interactive_cta_url', 'interactive.action.parameters.url', 'example.org', 131009],
    ['req_interactive_cta_url', 'interactive.action.name', 'open', 131009],
    ['req_interactive_location_request', 'interactive.footer', { text: 'x' }, 131009],
    ['req_interactive_location_request', 'interactive.header', { type: 'text', text: 'x' }, 131009],
    ['req_interactive_flow', 'interactive.action.parameters.flow_id', undefined, 131008],
    ['req_interactive_flow', 'interactive.action.parameters.flow_message_version', '2', 131009],
    ['req_interactive_flow', 'interactive.action.parameters.flow_cta', undefined, 131008],
    ['req_interactive_product', 'interactive.action.product_retailer_id', undefined, 131008],
    ['req_interactive_product_list', 'interactive.header', undefined, 131008],
    ['req_interactive_product_list', 'interactive.action.sections.0.product_items', Array.from({ length: 31 }, () => ({ product_retailer_id: 'M' })), 131009],
    ['req_interactive_request_contact_info', 'interactive.action.name', 'x', 131009],
    ['req_template_positional', 'template.name', 'nothing', 132001],
    ['req_template_positional', 'template.language.code', 'en', 132001],
    ['req_template_positional', 'template.name', 'delivery_delay', 132001],
    ['req_template_positional', 'template.name', 'winter_sale', 132001],
    ['req_template_positional', 'template', { name: 'feedback', language: { code: 'en' } }, 132015],
    ['req_template_positional', 'template.components', undefined, 132012],
    ['req_template_positional', 'template.components.0.parameters.0', { type: 'text', text: 'x' }, 132012],
    ['req_template_positional', 'template.components.0.parameters.0.image.id', '999', 100],
    ['req_template_positional', 'template.components.1.parameters', [{ type: 'text', text: 'Nadia' }], 132000],
    ['req_template_positional', 'template.components.1.parameters.0.text', 'two\nlines', 132018],
    ['req_template_positional', 'template.components.1.parameters.0.text', 'a     b', 132018],
    ['req_template_positional', 'template.components.1.parameters.0.text', '', 131008],
    ['req_template_positional', 'template.components.1.parameters.0.text', long(1025), 132005],
    ['req_template_positional', 'template.components.1.parameters.0.type', 'image', 132012],
    ['req_template_positional', 'template.components.2', { type: 'body', parameters: [] }, 131008],
    ['req_template_positional', 'template.components.2.index', '7', 132012],
    ['req_template_positional', 'template.components.2.sub_type', 'quick_reply', 132012],
    ['req_template_positional', 'template.components.2.type', 'banner', 131008],
    ['req_template_positional', 'template.components.3.parameters.0.payload', long(257), 131009],
    ['req_template_named', 'template.components.1.parameters.0.parameter_name', undefined, 100],
    ['req_template_named', 'template.components.1.parameters.0.parameter_name', 'surname', 132000],
    ['req_template_named', 'template.components.0', { type: 'body', parameters: [] }, 132000],
    ['req_template_otp', 'template.components.1.parameters.0.text', long(16), 131009],
    ['req_template_otp', 'template.components.1', { type: 'footer' }, 131008],
    ['req_template_lto', 'template.components.2', { type: 'body' }, 131008],
    ['req_template_lto', 'template.components.3.parameters.0.coupon_code', '', 131008],
    ['req_template_carousel', 'template.components.1.cards.1', { card_index: 7, components: [] }, 131008],
    ['req_template_carousel', 'template.components.1.cards', [], 132000],
    ['req_template_carousel', 'template.components.1.cards.0.components.0', { type: 'body' }, 132012],
    ['req_template_flow', 'template.components.0.index', '1', 132012],
    ['req_text_to_bsuid', 'recipient', 'AR-1', 131009],
    ['req_text', 'type', 'order', 131051],
    ['req_text', 'type', 'hologram', 100],
    ['req_mark_read', 'message_id', 'wamid.unknown', 131009],
    ['req_mark_read', 'message_id', undefined, 100],
    ['req_mark_read_typing', 'typing_indicator.type', 'voice', 131009],
  ];

  it.each(refused)('refuses %s with %s changed', async (name, path, value, code) => {
    const answer = await send(mutated(example(name), path, value));
    expect([answer.body.error?.['code'], answer.status >= 400]).toEqual([code, true]);
    expect(answer.body.error).toMatchObject({ type: expect.any(String), fbtrace_id: expect.any(String), message: expect.stringContaining(`(#${code})`) });
  });

  it('an authentication template does not go to a user id', async () => {
    const body = mutated(mutated(example('req_template_otp'), 'to', undefined), 'recipient', 'AR.91827364554637281900');
    expect((await send(body)).body.error).toMatchObject({ code: 131062 });
  });

  it('the phone shows a template filled', async () => {
    await send(example('req_template_positional'));
    const { body } = await business.control('GET', '/customers/c1/chat');
    expect((body['messages'] as Members[]).at(-1)).toMatchObject({
      type: 'template', text: 'Hi Nadia, parcel 5521 is on its way.',
      shown: {
        header: { format: 'IMAGE', media: { id: files['1120487765923400'] } }, footer: 'MailTrixy demo',
        buttons: [{ type: 'URL', text: 'Track', url: 'https://example.org/t/5521' }, { type: 'QUICK_REPLY', text: 'Confirm', payload: 'order-5521-confirm' }],
      },
    });
    await send(example('req_template_carousel'));
    const cards = (await business.control('GET', '/customers/c1/chat')).body as unknown as { messages: Members[] };
    expect(cards.messages.at(-1)).toMatchObject({ shown: { cards: [{ body: 'Red, 350 ml', buttons: [{ payload: 'more-0' }, { url: 'https://example.org/m/mug-0' }] }, {}] } });
  });

  const statusesOf = async (answer: Answer): Promise<Members[]> => {
    await business.quiet();
    return business.receiver.statuses().filter((each) => each['id'] === wamidOf(answer));
  };
  const failedWith = async (answer: Answer, code: number): Promise<void> => {
    expect(answer.status).toBe(200);
    expect(await statusesOf(answer)).toEqual([expect.objectContaining({ status: 'failed', errors: [expect.objectContaining({ code, error_data: { details: expect.any(String) } })] })]);
  };

  it('a file that cannot be prepared fails later with 131053', async () => {
    await failedWith(await send(mutated(example('req_image'), 'image.id', files['1120487765923402'])), 131053);
    const { body } = await business.upload(Buffer.from('not a picture at all, but GIF8'), 'image/png');
    expect((await send(mutated(example('req_image'), 'image.id', body['id']))).status).toBe(200);
    const { body: tune } = await business.control('POST', '/media', { sample: 'song', source: 'upload' });
    await failedWith(await send(mutated(example('req_audio_voice'), 'audio.id', tune['id'])), 131053);
  });

  it('a reaction to nothing fails later with 131009', async () => failedWith(await send(mutated(example('req_reaction'), 'reaction.message_id', 'wamid.nothing')), 131009));

  it('a customer who stopped marketing gets none, but other templates', async () => {
    await business.control('PATCH', '/customers/c1', { stoppedMarketing: true });
    await failedWith(await send(example('req_template_lto')), 131050);
    expect((await statusesOf(await send(example('req_template_named')))).map(({ status }) => status)).toEqual(['sent', 'delivered']);
    await business.control('PATCH', '/customers/c1', { stoppedMarketing: false });
  });

  it('a paced template is held, then dropped', async () => {
    await business.control('PATCH', '/templates/book_now', { pacing: 'drop' });
    const answer = await send(example('req_template_flow'));
    expect((answer.body['messages'] as Members[])[0]).toMatchObject({ message_status: 'held_for_quality_assessment' });
    await failedWith(answer, 132015);
    await business.control('PATCH', '/templates/book_now', { pacing: null });
  });

  it('statuses carry the category of the template, and below v24 the conversation', async () => {
    const [sent] = await statusesOf(await send(example('req_template_lto')));
    expect(sent).toMatchObject({ pricing: { billable: true, pricing_model: 'PMP', type: 'regular', category: 'marketing' } });
    expect(sent).not.toHaveProperty('conversation');
    await business.control('PATCH', `/apps/${business.credentials.appId}`, { webhookVersion: 'v23.0' });
    expect((await statusesOf(await send(example('req_template_otp'))))[0]).toMatchObject({ conversation: { id: expect.any(String), expiration_timestamp: expect.any(String), origin: { type: 'authentication' } } });
    await business.control('PATCH', `/apps/${business.credentials.appId}`, { webhookVersion: 'v25.0' });
  });

  it('an answer to a customer from an ad opens the free entry point, for 72 hours', async () => {
    const { body } = await business.control('POST', '/customers', { name: 'From an ad', phone: '+447700900200' });
    await business.control('POST', `/customers/${body['id']}/messages`, { text: 'Saw your ad', message: { referral: { source_type: 'ad', source_id: '1', source_url: 'https://fb.me/1', ctwa_clid: 'x' } } });
    const to = { ...example('req_template_lto'), to: '+447700900200' };
    const free = { conversation: { origin: { type: 'referral_conversion' } }, pricing: { billable: false, type: 'free_entry_point', category: 'referral_conversion' } };
    expect((await statusesOf(await send(to)))[0]).toMatchObject(free);
    await business.control('POST', '/advance', { seconds: 71 * 3600 });
    expect((await statusesOf(await send(to)))[0]).toMatchObject(free);
    await business.control('POST', '/advance', { seconds: 2 * 3600 });
    expect((await statusesOf(await send(to)))[0]).toMatchObject({ pricing: { type: 'regular', category: 'marketing' } });
    await business.control('POST', '/advance', { seconds: -73 * 3600 });
  });

  it('fails after it was delivered, by the control API', async () => {
    const answer = await send(example('req_template_named'));
    await business.quiet();
    await business.control('POST', `/messages/${wamidOf(answer)}/status`, { status: 'failed', code: 131049 });
    expect((await statusesOf(answer)).map(({ status }) => status)).toEqual(['sent', 'delivered', 'failed']);
    expect((await business.control('POST', '/messages/wamid.nothing/status', { status: 'read' })).status).toBe(404);
  });

  it('a voice message is played', async () => {
    await business.control('PUT', '/status-plan', { sentAfterMs: 1, deliveredAfterMs: 2, readAfterMs: 3, playedAfterMs: 4 });
    expect((await statusesOf(await send(example('req_audio_voice')))).map(({ status }) => status)).toEqual(['sent', 'delivered', 'read', 'played']);
    await business.control('PUT', '/status-plan', null);
  });
});
