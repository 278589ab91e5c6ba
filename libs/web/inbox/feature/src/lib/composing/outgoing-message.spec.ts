import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { Message } from '@mailtrixy/shared/dto';
import { OutgoingFiles, SendQueue, type OutgoingFile } from '@mailtrixy/web/inbox/data-access';
import { OutgoingMessage } from './outgoing-message';

const file = (id: string, change: Partial<OutgoingFile> = {}) => ({ key: id, kind: 'image', caption: '', uploaded: { id }, ...change }) as OutgoingFile;

function setUp(files: OutgoingFile[]) {
  const queue = { add: jest.fn() };
  TestBed.configureTestingModule({ providers: [OutgoingMessage, { provide: SendQueue, useValue: queue }, { provide: OutgoingFiles, useValue: { take: () => files, of: () => signal(files) } }] });
  const sent = () => queue.add.mock.calls.map(([entry]) => [entry.content?.attachment?.id ?? 'text', entry.body, entry.quoted?.id ?? null]);
  return { message: TestBed.inject(OutgoingMessage), sent };
}
const quoting = { message: { id: 'q', seq: 1, type: 'image', body: null, content: null, revokedAt: null, attachment: { kind: 'image', addresses: { preview: null } } } as Message, author: 'Maya' };

describe('OutgoingMessage', () => {
  it('makes the text the caption of the first file that can carry it, and quotes once', () => {
    const { message, sent } = setUp([file('voice', { kind: 'audio' }), file('photo'), file('pdf', { kind: 'document', caption: 'Its own' })]);
    message.send('c1', 'reply', 'The parcel', quoting);
    expect(sent()).toEqual([['voice', '', 'q'], ['photo', 'The parcel', null], ['pdf', 'Its own', null]]);
  });

  it('sends a text that no file can carry after the files', () => {
    const { message, sent } = setUp([file('photo', { caption: 'Its own' })]);
    message.send('c1', 'reply', 'x'.repeat(1025), null);
    expect(sent()).toEqual([['photo', 'Its own', null], ['text', 'x'.repeat(1025), null]]);
  });

  it('leaves the files alone for a note', () => {
    const { message, sent } = setUp([file('photo')]);
    message.send('c1', 'note', 'For us', null);
    expect(sent()).toEqual([['text', 'For us', null]]);
  });
});
