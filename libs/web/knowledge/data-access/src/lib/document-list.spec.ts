import { TestBed } from '@angular/core/testing';
import type { KnowledgeDocument, RealtimeFrame } from '@mailtrixy/shared/dto';
import { ApiProblem, LiveFrames } from '@mailtrixy/web/shared/util';
import { DocumentList } from './document-list';
import { KnowledgeApi } from './knowledge-api';

const doc = (id: string, change: Partial<KnowledgeDocument> = {}): KnowledgeDocument => ({ id, kind: 'file', title: id, state: 'queued', ...change }) as KnowledgeDocument;
const changed = (documentId: string): RealtimeFrame => ({ topic: 'knowledge.updated', knowledge: { documentId } }) as RealtimeFrame;
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe('DocumentList', () => {
  const api = { documents: jest.fn(), document: jest.fn() };
  let list: DocumentList;

  beforeEach(async () => {
    for (const method of Object.values(api)) method.mockReset();
    api.documents.mockResolvedValue({ items: [doc('a'), doc('b')], nextCursor: 'more' });
    TestBed.configureTestingModule({ providers: [DocumentList, { provide: KnowledgeApi, useValue: api }] });
    list = TestBed.inject(DocumentList);
    await list.show({ kind: 'file' });
  });

  it('follows a document while it is read, with one question at a time', async () => {
    const frames = TestBed.inject(LiveFrames);
    api.document.mockResolvedValue(doc('b', { state: 'ready' }));
    frames.take(changed('b'));
    expect(api.document).toHaveBeenCalledTimes(1);
    await settled();
    expect(api.document).toHaveBeenCalledTimes(1);
    expect(list.items()?.map(({ id, state }) => [id, state])).toEqual([['a', 'queued'], ['b', 'ready']]);
  });

  it('asks once more for what changed while it asked: the answer may be older', async () => {
    const frames = TestBed.inject(LiveFrames);
    let answer: (document: KnowledgeDocument) => void = () => undefined;
    api.document.mockReturnValueOnce(new Promise((resolve) => (answer = resolve))).mockResolvedValue(doc('b', { state: 'ready' }));
    for (let i = 0; i < 3; i++) frames.take(changed('b'));
    expect(api.document).toHaveBeenCalledTimes(1);
    answer(doc('b', { state: 'indexing' }));
    await settled();
    expect(api.document).toHaveBeenCalledTimes(2);
    expect(list.items()?.[1].state).toBe('ready');
  });

  it('asks for what changed while the whole list was read', async () => {
    let answer: (page: unknown) => void = () => undefined;
    api.documents.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    const read = list.reload();
    api.document.mockImplementation(async (id: string) => doc(id, { state: 'ready' }));
    for (const id of ['b', 'new']) TestBed.inject(LiveFrames).take(changed(id));
    await settled();
    answer({ items: [doc('a'), doc('b', { state: 'indexing' })], nextCursor: null });
    await read;
    await settled();
    expect(list.items()?.map(({ id, state }) => [id, state])).toEqual([['new', 'ready'], ['a', 'queued'], ['b', 'ready']]);
  });

  it('lets no new document into a list that is searched', async () => {
    await list.show({ kind: 'file', q: 'gift' });
    list.keep(doc('new'));
    list.keep(doc('a', { state: 'ready' }));
    expect(list.items()?.map(({ id, state }) => [id, state])).toEqual([['a', 'ready'], ['b', 'queued']]);
  });

  it('forgets one that was deleted elsewhere, and shows a new one first', async () => {
    api.document.mockRejectedValueOnce(new ApiProblem({ status: 404, code: 'NOT_FOUND' })).mockResolvedValueOnce(doc('new'));
    TestBed.inject(LiveFrames).take(changed('a'));
    await settled();
    TestBed.inject(LiveFrames).take(changed('new'));
    await settled();
    expect(list.items()?.map(({ id }) => id)).toEqual(['new', 'b']);
  });

  it('lets no document of another kind in', () => {
    list.keep(doc('article', { kind: 'article' }));
    expect(list.items()).toHaveLength(2);
  });

  it('keeps what is on screen when it cannot be read again', async () => {
    api.documents.mockRejectedValue(new ApiProblem({ status: 0 }));
    await list.reload();
    expect(list.problem()).not.toBeNull();
    expect(list.items()).toHaveLength(2);
  });

  it('appends the next page without doubles', async () => {
    api.documents.mockResolvedValue({ items: [doc('b'), doc('c')], nextCursor: null });
    await list.more();
    expect(list.items()?.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(list.hasMore()).toBe(false);
  });
});
