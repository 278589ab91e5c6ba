import type { Message } from '@mailtrixy/shared/dto';
import { reuseItems, threadItems, type ThreadEntry } from './thread-items';
import { aMessage } from './testing/message-fixture';

const NOW = new Date(2026, 10, 22, 18, 0).getTime();
const at = (day: number, hour: number, minute: number) => new Date(2026, 10, day, hour, minute).toISOString();
const entry = (message: Message): ThreadEntry => ({ key: message.clientId ?? message.id, message, outgoing: null, refusedWords: null });
const build = (messages: Message[], change: object = {}) => threadItems({ entries: messages.map(entry), startedAt: null, unread: null, now: NOW, ...change });
const shape = (items: ReturnType<typeof build>) =>
  items.map((item) => (item.kind === 'message' ? `${item.entry.message.seq}${item.first ? ' first' : ''}${item.last ? ' last' : ''}` : item.kind === 'day' ? item.label : item.kind === 'system' ? `system ${item.messages.length}` : item.kind));

describe('threadItems', () => {
  it('groups one sender within five minutes, per day', () => {
    const items = build([
      aMessage(1, { at: at(21, 23, 58) }),
      aMessage(2, { at: at(22, 0, 1) }),
      aMessage(3, { at: at(22, 0, 3) }),
      aMessage(4, { at: at(22, 0, 9) }),
      aMessage(5, { at: at(22, 0, 10), direction: 'out', authorId: 'ana' }),
      aMessage(6, { at: at(22, 0, 11), direction: 'out', authorId: 'tom' }),
    ]);
    expect(shape(items)).toEqual(['Yesterday', '1 first last', 'Today', '2 first', '3 last', '4 first last', '5 first last', '6 first last']);
  });

  it('puts the divider before the first unread message of the customer and breaks the group there', () => {
    const items = build([aMessage(1, { at: at(22, 9, 0) }), aMessage(2, { at: at(22, 9, 1) }), aMessage(3, { at: at(22, 9, 2) })], { unread: { fromSeq: 2, count: 2 } });
    expect(shape(items)).toEqual(['Today', '1 first last', 'unread', '2 first', '3 last']);
  });

  it('folds three and more captions in a row, not two', () => {
    const system = (seq: number) => aMessage(seq, { direction: 'system', at: at(22, 9, seq) });
    expect(shape(build([system(1), system(2), aMessage(3, { at: at(22, 9, 3) }), system(4), system(5), system(6)]))).toEqual(['Today', 'system 1', 'system 1', '3 first last', 'system 3']);
  });

  it('begins with the start of the conversation only when all of it is loaded', () => {
    expect(shape(build([aMessage(1, { at: at(22, 9, 0) })], { startedAt: at(22, 9, 0) }))[0]).toBe('start');
  });

  it('lets a late message keep its place and never goes back a day', () => {
    expect(shape(build([aMessage(1, { at: at(22, 9, 0) }), aMessage(2, { at: at(21, 9, 0) }), aMessage(3, { at: at(22, 9, 1) })])).filter((item) => item === 'Today' || item === 'Yesterday')).toEqual(['Today']);
  });

  it('keeps the objects of what did not change', () => {
    const messages = [aMessage(1, { at: at(22, 9, 0) }), aMessage(2, { at: at(22, 12, 0) })];
    const before = build(messages);
    const after = reuseItems(before, build([messages[0], { ...messages[1], version: 2 }, aMessage(3, { at: at(22, 15, 0) })]));
    expect(after[0]).toBe(before[0]);
    expect(after[1]).toBe(before[1]);
    expect(after[2]).not.toBe(before[2]);
  });
});
