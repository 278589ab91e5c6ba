import type { AnswerTask } from '../pipeline/answer-rules';
import { answerPrompt, queryPrompt } from './answer-prompt';

const random = (() => {
  let no = 0;
  return () => `mxrandomword${no++}`;
})();
const burst = `${'old '.repeat(2000)}\nWhat does express shipping cost?`;
const task: AnswerTask = { turns: [], question: burst, passages: [], language: 'en', channelKind: 'whatsapp', maxLength: 1000, style: { assistantName: '', workspaceName: 'Shop', tone: 'friendly', formalAddress: false, length: 'medium', instructions: '', wish: null } };

describe('a question that is too long', () => {
  it.each([
    ['answer', () => answerPrompt(task, random)],
    ['query', () => queryPrompt([], burst, random)],
  ])('keeps its newest words in the prompt of an %s', (_what, prompt) => {
    const text = prompt().parts.at(-1)?.text ?? '';
    expect(text).toContain('What does express shipping cost?');
    expect(text.length).toBeLessThan(4300);
  });
});
