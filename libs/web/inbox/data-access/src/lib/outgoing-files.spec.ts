import { TestBed } from '@angular/core/testing';
import type { UploadedAttachment } from '@mailtrixy/shared/dto';
import { ApiProblem } from '@mailtrixy/web/shared/util';
import type { UploadRequest } from './attachment-upload';
import { mediaRefusal } from './media-limits';
import { MAX_FILES, OutgoingFiles, UPLOAD } from './outgoing-files';
import { inboxHarness } from './testing/inbox-harness';

interface Upload extends UploadRequest {
  progress: (percent: number) => void;
  done: (answer: Partial<UploadedAttachment>) => void;
  fail: (problem: ApiProblem) => void;
  stopped: AbortSignal;
}

const file = (name: string, type: string, size = 10) => {
  const made = new File(['x'], name, { type });
  Object.defineProperty(made, 'size', { value: size });
  return made;
};
/** Parts of the work are loaded when they are needed. */
const turn = async () => {
  for (let step = 0; step < 12; step += 1) await Promise.resolve();
};

describe('OutgoingFiles', () => {
  let uploads: Upload[];
  let files: OutgoingFiles;
  let api: ReturnType<typeof inboxHarness>['api'];
  beforeEach(() => {
    uploads = [];
    URL.createObjectURL = jest.fn(() => 'blob:x');
    URL.revokeObjectURL = jest.fn();
    window.createImageBitmap = jest.fn(async () => ({ close: () => undefined }) as ImageBitmap);
    const upload = (request: UploadRequest, progress: (percent: number) => void, stopped: AbortSignal) =>
      new Promise<UploadedAttachment>((resolve, reject) => uploads.push({ ...request, progress, stopped, done: (answer) => resolve({ id: `up-${request.name}`, refusal: null, ...answer } as UploadedAttachment), fail: reject }));
    ({ api } = inboxHarness([{ provide: UPLOAD, useValue: upload }]));
    api.discardUpload.mockResolvedValue(undefined);
    files = TestBed.inject(OutgoingFiles);
  });
  const states = () => files.of('c1')().map(({ state }) => state);

  it('uploads two at a time, tells the progress, and hands over in the order of choosing', async () => {
    files.add('c1', [file('1.jpg', 'image/jpeg'), file('2.pdf', 'application/pdf'), file('3.mp3', 'audio/mpeg')]);
    await turn();
    expect(uploads.map(({ kind }) => kind)).toEqual(['image', 'document']);
    uploads[0].progress(64);
    expect(files.of('c1')()[0].percent).toBe(64);
    uploads[1].done({});
    await turn();
    expect(uploads).toHaveLength(3);
    uploads[2].done({});
    uploads[0].done({});
    await turn();
    files.caption('c1', files.of('c1')()[0].key, 'The parcel');
    expect(files.take('c1').map(({ uploaded, caption }) => [uploaded?.id, caption])).toEqual([['up-1.jpg', 'The parcel'], ['up-2.pdf', ''], ['up-3.mp3', '']]);
    expect(files.of('c1')()).toEqual([]);
    expect(URL.revokeObjectURL).toHaveBeenCalledTimes(1);
  });

  it('does not begin what WhatsApp would refuse, and sends it as a document when asked', async () => {
    files.add('c1', [file('IMG_2041.jpeg', 'image/jpeg', 7_200_000)]);
    await turn();
    expect(uploads).toHaveLength(0);
    expect(files.of('c1')()[0]).toMatchObject({ state: 'refused', words: 'Photo is 7.2 MB; WhatsApp takes 5 MB', sendAs: ['document'] });
    files.again('c1', files.of('c1')()[0].key, { kind: 'document' });
    await turn();
    expect(uploads[0].kind).toBe('document');
    uploads[0].done({});
    await turn();
    expect(states()).toEqual(['ready']);
  });

  it.each([
    ['7 MB', (uploads: Upload[]) => expect(uploads).toHaveLength(0), 7_200_000],
    ['small', (uploads: Upload[]) => uploads[0].done({ refusal: { words: 'Photo is of an unknown type; WhatsApp takes JPEG and PNG photos only.', sendAs: ['document'] } }), 900],
  ])('says of a damaged photo (%s) that it cannot be read, and offers no shrinking', async (_what, refuse, size) => {
    window.createImageBitmap = jest.fn(() => Promise.reject(new Error('damaged')));
    files.add('c1', [file('torn.jpg', 'image/jpeg', size)]);
    await turn();
    refuse(uploads);
    await turn();
    expect(files.of('c1')()[0]).toMatchObject({ state: 'refused', words: 'This photo cannot be read: the file is damaged.', sendAs: ['document'], shrinkable: false });
  });

  it('says of a damaged gif that WhatsApp takes none, and offers no shrinking either', async () => {
    window.createImageBitmap = jest.fn(() => Promise.reject(new Error('damaged')));
    files.add('c1', [file('moving.gif', 'image/gif')]);
    await turn();
    expect(files.of('c1')()[0]).toMatchObject({ state: 'refused', words: 'WhatsApp takes no gif as photo', sendAs: ['document'], shrinkable: false });
  });

  it('offers shrinking for a photo that can be drawn, and takes it back when it failed', async () => {
    files.add('c1', [file('IMG_2041.jpeg', 'image/jpeg', 7_200_000)]);
    await turn();
    const [{ key }] = files.of('c1')();
    expect(files.of('c1')()[0]).toMatchObject({ words: 'Photo is 7.2 MB; WhatsApp takes 5 MB', shrinkable: true });
    files.notShrinkable('c1', key);
    expect(files.of('c1')()[0]).toMatchObject({ words: expect.stringContaining('cannot be read'), shrinkable: false, sendAs: ['document'] });
  });

  it('keeps the words of the server’s refusal, and uploads anew under a new id', async () => {
    files.add('c1', [file('a.mp4', 'video/mp4')]);
    await turn();
    uploads[0].done({ refusal: { words: 'WhatsApp needs H.264', sendAs: ['document'] } });
    await turn();
    expect(files.of('c1')()[0]).toMatchObject({ state: 'refused', words: 'WhatsApp needs H.264' });
    files.again('c1', files.of('c1')()[0].key, { kind: 'document' });
    expect(api.discardUpload).toHaveBeenCalledWith('up-a.mp4');
    await turn();
    expect(uploads[1].clientId).not.toBe(uploads[0].clientId);
  });

  it('tries a failed one again', async () => {
    files.add('c1', [file('a.pdf', 'application/pdf')]);
    await turn();
    uploads[0].fail(new ApiProblem({ status: 0, code: 'NETWORK_UNREACHABLE' }));
    await turn();
    expect(files.of('c1')()[0]).toMatchObject({ state: 'failed', words: 'Not uploaded: no connection' });
    files.again('c1', files.of('c1')()[0].key);
    await turn();
    uploads[1].done({});
    await turn();
    expect(states()).toEqual(['ready']);
  });

  it('stops and forgets a removed one, and lets the next begin', async () => {
    files.add('c1', [file('1.pdf', 'x/y'), file('2.pdf', 'x/y'), file('3.pdf', 'x/y')]);
    await turn();
    files.remove('c1', files.of('c1')()[0].key);
    await turn();
    expect(uploads[0].stopped.aborted).toBe(true);
    expect(uploads.map(({ name }) => name)).toEqual(['1.pdf', '2.pdf', '3.pdf']);
  });

  it('takes ten, and says how many it did not', () => {
    expect(files.add('c1', Array.from({ length: 12 }, (_, index) => file(`${index}.pdf`, 'x/y')))).toBe(2);
    expect(files.of('c1')()).toHaveLength(MAX_FILES);
    expect(files.of('c2')()).toEqual([]);
  });
});

it.each([
  ['image', 'image/png', 100, null],
  ['image', 'image/gif', 100, 'WhatsApp takes no gif as photo'],
  ['video', 'video/mp4', 20_000_000, 'Video is 20.0 MB; WhatsApp takes 16 MB'],
  ['document', 'application/x-anything', 100, null],
  ['document', 'text/plain', 0, 'This file is empty'],
  ['sticker', 'image/webp', 600_000, 'Sticker is 600 kB; WhatsApp takes 500 kB'],
] as const)('%s of %s with %d bytes', (kind, type, size, words) => expect(mediaRefusal(kind, { type, size })?.words ?? null).toBe(words));
