import { ChangeDetectionStrategy, Component, signal } from '@angular/core';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import type { Message, MessageContent } from '@mailtrixy/shared/dto';
import type { MessageAct } from './message-act';
import { MessageBubble } from './message-bubble';
import { anAttachment } from './testing/attachment-fixture';
import { aMessage } from './testing/message-fixture';
import type { ThreadItem } from './thread-items';

@Component({
  selector: 'mx-content-host',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MessageBubble],
  template: `<article mx-message-bubble [item]="item()" author="Ana" contact="Maya" [canWrite]="true" [canSeeRaw]="true" (acted)="acts.push($event)"></article>`,
})
class Host {
  readonly item = signal<Extract<ThreadItem, { kind: 'message' }>>(itemOf(aMessage(1)));
  readonly acts: MessageAct[] = [];
}

function itemOf(message: Message): Extract<ThreadItem, { kind: 'message' }> {
  return { kind: 'message', key: message.id, entry: { key: message.id, message, outgoing: null, refusedWords: null }, first: true, last: true, position: 1, day: 'Today' };
}

async function render(change: Partial<Message>) {
  const fixture = TestBed.createComponent(Host);
  fixture.componentInstance.item.set(itemOf(aMessage(1, { body: null, ...change })));
  await drawn(fixture);
  const bubble = fixture.nativeElement.querySelector('[data-testid="bubble"]') as HTMLElement;
  const button = (name: string) => [...bubble.querySelectorAll('button')].find((one) => one.textContent?.trim() === name || one.getAttribute('aria-label') === name);
  return { fixture, bubble, button, acts: fixture.componentInstance.acts, text: () => wordsOf(bubble).join(' ').replace(/\s+/g, ' ') };
}

/** The parts that load apart are drawn a turn after they came. */
async function drawn(fixture: ComponentFixture<unknown>): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    await fixture.whenStable();
    await Promise.resolve();
  }
}

/** Texts that stand apart on the screen, apart. */
function wordsOf(node: Node): string[] {
  return node.nodeType === Node.TEXT_NODE ? [node.textContent?.trim() ?? ''].filter(Boolean) : [...node.childNodes].flatMap(wordsOf);
}

const content = (value: MessageContent, change: Partial<Message> = {}) => render({ content: value, ...change });

