import { TestBed } from '@angular/core/testing';
import type { ChannelRef, Recipient, TemplateList } from '@mailtrixy/shared/dto';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { ChannelsApi } from '@mailtrixy/web/channels/data-access';
import { TemplatesApi } from '@mailtrixy/web/templates/data-access';
import { ApiProblem } from '@mailtrixy/web/shared/util';
import { HeaderFiles } from './choosing/header-files';
import { TemplateChoosing } from './choosing/template-choosing';
import { NewConversation } from './new-conversation';
import type { FoundRecipient } from './recipient-search';
import { syncResult, syncWords } from './sync-words';

const SYNC: TemplateList['sync'] = { channelId: 'c1', wabaId: 'w1', state: 'done', finishedAt: '2026-11-22T11:56:00.000Z', seen: 0, total: 41, changed: 2, tookMs: 3012, problem: null };
const TEMPLATE = {
  id: 't1', wabaId: 'w1', name: 'offer', language: 'en', category: 'MARKETING', status: 'APPROVED', quality: 'GREEN', parameterFormat: 'POSITIONAL', body: 'Hi {{1}} there', headerFormat: null, headerText: null, footer: null, buttons: [], cards: [], offer: null,
  slots: [{ key: 'body.1', place: 'body', label: 'Name', sample: null, required: true, mediaKind: null, maxLength: null, prefix: null, defaultField: 'contact.first_name', defaultText: null }],
  notSendable: null, rejectedReason: null, recommendation: null, favourite: false, usedAt: null, used30d: 0, updatedAt: '2026-11-20T10:00:00.000Z', deletedAt: null,
} as TemplateList['items'][number];
const channel = (id: string, change: Partial<ChannelRef> = {}): ChannelRef => ({ id, kind: 'whatsapp', mode: 'live', status: 'active', name: id, displayAddress: null, sendHold: null, settings: {}, ...change }) as ChannelRef;
const person = (change: Partial<Recipient> = {}): FoundRecipient => ({ key: 'p1', phone: null, contactId: 'p1', displayName: 'Maya Chen', address: '+447400123456', conversationId: null, windowExpiresAt: null, optedOutAt: null, attributes: {}, ...change });

describe('NewConversation', () => {
  const api = { list: jest.fn(), start: jest.fn(), recipients: jest.fn() };
  const refs = jest.fn();
  let start: NewConversation;
  let choosing: TemplateChoosing;

  beforeEach(async () => {
    for (const method of [...Object.values(api), refs]) method.mockReset();
    api.list.mockResolvedValue({ items: [TEMPLATE], sync: SYNC, attributes: [] });
    refs.mockResolvedValue([channel('held', { sendHold: { reason: 'billing', detail: '', code: null, since: '', waiting: 0 } }), channel('c1')]);
    TestBed.configureTestingModule({
      providers: [HeaderFiles, TemplateChoosing, NewConversation, { provide: TemplatesApi, useValue: api }, { provide: ChannelsApi, useValue: { refs } }, { provide: SessionStore, useValue: { me: () => null } }],
    });
    choosing = TestBed.inject(TemplateChoosing);
    start = TestBed.inject(NewConversation);
    await start.open(undefined);
    TestBed.tick();
    await Promise.resolve();
    choosing.chosenId.set('t1');
  });

  it('begins with a channel that can send, and says why another cannot', () => {
    expect(start.channel()?.id).toBe('c1');
    start.from('held');
    expect(start.why()).toContain('held can’t send now: Meta stopped sending because of billing');
  });

  it('says what is missing, then sends with the contact’s first name', async () => {
    expect(start.why()).toBe('Choose whom it goes to.');
    start.to(person());
    expect(start.why()).toBeNull();
    api.start.mockResolvedValue({ conversationId: 'v1', messageId: 'm1' });
    expect(await start.send()).toBe('v1');
    expect(api.start).toHaveBeenCalledWith({ clientId: expect.any(String), channelId: 'c1', contactId: 'p1', template: { templateId: 't1', values: { 'body.1': 'Maya' } }, assignToMe: true });
  });

  it('blocks marketing to somebody who stopped it', async () => {
    start.to(person({ optedOutAt: '2026-11-01T10:00:00.000Z' }));
    expect(start.why()).toContain('Maya Chen stopped marketing messages');
    expect(await start.send()).toBeNull();
    expect(api.start).not.toHaveBeenCalled();
  });

  it('keeps the id of a wish whose answer was lost', async () => {
    start.to(person());
    api.start.mockRejectedValue(new ApiProblem({ status: 0, code: 'NETWORK_UNREACHABLE', title: 'Away' }));
    await start.send();
    await start.send();
    expect(start.failure()).toBe('Away');
    choosing.form()?.fields[0].set('Jo');
    await start.send();
    const [first, second, third] = api.start.mock.calls.map(([{ clientId }]) => clientId);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('finds the open conversation that the server tells of, and then goes into it', async () => {
    start.to(person());
    api.start.mockRejectedValueOnce(new ApiProblem({ status: 409, code: 'INBOX_ALREADY_OPEN', detail: 'There is one.' })).mockResolvedValue({ conversationId: 'v1', messageId: 'm1' });
    api.recipients.mockResolvedValue([person({ conversationId: 'v1' })]);
    await start.send();
    expect(start.recipient()?.conversationId).toBe('v1');
    await start.send();
    expect(api.start.mock.calls[1][0]).toMatchObject({ intoOpen: true });
  });

  it('keeps what was typed when the list is read anew, and tells when the template changed', async () => {
    start.to(person());
    choosing.form()?.fields[0].set('Jo');
    TestBed.tick();
    api.list.mockResolvedValue({ items: [{ ...TEMPLATE, favourite: true }], sync: SYNC, attributes: [] });
    choosing.reload();
    await Promise.resolve();
    TestBed.tick();
    expect(choosing.form()?.fields[0].value()).toBe('Jo');
    api.list.mockResolvedValue({ items: [{ ...TEMPLATE, body: 'Hello {{1}} there' }], sync: SYNC, attributes: [] });
    choosing.reload();
    await Promise.resolve();
    await Promise.resolve();
    TestBed.tick();
    expect([choosing.form()?.fields[0].value(), choosing.changed()]).toEqual(['Maya', true]);
  });
});

describe('a sync in words', () => {
  const now = Date.parse('2026-11-22T12:00:00.000Z');
  it.each([
    [{}, 'Synced 4 min ago'],
    [{ state: 'running' as const, seen: 120 }, 'Reading from Meta… 120 so far'],
    [{ state: 'failed' as const, problem: 'Meta did not answer.' }, 'Sync failed: Meta did not answer. This list is from 4 min ago.'],
    [{ state: 'never' as const, finishedAt: null }, 'Never synced'],
  ])('%j', (change, words) => expect(syncWords({ ...SYNC, ...change }, now)).toBe(words));

  it('ends with what it brought', () => expect(syncResult(SYNC)).toBe('41 templates, 2 changed · 3 s'));
});
