import { TestBed } from '@angular/core/testing';
import type { AutoReplies, AutoReplyRule } from '@mailtrixy/shared/dto';
import { ApiProblem, LiveFrames } from '@mailtrixy/web/shared/util';
import { AutoRepliesApi } from './auto-replies-api';
import { newDraft } from './rule-draft';
import { RulesStore } from './rules-store';

const rule = (id: string, position: number): AutoReplyRule => ({ id, version: 3, position, hits7d: 0, lastHitAt: null, problems: [], ...newDraft({ name: id }) });
const list = (...ids: string[]): AutoReplies => ({ rules: ids.map((id, at) => rule(id, at + 1)), hours: {} as AutoReplies['hours'] });

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe('RulesStore', () => {
  const api = { list: jest.fn(), order: jest.fn(), update: jest.fn(), create: jest.fn() };
  let store: RulesStore;
  const names = (): string[] => store.rules().map(({ id }) => id);

  beforeEach(async () => {
    for (const method of Object.values(api)) method.mockReset();
    api.list.mockResolvedValue(list('a', 'b', 'c'));
    TestBed.configureTestingModule({ providers: [RulesStore, { provide: AutoRepliesApi, useValue: api }] });
    store = TestBed.inject(RulesStore);
    await store.reading.run();
  });

  it('shows a move before it is saved, and takes it back when it is refused', async () => {
    api.order.mockReturnValueOnce(Promise.reject(new ApiProblem({ status: 409 })));
    const moved = store.move('c', -1);
    expect(names()).toEqual(['a', 'c', 'b']);
    await expect(moved).rejects.toMatchObject({ status: 409 });
    expect(names()).toEqual(['a', 'b', 'c']);
    expect(api.order).toHaveBeenCalledWith(['a', 'c', 'b'], ['a', 'b', 'c']);
  });

  it('sends quick moves one after the other, each with the order that it was made in', async () => {
    const answers: ((list: AutoReplies) => void)[] = [];
    api.order.mockImplementation(() => new Promise((resolve) => answers.push(resolve)));
    const moves = [store.move('c', -1), store.move('c', -1)];
    await settled();
    expect(api.order.mock.calls).toEqual([[['a', 'c', 'b'], ['a', 'b', 'c']]]);
    answers[0](list('a', 'c', 'b'));
    await settled();
    // The first answer does not take back what is on the screen by now.
    expect(names()).toEqual(['c', 'a', 'b']);
    expect(api.order.mock.calls[1]).toEqual([['c', 'a', 'b'], ['a', 'c', 'b']]);
    answers[1](list('c', 'a', 'b'));
    await Promise.all(moves);
    expect(names()).toEqual(['c', 'a', 'b']);
  });

  it('reads the list again when somebody changed it, but not over a move that is under way', async () => {
    const frames = TestBed.inject(LiveFrames);
    api.list.mockResolvedValue(list('a', 'b'));
    frames.take({ seq: '1', topic: 'rules.updated' });
    frames.take({ seq: '2', topic: 'labels.updated' });
    await settled();
    expect([api.list.mock.calls.length, names()]).toEqual([2, ['a', 'b']]);
    let answer: (list: AutoReplies) => void = () => undefined;
    api.order.mockImplementation(() => new Promise((resolve) => (answer = resolve)));
    const moved = store.move('b', -1);
    frames.take({ seq: '3', topic: 'rules.updated' });
    await settled();
    expect([api.list.mock.calls.length, names()]).toEqual([2, ['b', 'a']]);
    api.list.mockResolvedValue(list('b', 'a', 'c'));
    answer(list('b', 'a'));
    await moved;
    await settled();
    expect(names()).toEqual(['b', 'a', 'c']);
  });

  it('saves with the version that was looked at, whatever the list holds by now', async () => {
    api.update.mockResolvedValue(rule('b', 2));
    await store.save({ id: 'b', version: 2 }, newDraft({ name: ' b ' }), 'client');
    expect(api.update).toHaveBeenCalledWith('b', expect.objectContaining({ version: 2, name: 'b' }));
  });

  it('moves nothing over an end', async () => {
    await store.move('a', -1);
    await store.move('c', 1);
    expect(api.order).not.toHaveBeenCalled();
  });

  it('switches a rule with everything else as it is saved', async () => {
    api.update.mockResolvedValue({ ...rule('b', 2), enabled: true, version: 4 });
    expect(await store.setEnabled(rule('b', 2), true)).toMatchObject({ ok: true, rule: { version: 4 } });
    expect(api.update).toHaveBeenCalledWith('b', expect.objectContaining({ version: 3, enabled: true, name: 'b' }));
  });
});
