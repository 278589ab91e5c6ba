import { detectLanguage } from '@mailtrixy/server/platform/language';
import type { Turn } from './answer-rules';

/** What the customer wrote in before, for questions too short to tell; null where they wrote nothing. */
export function languageBefore(earlier: readonly Turn[]): string | null {
  const said = earlier.filter(({ from }) => from === 'customer').map(({ text }) => text).join('\n');
  return said.trim() ? detectLanguage(said).language : null;
}
