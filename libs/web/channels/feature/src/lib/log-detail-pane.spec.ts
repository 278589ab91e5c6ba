import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import type { LogDetail } from '@mailtrixy/shared/dto';
import { SIGNATURE_MISMATCH } from '@mailtrixy/shared/dto';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { ChannelStore, ChannelsApi, LogsApi, LogsStore, WHOLE_LOG } from '@mailtrixy/web/channels/data-access';
import { LogDetailPane } from './log-detail-pane';

const rejected: LogDetail = {
  id: 'evt_1', kind: 'rejected', at: '2026-11-22T09:40:12.418Z', direction: 'in', subject: 'messages · text', httpStatus: 403, state: 'rejected', result: 'Signature mismatch', tookMs: 4,
  why: { title: SIGNATURE_MISMATCH, body: 'We got this from the internet.' },
  hints: [{ words: 'Paste it here.', action: 'paste_app_secret' }, { words: 'Re-check.', action: 'recheck' }],
  timeline: [{ step: 'received', at: '2026-11-22T09:40:12.418Z', ms: 0, ok: true, words: '' }],
  headers: { 'content-length': '700' }, payload: null, payloadBytes: 612, payloadNote: null, masked: false, life: null, receivedSignature: 'sha256=3f', tried: [{ last4: 'c44d', computed: 'sha256=b7' }], items: [], canRecheck: true, canReplay: false,
};

describe('LogDetailPane', () => {
  const logs = { page: jest.fn(), get: jest.fn(), recheck: jest.fn(), replay: jest.fn(), replayDead: jest.fn(), histogram: jest.fn() };

  async function render(detail: LogDetail, manages = true) {
    logs.page.mockResolvedValue({ items: [detail], nextCursor: null, counts: { all: 1, processed: 0, rejected: 1, failed: 0, ignored: 0, dead: 0, unrouted: 0 }, any: true });
    logs.histogram.mockResolvedValue({ from: '', to: '', bucketMs: 1, buckets: [], cut: false });
    logs.get.mockResolvedValueOnce(detail);
    TestBed.configureTestingModule({
      providers: [provideRouter([]), { provide: SessionStore, useValue: { can: () => manages } }, LogsStore, { provide: LogsApi, useValue: logs }, { provide: ChannelsApi, useValue: {} }, { provide: ChannelStore, useValue: { channel: () => ({ callbackUrl: 'https://x.example/api/webhooks/whatsapp' }) } }],
    });
    const store = TestBed.inject(LogsStore);
    await store.open('c1', WHOLE_LOG);
    await store.select(detail.id);
    const fixture = TestBed.createComponent(LogDetailPane);
    fixture.componentRef.setInput('channelId', 'c1');
    await fixture.whenStable();
    const root = fixture.nativeElement as HTMLElement;
    const find = <T extends HTMLElement = HTMLElement>(id: string) => root.querySelector<T>(`[data-testid="${id}"]`);
    return { fixture, root, find };
  }

  beforeEach(() => Object.values(logs).forEach((method) => method.mockReset()));

  it('names the reason in SEED’s words and compares every secret', async () => {
    const { root, find } = await render(rejected);
    expect(find('log-why')!.textContent).toBe('Signature did not match any active integration secret');
    expect(find('log-compared')!.textContent).toContain('••••c44d');
    expect(find('log-compared')!.textContent).toContain('Content-Length says 700');
    expect(find('hint-paste_app_secret')).not.toBeNull();
    expect(root.textContent).toContain('Hidden until a signature matches');
  });

  it('opens Replay only after Re-check says that the signature matches', async () => {
    const { fixture, find } = await render(rejected);
    expect(find<HTMLButtonElement>('replay')!.disabled).toBe(true);
    logs.recheck.mockResolvedValue({ matches: true, words: 'With App Secret ••••f3d8.' });
    logs.get.mockResolvedValue({ ...rejected, canReplay: true, payload: '{}' });
    find('recheck')!.click();
    await fixture.whenStable();
    expect(find('recheck-result')!.textContent).toContain('Matches now');
    expect(find<HTMLButtonElement>('replay')!.disabled).toBe(false);
    logs.replay.mockResolvedValue({ replayed: 1, refused: 0 });
    find('replay')!.click();
    await fixture.whenStable();
    expect(find('replay-result')!.textContent).toContain('1 replayed');
  });

  it('shows why an item gave up', async () => {
    const { find } = await render({ ...rejected, state: 'failed', items: [{ id: 'i', index: 0, kind: 'message', externalId: 'wamid.X', state: 'dead', attempts: 8, lastError: 'Contact could not be stored', conversationId: null, messageId: null, number: null }] });
    expect(find('log-item')!.textContent).toContain('Gave up after 8 tries');
    expect(find('log-item')!.textContent).toContain('Contact could not be stored');
  });

  it('tells the whole life of a message and leads to the other rows of it', async () => {
    const at = (second: number) => `2026-11-22T09:40:0${second}.000Z`;
    const life = { wamid: 'wamid.X', direction: 'out' as const, conversationId: 'conv', messageId: 'msg', steps: [{ at: at(1), what: 'try 1', words: 'Handed to WhatsApp', ok: true, logId: 'evt_1' }, { at: at(2), what: 'failed', words: 'Undeliverable (131026)', ok: false, logId: 'evt_2' }] };
    const { fixture, root } = await render({ ...rejected, life });
    const steps = [...root.querySelectorAll<HTMLElement>('[data-testid="life-step"]')];
    expect(steps.map((step) => step.dataset['what'])).toEqual(['try 1', 'failed']);
    expect(steps[0].querySelector('button')).toBeNull();
    const opened: string[] = [];
    fixture.componentInstance.opened.subscribe((id) => opened.push(id));
    steps[1].querySelector('button')!.click();
    expect(opened).toEqual(['evt_2']);
  });

  it('offers a lead nothing that only admins may do, and says that names are hidden', async () => {
    const { find } = await render({ ...rejected, payload: '{"from":"•••"}', masked: true }, false);
    expect(find('recheck')).toBeNull();
    expect(find('replay')).toBeNull();
    expect(find('hint-paste_app_secret')).toBeNull();
    expect(find('payload-masked')).not.toBeNull();
    expect(find('copy-curl')).toBeNull();
  });
});