describe('MessageBubble with content', () => {
  it('shows a photo by its small picture, opens it, and asks for a new address when the old one has ended', async () => {
    const { bubble, button, acts } = await render({ type: 'image', attachment: anAttachment(), body: 'A bit dented' });
    expect(bubble.querySelector('img')?.getAttribute('src')).toBe('/api/attachments/a1/preview');
    expect(bubble.querySelector('.mx-bubble__text')?.textContent).toContain('A bit dented');
    button('Open photo: A bit dented')?.click();
    bubble.querySelector('img')?.dispatchEvent(new Event('error'));
    expect(acts.map(({ kind }) => kind)).toEqual(['open_media', 'renew']);
    expect(bubble.getAttribute('aria-label')).toContain('Photo: A bit dented');
  });

  it('says that a file is on its way, why it is not here, and fetches it again', async () => {
    expect((await render({ attachment: anAttachment({ state: 'pending' }) })).text()).toContain('Photo, 184 kB: on its way…');
    const gone = await render({ attachment: anAttachment({ state: 'failed', problem: { code: 'gone', words: 'Gone', retryable: false } }) });
    expect(gone.text()).toContain('No longer on WhatsApp');
    expect(gone.button('Try again')).toBeUndefined();
    const failed = await render({ attachment: anAttachment({ kind: 'video', state: 'failed', problem: { code: 'unreachable', words: 'Meta did not answer', retryable: true } }) });
    expect(failed.text()).toContain('Meta did not answer');
    failed.button('Try again')?.click();
    expect(failed.acts[0].kind).toBe('fetch_again');
  });

  it('gives a video its poster and the browser’s controls, and loads nothing before', async () => {
    const { bubble } = await render({ attachment: anAttachment({ kind: 'video', durationMs: 23_000 }) });
    const video = bubble.querySelector('video');
    expect([video?.controls, video?.getAttribute('preload'), video?.getAttribute('poster'), video?.autoplay]).toEqual([true, 'none', '/api/attachments/a1/preview', false]);
    expect(bubble.querySelector('.length')?.textContent).toContain('0:23');
  });

  it('shows a document by kind, name and size', async () => {
    const { bubble, text } = await render({ attachment: anAttachment({ kind: 'document', mimeType: 'application/pdf', fileName: 'Return-label-1182-leeds-warehouse.pdf', pages: 2 }) });
    expect(text()).toContain('PDF');
    expect(bubble.querySelector('.name')?.getAttribute('title')).toBe('Return-label-1182-leeds-warehouse.pdf');
    expect(bubble.querySelector('.name span:last-child')?.textContent).toBe('ehouse.pdf');
    expect(bubble.querySelector('.facts')?.textContent).toBe('2 pages · 184 kB');
    expect(bubble.querySelector('a.open')?.getAttribute('target')).toBe('_blank');
    expect(bubble.querySelector('a.get')?.getAttribute('download')).toBe('Return-label-1182-leeds-warehouse.pdf');
  });

  it('shows a sticker without a bubble', async () => {
    const { bubble } = await render({ attachment: anAttachment({ kind: 'sticker', mimeType: 'image/webp' }) });
    expect(bubble.querySelector('.is-bare img')?.getAttribute('alt')).toBe('Sticker');
  });

  it('shows a place in words, with a link and no map from elsewhere', async () => {
    const { bubble, text } = await content({ kind: 'location', latitude: 53.79971, longitude: -1.5492, name: 'Larch Lane', address: '14 Larch Lane, Leeds', url: 'javascript:alert(1)' }, { body: 'Larch Lane, 14 Larch Lane, Leeds' });
    expect(bubble.querySelector('.mx-bubble__text')).toBeNull();
    expect(text()).toContain('14 Larch Lane, Leeds');
    expect(text()).toContain('53.7997, -1.5492');
    expect(bubble.querySelector('a')?.getAttribute('href')).toMatch(/^https:\/\/www\.openstreetmap\.org/);
    expect(bubble.querySelector('img, iframe')).toBeNull();
  });

  it('shows a card for each contact', async () => {
    const { bubble, text, button } = await content({
      kind: 'contacts',
      requested: true,
      cards: [{ name: 'Ben Chen', phones: [{ phone: '+44 7700 900456', type: 'CELL', waId: null }], emails: [{ email: 'ben@mail.example', type: null }], organisation: 'Acme', addresses: ['1 High St'], urls: [], birthday: null }],
    });
    expect(text()).toContain('as you asked');
    expect(bubble.querySelector('a[href="tel:+447700900456"]')).not.toBeNull();
    expect(button('Save to contacts')).toBeDefined();
  });

  it.each<[string, MessageContent, string | null, string]>([
    ['choice', { kind: 'choice', source: 'list', id: 'x', description: 'By post' }, 'Track order', 'Chose: Track order By post'],
    ['form answer', { kind: 'form_answer', form: 'address', fields: [{ name: 'Street', value: '14 Larch Lane' }, { name: 'City', value: 'Leeds' }], raw: null }, null, 'Street 14 Larch Lane City Leeds'],
    ['form answer that is no JSON', { kind: 'form_answer', form: 'flow', fields: [], raw: '{broken' }, null, '{broken'],
    ['order', { kind: 'order', catalogId: 'c', items: [{ productId: 'mug-2', quantity: 2, price: 4.5, currency: 'EUR' }, { productId: 'bowl', quantity: 1, price: 10, currency: 'EUR' }] }, 'Please by Friday', 'Order, 3 items'],
    ['order with its total', { kind: 'order', catalogId: 'c', items: [{ productId: 'mug-2', quantity: 2, price: 4.5, currency: 'EUR' }] }, null, 'Total €9.00'],
    ['product question', { kind: 'product_question', catalogId: 'c', productId: 'mug-2' }, 'Is it food-safe?', 'About product mug-2'],
    ['missed call', { kind: 'call', outcome: 'missed', durationS: null }, null, 'Missed call'],
    ['call', { kind: 'call', outcome: 'ended', durationS: 130 }, null, 'Call 2:10'],
    ['call permission', { kind: 'call_permission', accepted: true, permanent: true, expiresAt: null }, null, 'Allowed calls for good'],
    ['no call permission', { kind: 'call_permission', accepted: false, permanent: false, expiresAt: null }, null, 'Does not want calls'],
  ])('reads a %s', async (_name, value, body, words) => {
    const { text } = await content(value, { body });
    expect(text()).toContain(words);
    if (body) expect(text()).toContain(body);
  });

  it('draws a template as the customer sees it, with buttons that are none', async () => {
    const { bubble, text } = await content(
      { kind: 'template', name: 'order_confirmed', language: 'en', category: 'UTILITY', header: 'Order confirmed', footer: 'Reply STOP to opt out', buttons: [{ icon: 'link', text: 'Track order' }, { icon: 'phone', text: 'Call us' }], cards: [{ body: 'Mug', buttons: [{ icon: 'reply', text: 'Buy' }] }] },
      { direction: 'out', body: 'Your order *1182* is confirmed.' },
    );
    expect(text()).toContain('Order confirmed');
    expect(bubble.querySelector('.footer')?.textContent).toBe('Reply STOP to opt out');
    expect([...bubble.querySelectorAll('.rows li')].map((row) => row.textContent?.trim())).toEqual(['Track order', 'Call us']);
    expect(bubble.querySelector('.card')?.textContent).toContain('Mug');
    expect(bubble.querySelector('.rows button, .rows a')).toBeNull();
  });

  it.each<[MessageContent, string]>([
    [{ kind: 'interactive', interactive: { type: 'button', buttons: [{ id: '1', title: 'Yes' }, { id: '2', title: 'No' }] } }, 'Yes No'],
    [{ kind: 'interactive', interactive: { type: 'list', button: 'Choose', sections: [{ title: 'Post', rows: [{ id: '1', title: 'Express', description: 'Next day' }] }] } }, 'Express · Next day'],
    [{ kind: 'interactive', interactive: { type: 'cta_url', displayText: 'Track', url: 'https://a.example' } }, 'Track'],
    [{ kind: 'interactive', interactive: { type: 'location_request' } }, 'Send location'],
    [{ kind: 'interactive', interactive: { type: 'contact_request' } }, 'Share contact'],
    [{ kind: 'interactive', interactive: { type: 'flow', flowId: '1', cta: 'Fill in' } }, 'Fill in'],
  ])('draws the buttons of %j', async (value, words) => {
    expect((await content(value, { direction: 'out', body: 'Which?' })).text()).toContain(words);
  });

  it('marks what was forwarded, edited, deleted, or written on the phone', async () => {
    expect((await render({ body: 'x', forwarded: 'often' })).text()).toContain('Forwarded many times');
    expect((await render({ body: 'x', editedAt: '2026-11-22T10:00:00Z' })).text()).toContain('Edited');
    const deleted = await render({ body: null, revokedAt: '2026-11-22T10:00:00Z', attachment: anAttachment() });
    expect(deleted.text()).toContain('This message was deleted');
    expect(deleted.bubble.querySelector('img')).toBeNull();
    expect(deleted.button('Reply')).toBeUndefined();
  });

  it('shows where an ad led from, and links web addresses only', async () => {
    const referral = { sourceType: 'ad', sourceUrl: 'https://www.acme.example/stoneware?x=1', sourceId: '1', headline: 'Stoneware, 20 % off', body: null, mediaType: 'image', ctwaClid: null };
    const ad = await render({ body: 'Hi', referral });
    expect(ad.text()).toContain('From an ad');
    expect(ad.bubble.querySelector('mx-referral-card a')?.textContent).toBe('acme.example/stoneware');
    const bad = await render({ body: 'Hi', referral: { ...referral, sourceUrl: 'javascript:alert(1)' } });
    expect(bad.bubble.querySelector('mx-referral-card a')).toBeNull();
  });

  it('shows who reacted, takes our own back and offers six to choose from', async () => {
    const { bubble, button, acts, fixture } = await render({
      body: 'Thanks',
      reactions: [{ by: 'contact', emoji: '❤️', userId: null, at: '', state: 'done' }, { by: 'us', emoji: '🙏', userId: 'ana', at: '', state: 'sending' }],
    });
    expect(bubble.querySelector('.mx-reactions')?.getAttribute('title')).toBe('Maya reacted ❤️\nYou reacted 🙏');
    button('You reacted 🙏. Take it back')?.click();
    button('React')?.click();
    await drawn(fixture);
    expect(button('Thank you')?.getAttribute('aria-pressed')).toBe('true');
    button('Thumbs up')?.click();
    button('React')?.click();
    await drawn(fixture);
    button('More emoji')?.click();
    expect(acts.map(({ kind, emoji }) => [kind, emoji])).toEqual([['react', null], ['react', '👍'], ['pick_emoji', undefined]]);
  });

  it('keeps the focus at the message when the reactions close', async () => {
    const { bubble, button, fixture } = await render({ body: 'Thanks' });
    bubble.tabIndex = 0;
    document.body.append(fixture.nativeElement);
    for (const leave of [() => bubble.querySelector('[aria-label="Heart"]')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true })), () => button('Heart')?.click(), () => button('More emoji')?.click()]) {
      button('React')?.click();
      await drawn(fixture);
      expect(document.activeElement?.getAttribute('aria-label')).toBe('Thumbs up');
      leave();
      await drawn(fixture);
      expect(bubble.querySelector('[aria-label="Heart"]')).toBeNull();
      expect(document.activeElement).toBe(bubble);
    }
  });

  it('says what a quoted photo is, and when the quoted message is not known', async () => {
    const quoted = { id: 'm0', seq: 1, author: 'You', text: '', type: 'image', previewAddress: '/api/attachments/q/preview' };
    const known = await render({ body: 'Nice', quoted });
    expect(known.bubble.querySelector('.mx-quote__text')?.textContent).toBe('Photo');
    expect(known.bubble.querySelector('.mx-quote img')?.getAttribute('src')).toBe('/api/attachments/q/preview');
    const unknown = await render({ body: 'Nice', quoted: { ...quoted, id: null, previewAddress: null } });
    expect(unknown.text()).toContain('Original message not available');
  });
});
