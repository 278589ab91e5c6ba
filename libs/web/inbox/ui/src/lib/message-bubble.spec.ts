import { ChangeDetectionStrategy, Component, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { Message } from '@mailtrixy/shared/dto';
import { MessageBubble } from './message-bubble';
import type { MessageAct } from './message-act';
import type { ThreadEntry, ThreadItem } from './thread-items';
import { aMessage } from './testing/message-fixture';

@Component({
  selector: 'mx-bubble-host',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MessageBubble],
  template: `<article mx-message-bubble [item]="item()" author="Ana" [canWrite]="canWrite()" (acted)="acts.push($event)"></article>`,
})
class Host {
  readonly item = signal<Extract<ThreadItem, { kind: 'message' }>>(itemOf(aMessage(1)));
  readonly canWrite = signal(true);
  readonly acts: MessageAct[] = [];
}

function itemOf(message: Message, change: Partial<ThreadEntry> = {}): Extract<ThreadItem, { kind: 'message' }> {
  return { kind: 'message', key: message.id, entry: { key: message.id, message, outgoing: null, refusedWords: null, ...change }, first: true, last: true, position: 1, day: 'Today' };
}

async function render(message: Message, change: Partial<ThreadEntry> = {}) {
  const fixture = TestBed.createComponent(Host);
  fixture.componentInstance.item.set(itemOf(message, change));
  // the line under a bubble is drawn a turn after its chunk came
  for (let turn = 0; turn < 3; turn += 1) {
    await fixture.whenStable();
    await Promise.resolve();
  }
  const bubble = fixture.nativeElement.querySelector('[data-testid="bubble"]') as HTMLElement;
  const button = (name: string) => [...bubble.querySelectorAll('button')].find((one) => one.textContent?.trim() === name || one.getAttribute('aria-label') === name);
  return { fixture, host: fixture.componentInstance, bubble, button };
}

const out = (change: Partial<Message>) => aMessage(1, { direction: 'out', authorId: 'ana', ...change });

