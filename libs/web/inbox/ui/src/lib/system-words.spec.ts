import { systemWords, stubWords } from './system-words';
import { aMessage } from './testing/message-fixture';

const event = (name: string, facts: object = {}, by: string | null = 'Ana Ruiz') =>
  aMessage(1, { direction: 'system', type: name, body: null, payload: { event: name, ...facts }, authorId: by ? 'ana' : null, authorName: by });

describe('systemWords', () => {
  it.each([
    [event('resolved'), 'Ana resolved this'],
    [event('reopened'), 'Ana reopened this'],
    [event('reopened', {}, null), 'Reopened by a new message'],
    [event('assigned', { assigneeId: 'tom', assigneeName: 'Tom Hale' }), 'Ana assigned this to Tom'],
    [event('assigned', { assigneeId: 'ana', assigneeName: 'Ana Ruiz' }), 'Ana took this'],
    [event('unassigned'), 'Ana took the assignment away'],
    [event('window.closed', {}, null), 'Window closed'],
  ])('%#: %s', (message, words) => expect(systemWords(message)).toBe(words));

  it('lets the server speak for itself', () => {
    expect(systemWords(aMessage(1, { body: 'Maya changed her number' }))).toBe('Maya changed her number');
    expect(stubWords(aMessage(1, { body: null, type: 'order' }))).toBe("WhatsApp sent a type we can't show (order)");
  });
});
