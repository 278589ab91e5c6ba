import { TestBed } from '@angular/core/testing';
import type { Attachment } from '@mailtrixy/shared/dto';
import { ApiProblem } from '@mailtrixy/web/shared/util';
import { SendQueue, type SendContent } from './send-queue';
import { aMessage } from './testing/inbox-fixtures';
import { inboxHarness, settle } from './testing/inbox-harness';

const attachment = { id: 'a1', kind: 'image' } as Attachment;

describe('SendQueue, what is not text', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it.each<[SendContent, object]>([
    [{ type: 'media', attachment }, { type: 'media', attachmentId: 'a1' }],
    [{ type: 'location', location: { latitude: 1, longitude: 2 } }, { type: 'location', location: { latitude: 1, longitude: 2 } }],
    [{ type: 'interactive', interactive: { type: 'location_request' } }, { type: 'interactive', interactive: { type: 'location_request' } }],
    [{ type: 'template', template: { templateId: 't', values: {} }, shown: {} as never }, { type: 'template', body: '', template: { templateId: 't', values: {} } }],
  ])('sends %j', async (content, request) => {
    const { api } = inboxHarness();
    api.send.mockResolvedValue(aMessage(1, { clientId: 'x' }));
    TestBed.inject(SendQueue).add({ clientId: 'x', conversationId: 'c1', kind: 'reply', body: 'Words', quoted: null, content });
    await settle();
    expect(api.send).toHaveBeenCalledWith('c1', { clientId: 'x', kind: 'reply', body: 'Words', ...request });
  });

  it('keeps a file’s id over a lost connection and a new page', async () => {
    const { api } = inboxHarness();
    api.send.mockRejectedValue(new ApiProblem({ status: 0, code: 'NETWORK_UNREACHABLE' }));
    TestBed.inject(SendQueue).add({ clientId: 'x', conversationId: 'c1', kind: 'reply', body: '', quoted: null, content: { type: 'media', attachment } });
    await settle();
    const stored = Object.entries(localStorage);
    TestBed.resetTestingModule();
    const again = inboxHarness();
    for (const [key, value] of stored) localStorage.setItem(key, value);
    again.api.send.mockResolvedValue(aMessage(1, { clientId: 'x' }));
    const queue = TestBed.inject(SendQueue);
    queue.restore();
    await settle();
    expect(again.api.send).toHaveBeenCalledWith('c1', expect.objectContaining({ clientId: 'x', type: 'media', attachmentId: 'a1' }));
    expect(queue.entries()).toEqual([]);
  });

  it('reads an entry of an older page as text', async () => {
    const { api } = inboxHarness();
    api.send.mockResolvedValue(aMessage(1, { clientId: 'old' }));
    localStorage.setItem('mx-send:me:old', JSON.stringify({ clientId: 'old', conversationId: 'c1', kind: 'reply', body: 'Hi', quoted: null, at: 'x', state: 'waiting', words: null }));
    TestBed.inject(SendQueue).restore();
    await settle();
    expect(api.send).toHaveBeenCalledWith('c1', expect.objectContaining({ type: 'text', body: 'Hi' }));
  });
});
