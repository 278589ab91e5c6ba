import { uploadAttachment, type UploadRequest } from './attachment-upload';

describe('uploadAttachment', () => {
  const request: UploadRequest = { clientId: 'x', kind: 'document', conversationId: 'c1', file: new Blob(['hello']), name: 'hello.txt' };
  const sent: FormData[] = [];
  const calls: FakeCall[] = [];
  const real = globalThis.XMLHttpRequest;

  /** jsdom's own would go out; this one is answered by the test. */
  class FakeCall extends EventTarget {
    readonly upload = new EventTarget();
    status = 0;
    responseText = '';
    open = jest.fn();
    send(form: FormData): void {
      sent.push(form);
      calls.push(this);
    }
    abort(): void {
      this.dispatchEvent(new Event('abort'));
    }
    answer(status: number, body: unknown): void {
      Object.assign(this, { status, responseText: typeof body === 'string' ? body : JSON.stringify(body) });
      this.dispatchEvent(new Event('load'));
    }
  }

  beforeEach(() => {
    sent.length = calls.length = 0;
    Object.assign(globalThis, { XMLHttpRequest: FakeCall });
  });
  afterEach(() => Object.assign(globalThis, { XMLHttpRequest: real }));

  it('sends the fields before the bytes, tells its progress and gives the answer', async () => {
    const progress = jest.fn();
    const upload = uploadAttachment(request, progress, new AbortController().signal);
    expect([...sent[0].keys()]).toEqual(['clientId', 'kind', 'conversationId', 'file']);
    calls[0].upload.dispatchEvent(Object.assign(new Event('progress'), { loaded: 1, total: 3 }));
    calls[0].answer(201, { id: 'a1' });
    await expect(upload).resolves.toEqual({ id: 'a1' });
    expect(progress).toHaveBeenCalledWith(33);
  });

  it("rejects with the server's words, also when they are no JSON", async () => {
    const refused = uploadAttachment(request, () => undefined, new AbortController().signal);
    calls[0].answer(413, { status: 413, code: 'BODY_TOO_LARGE', title: 'Too large', detail: 'Too large', errors: [] });
    await expect(refused).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' });
    const odd = uploadAttachment(request, () => undefined, new AbortController().signal);
    calls[1].answer(502, '<html>');
    await expect(odd).rejects.toMatchObject({ status: 502 });
  });

  it('sends nothing when it was stopped before it began, and stops when it is stopped later', async () => {
    const before = new AbortController();
    before.abort();
    await expect(uploadAttachment(request, () => undefined, before.signal)).rejects.toBeDefined();
    expect(sent).toHaveLength(0);
    const later = new AbortController();
    const upload = uploadAttachment(request, () => undefined, later.signal);
    later.abort();
    await expect(upload).rejects.toBeDefined();
  });
});