describe('MessageBubble', () => {
  it.each(['<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '*<b onclick=x>bold</b>*'])('shows %s as text', async (body) => {
    const { bubble } = await render(aMessage(1, { body }));
    expect(bubble.querySelector('script, img, [onclick], [onerror]')).toBeNull();
    expect(bubble.querySelector('.mx-bubble__text')?.textContent).toContain(body.replaceAll('*', ''));
  });

  it('draws WhatsApp marks and safe links', async () => {
    const { bubble } = await render(aMessage(1, { body: '*b* _i_ ~s~ `c` https://a.example/x' }));
    expect(['b', 'i', 's', 'code'].map((tag) => bubble.querySelector(`.mx-bubble__text ${tag}`)?.textContent)).toEqual(['b', 'i', 's', 'c']);
    expect(bubble.querySelector('a')?.getAttribute('rel')).toBe('noopener noreferrer');
  });

  it('makes no link of javascript:', async () => {
    const { bubble } = await render(aMessage(1, { body: 'javascript:alert(1)' }));
    expect(bubble.querySelector('a')).toBeNull();
  });

  it('sets Arabic from the right', async () => {
    const { bubble } = await render(aMessage(1, { body: '«شكرًا» (1182)' }));
    expect(bubble.querySelector('.mx-bubble__text')?.getAttribute('dir')).toBe('rtl');
  });

  it('enlarges lone emoji and folds long texts', async () => {
    expect((await render(aMessage(1, { body: '🙏🎉' }))).bubble.querySelector('.emoji-only')).not.toBeNull();
    const { bubble, button, fixture } = await render(aMessage(2, { body: Array.from({ length: 25 }, (_, line) => `line ${line}`).join('\n') }));
    expect(bubble.querySelector('.is-clamped')).not.toBeNull();
    button('Read more')?.click();
    await fixture.whenStable();
    expect(bubble.querySelector('.is-clamped')).toBeNull();
  });

  it.each([
    [{ deliveryStatus: 'queued' as const }, 'queued', 'Waiting to be sent'],
    [{ deliveryStatus: 'accepted' as const }, 'sent', 'Sent'],
    [{ deliveryStatus: 'delivered' as const }, 'delivered', 'Delivered'],
    [{ deliveryStatus: 'delivered' as const, openedAt: '2026-11-22T10:00:00Z' }, 'read', 'Read'],
    [{ deliveryStatus: 'failed' as const, openedAt: '2026-11-22T10:00:00Z' }, 'read', 'Read'],
  ])('%j is %s', async (change, status, label) => {
    const { bubble } = await render(out(change));
    expect(bubble.dataset['status']).toBe(status);
    expect(bubble.querySelector('.mx-tick')?.getAttribute('aria-label')).toMatch(new RegExp(`^${label}`));
  });

  it('that arrived though WhatsApp reported a failure besides says both', async () => {
    const both = out({ deliveryStatus: 'delivered', deliveredAt: '2026-11-22T10:00:00Z', failedAt: '2026-11-22T10:01:00Z' });
    const { bubble } = await render(both);
    expect(bubble.dataset['status']).toBe('delivered');
    expect(bubble.querySelector('.mx-bubble__meta')?.textContent).toContain('also reported failed');
    expect(bubble.querySelector('.mx-tick')?.getAttribute('aria-label')).toMatch(/^Delivered \d\d:\d\d, also reported failed$/);
    for (const plain of [out({ deliveryStatus: 'delivered' }), out({ deliveryStatus: 'failed', failedAt: '2026-11-22T10:01:00Z' })]) expect((await render(plain)).bubble.querySelector('.mx-bubble__meta')?.textContent).not.toContain('also');
  });

  it('says why it failed, with the code once, and retries', async () => {
    const { bubble, button, host } = await render(
      out({ deliveryStatus: 'failed', deliveryError: { code: 131026, words: 'The number may not use WhatsApp. (131026)', detail: '', fbtraceId: null, actions: ['retry'] } }),
    );
    expect(bubble.querySelector('.mx-bubble--failed')).not.toBeNull();
    expect(bubble.querySelector('.mx-fail span')?.textContent).toBe('Not delivered: The number may not use WhatsApp. (131026)');
    button('Retry')?.click();
    button('Details')?.click();
    expect(host.acts.map((act) => act.kind)).toEqual(['retry', 'info']);
  });

  it('offers no Retry where the server says it is of no use, and nothing to a viewer', async () => {
    const { button, host, fixture } = await render(out({ deliveryStatus: 'failed', deliveryError: { code: 131047, words: 'Not delivered: the 24-hour window closed. (131047)', detail: '', fbtraceId: null, actions: ['template'] } }));
    expect(button('Retry')).toBeUndefined();
    expect(button('Dismiss')).toBeDefined();
    host.canWrite.set(false);
    await fixture.whenStable();
    expect(button('Dismiss')).toBeUndefined();
    expect(button('Details')).toBeDefined();
  });

  it('asks about an unconfirmed one until someone dealt with it', async () => {
    const { bubble, button } = await render(out({ deliveryStatus: 'unconfirmed' }));
    expect(bubble.textContent).toContain('Not confirmed yet');
    expect(button('Resend')).toBeDefined();
    expect((await render(out({ deliveryStatus: 'unconfirmed', payload: { dismissedAt: 'x' } }))).button('Resend')).toBeUndefined();
  });

  it('counts down an automatic retry', async () => {
    const { bubble } = await render(out({ deliveryStatus: 'queued', retry: { at: new Date(Date.now() + 7500).toISOString(), attempt: 2 } }));
    expect(bubble.textContent).toMatch(/Retrying in 8 s \(2 of 5\)/);
  });

  it('gives the words of a refused one back', async () => {
    const { bubble, button, host } = await render(out({}), { outgoing: 'refused', refusedWords: 'The window closed.' });
    expect(bubble.textContent).toContain('Not sent: The window closed.');
    button('Edit')?.click();
    expect(host.acts[0].kind).toBe('edit');
  });

  it('shows notes apart and unknown kinds as a readable line', async () => {
    const note = await render(aMessage(1, { direction: 'note', body: 'for us' }));
    expect(note.bubble.dataset['type']).toBe('note');
    expect(note.bubble.textContent).toContain('Note · Ana');
    const stub = await render(aMessage(2, { type: 'order', display: 'stub', body: null, payload: { metaType: 'order' } }));
    expect(stub.bubble.textContent).toContain("WhatsApp sent a type we can't show (order)");
  });

  it('is one sentence for screen readers', async () => {
    const { bubble } = await render(aMessage(1, { body: 'Where is order 1182?' }));
    expect(bubble.getAttribute('aria-label')).toMatch(/^Ana, \d\d:\d\d: Where is order 1182\?$/);
  });
});
