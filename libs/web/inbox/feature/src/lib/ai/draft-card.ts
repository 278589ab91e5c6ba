import type { AiDraft } from '@mailtrixy/shared/dto';

const LEVELS = { low: { words: 'Low', bars: 1 }, medium: { words: 'Medium', bars: 2 }, high: { words: 'High', bars: 3 } } as const;
const SHOWN: readonly AiDraft['state'][] = ['waiting', 'streaming', 'ready', 'scheduled', 'outdated', 'no_source', 'failed'];
const USABLE: readonly AiDraft['state'][] = ['ready', 'scheduled', 'canceled'];

/** A reply that was canceled can still be used; one that was stopped while it was written has no words and is gone. */
export function isShown({ state, body }: AiDraft): boolean {
  return SHOWN.includes(state) || (state === 'canceled' && body.trim() !== '');
}

export function isWriting({ state }: AiDraft): boolean {
  return state === 'waiting' || state === 'streaming';
}

/** Its words may go into the composer. */
export function isUsable(draft: AiDraft): boolean {
  return isShown(draft) && USABLE.includes(draft.state);
}

/** Sent as it stands only with a source: nobody could look up what it says. */
export function isSendable(draft: AiDraft): boolean {
  return isUsable(draft) && draft.kind === 'generated' && draft.body.trim() !== '' && draft.sources.length > 0;
}

export interface ShownConfidence {
  words: string;
  bars: number;
  title: string;
}

/** A failed check outweighs what the search found. */
export function confidenceOf({ confidence, warning }: AiDraft): ShownConfidence | null {
  if (warning) return { ...LEVELS.low, title: warning.words };
  return confidence && { ...LEVELS[confidence.level], title: `Confidence ${confidence.value} of 100` };
}

/** How far it is, for the card's head. Null: nothing that its buttons and its confidence do not say. */
export function stateWords({ state, warning }: AiDraft, collapsed: boolean): { words: string; warn: boolean } | null {
  if (state === 'outdated') return { words: 'Outdated', warn: true };
  if (state === 'canceled') return { words: 'Canceled', warn: true };
  if (!collapsed) return null;
  switch (state) {
    case 'waiting':
      return { words: 'Searching…', warn: false };
    case 'streaming':
      return { words: 'Writing…', warn: false };
    case 'no_source':
      return { words: 'Nothing found', warn: false };
    case 'failed':
      return { words: 'Failed', warn: true };
    default:
      return warning ? { words: 'Look at it first', warn: true } : { words: 'Ready', warn: false };
  }
}
