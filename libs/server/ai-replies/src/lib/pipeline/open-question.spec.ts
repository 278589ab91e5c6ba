import type { FactMessage } from '@mailtrixy/server/inbox';
import { openQuestion } from './open-question';

const message = (seq: number, text: string, from: FactMessage['from'] = 'customer'): FactMessage => ({ id: String(seq), seq, from, authorKind: from === 'us' ? 'user' : 'contact', text, type: 'text', mediaKind: null, content: null, at: new Date(0) });

describe('the open question', () => {
  it('is what the customer wrote since we spoke last', () => {
    const { question, trigger, earlier } = openQuestion([message(1, 'Hello'), message(2, 'Hi!', 'us'), message(3, 'Where is it?'), message(4, 'Order 12')]);
    expect({ question, trigger: trigger?.seq, earlier: earlier.map(({ seq }) => seq) }).toEqual({ question: 'Where is it?\nOrder 12', trigger: 4, earlier: [1, 2] });
  });

  it('keeps the newest words of a burst that is too long', () => {
    const { question } = openQuestion(Array.from({ length: 6 }, (_, at) => message(at, `${at}`.repeat(3000))));
    expect([...question].length).toBeLessThanOrEqual(4000);
    expect(question.endsWith(`\n${'5'.repeat(3000)}`)).toBe(true);
    expect(question.startsWith('…4')).toBe(true);
    expect(question).not.toMatch(/[0-3]/u);
  });

  it('cuts no sign in two', () => {
    const { question } = openQuestion([message(1, '😀'.repeat(3000)), message(2, '🎁'.repeat(3000))]);
    expect(question).not.toMatch(/[\uD800-\uDFFF]/u);
    expect(question.endsWith('🎁'.repeat(3000))).toBe(true);
  });

  it('keeps the beginning of one message that is too long by itself', () => {
    expect(openQuestion([message(1, `Where is it? ${'x'.repeat(9000)}`)]).question.startsWith('Where is it?')).toBe(true);
  });
});
