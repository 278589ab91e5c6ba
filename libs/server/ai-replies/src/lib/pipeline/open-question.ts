import type { FactMessage } from '@mailtrixy/server/inbox';
import { beginningOf, endOf } from '../prompt/cut-text';

const CHARACTERS_MAX = 4000;
/** Of one burst; what is older is history. */
const MESSAGES_MAX = 10;

export interface OpenQuestion {
  /** What the customer wrote since we spoke last, one message per line, its newest 4,000 characters; '' when there is no text. */
  question: string;
  /** The newest of these messages; null when we spoke last or nobody spoke. */
  trigger: FactMessage | null;
  /** What was said before, oldest first. */
  earlier: FactMessage[];
}

/**
 * A burst of messages is one question. After an answer of ours the customer's last words are asked again, for a person who
 * wants another draft.
 */
export function openQuestion(messages: readonly FactMessage[]): OpenQuestion {
  const last = messages.findLastIndex(({ from }) => from === 'customer');
  if (last < 0) return { question: '', trigger: null, earlier: [...messages] };
  let first = last;
  while (first > 0 && messages[first - 1].from === 'customer' && last - first + 1 < MESSAGES_MAX) first--;
  const burst = messages.slice(first, last + 1);
  return { question: endOf(burst.map(({ text }) => beginningOf(text, CHARACTERS_MAX)).filter(Boolean).join('\n'), CHARACTERS_MAX), trigger: messages[last], earlier: messages.slice(0, first) };
}
