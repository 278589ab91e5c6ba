import { TestBed } from '@angular/core/testing';
import { DraftStore } from './draft-store';
import { inboxHarness, settle } from './testing/inbox-harness';

describe('DraftStore', () => {
  let api: ReturnType<typeof inboxHarness>['api'];
  let drafts: DraftStore;
  const stored = (kind: string) => JSON.parse(localStorage.getItem(`mx-draft:me:c1:${kind}`) ?? 'null');

  beforeEach(() => {
    jest.useFakeTimers();
    ({ api } = inboxHarness());
    drafts = TestBed.inject(DraftStore);
    api.saveDraft.mockResolvedValue(undefined);
  });
  afterEach(() => jest.useRealTimers());

  it('keeps reply and note apart', () => {
    drafts.set('c1', 'reply', 'to her');
    drafts.set('c1', 'note', 'to us');
    drafts.set('c2', 'reply', 'other');
    expect([drafts.body('c1', 'reply')(), drafts.body('c1', 'note')(), drafts.body('c2', 'reply')()]).toEqual(['to her', 'to us', 'other']);
  });

  it('goes to the browser within 400 ms and to the server within 3 s, once', async () => {
    for (const body of ['H', 'He', 'Hel', 'Hello']) drafts.set('c1', 'reply', body);
    await settle(400);
    expect(stored('reply')).toEqual({ body: 'Hello', synced: false });
    expect(api.saveDraft).not.toHaveBeenCalled();
    await settle(2600);
    expect(api.saveDraft.mock.calls).toEqual([['c1', { kind: 'reply', body: 'Hello' }]]);
    expect(stored('reply')).toEqual({ body: 'Hello', synced: true });
  });

  it('is saved at once when the page goes away', () => {
    drafts.set('c1', 'reply', 'half a sen');
    dispatchEvent(new Event('pagehide'));
    expect(stored('reply')).toEqual({ body: 'half a sen', synced: false });
  });

  it('takes the words of another device, but never over its own unsaved ones', async () => {
    api.drafts.mockResolvedValue({ reply: 'from the phone', note: 'old note' });
    drafts.set('c1', 'note', 'my note');
    await drafts.load('c1');
    expect(drafts.body('c1', 'reply')()).toBe('from the phone');
    expect(drafts.body('c1', 'note')()).toBe('my note');
  });

  it('clears here and there after sending', async () => {
    drafts.set('c1', 'reply', 'sent');
    await settle(3000);
    drafts.clear('c1', 'reply');
    expect(drafts.body('c1', 'reply')()).toBe('');
    await settle(3000);
    expect(api.saveDraft).toHaveBeenLastCalledWith('c1', { kind: 'reply', body: '' });
    expect(stored('reply')).toBeNull();
  });
});
