import { WhatsAppAPI } from 'whatsapp-api-js';
import {
  ActionButtons, ActionList, ActionLocation, Body, BodyComponent, BodyParameter, Button, Document, Footer, Header, HeaderComponent, HeaderParameter, Image, Interactive,
  Language, ListSection, Location, Reaction, Row, Template, Text, URLComponent,
} from 'whatsapp-api-js/messages';
import { sampleFiles } from '../media/sample-files';
import { SimulatedBusiness } from './simulated-business';

type Sent = { messages: { id: string }[] } | { error: { code: number } };

/** A public client of the WhatsApp Cloud API, unchanged: only its `fetch` is told that graph.facebook.com is somewhere else. */
describe('whatsapp-api-js, pointed at the simulator', () => {
  let business: SimulatedBusiness;
  let client: WhatsAppAPI;
  let phoneId: string;
  const maya = { phone: '+447700900142' };

  beforeAll(async () => {
    business = await SimulatedBusiness.start();
    phoneId = business.credentials.phoneNumberId;
    const there: typeof fetch = (url, options) => fetch(String(url).replace('https://graph.facebook.com', business.simulator.url), options);
    client = new WhatsAppAPI({ token: business.credentials.accessToken, appSecret: business.credentials.appSecret, webhookVerifyToken: business.credentials.verifyToken, v: 'v25.0', ponyfill: { fetch: there } });
    await business.mayaWrites();
  });
  afterAll(() => business.close());

  const send = async (message: Parameters<WhatsAppAPI['sendMessage']>[2], context?: string): Promise<string> => {
    const answer = (await client.sendMessage(phoneId, maya as never, message, context)) as Sent;
    if ('error' in answer) throw new Error(JSON.stringify(answer.error));
    return answer.messages[0].id;
  };
  const lastOnPhone = async (): Promise<Record<string, unknown>> => ((await business.control('GET', '/customers/c1/chat')).body['messages'] as Record<string, unknown>[]).at(-1) ?? {};

  it('sends text, also as a reply, and hears of its delivery', async () => {
    const first = await send(new Text('It left at 9:10', true));
    const second = await send(new Text('and arrives tomorrow'), first);
    await business.quiet();
    expect(await lastOnPhone()).toMatchObject({ wamid: second, contextId: first, text: 'and arrives tomorrow', ticks: 'delivered' });
  });

  it('uploads, sends, looks up, downloads and deletes a file', async () => {
    const { bytes, mimeType } = sampleFiles.photo;
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(bytes)], { type: mimeType }), 'photo.jpg');
    const { id } = (await client.uploadMedia(phoneId, form)) as { id: string };
    await send(new Image(id, true, 'The box'));
    expect(await lastOnPhone()).toMatchObject({ type: 'image', content: { id, caption: 'The box' } });
    const { url } = (await client.retrieveMedia(id, phoneId)) as { url: string };
    const answer = await client.fetchMedia(url);
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
    expect(await client.deleteMedia(id, phoneId)).toEqual({ success: true });
    await send(new Document('https://files.example.org/i.pdf', false, 'Invoice', 'i.pdf'));
  });

  // its contacts messages are not of Meta's form in 6.3.0 ({component: […]}); Meta refuses them, and so does the simulator
  it('sends interactive messages, location and reactions', async () => {
    await send(new Interactive(new ActionButtons(new Button('yes', 'Yes'), new Button('no', 'No')), new Body('Close it?'), new Header('Ticket'), new Footer('MailTrixy')));
    await send(new Interactive(new ActionList('Choose', new ListSection('All', new Row('a', 'A', 'first'))), new Body('Whom?')));
    await send(new Interactive(new ActionLocation(), new Body('Where are you?')));
    await send(new Location(4.895168, 52.370216, 'Warehouse 12', 'Kade 12'));
    const target = await send(new Text('React to this'));
    await send(new Reaction(target, '👍'));
    expect(await lastOnPhone()).toMatchObject({ type: 'reaction', content: { message_id: target, emoji: '👍' } });
    await send(new Reaction(target));
    expect(await lastOnPhone()).toMatchObject({ content: { emoji: '' } });
  });

  it('sends templates', async () => {
    await send(new Template(
      'parcel_update', new Language('en_US'),
      new HeaderComponent(new HeaderParameter(new Image('https://files.example.org/p.png'))),
      new BodyComponent(new BodyParameter('Nadia'), new BodyParameter('5521')),
      new URLComponent('5521'),
    ));
    expect(await lastOnPhone()).toMatchObject({ type: 'template', text: 'Hi Nadia, parcel 5521 is on its way.', shown: { buttons: [{ url: 'https://example.org/t/5521' }, {}] } });
    await send(Template.OTP('login_code', 'en_US', '482913'));
  });

  it('marks as read, with the typing indicator', async () => {
    const wamid = await business.mayaWrites({ text: 'Are you there?' });
    expect(await client.markAsRead(phoneId, wamid, 'text')).toEqual({ success: true });
    expect((await business.control('GET', '/customers/c1/chat')).body['typingUntil']).not.toBeNull();
  });

  it('reads refusals as Meta words them', async () => {
    expect(await client.sendMessage(phoneId, maya as never, new Image('999', true))).toMatchObject({ error: { code: 100 } });
    expect(await client.sendMessage(phoneId, maya as never, new Template('nothing', 'en_US'))).toMatchObject({ error: { code: 132001 } });
  });

  it('believes the signature of our webhooks', async () => {
    const { text, headers } = business.receiver.received[0];
    expect(await client.verifyRequestSignature(text, String(headers['x-hub-signature-256']))).toBe(true);
    expect(await client.verifyRequestSignature(`${text} `, String(headers['x-hub-signature-256']))).toBe(false);
  });
});
