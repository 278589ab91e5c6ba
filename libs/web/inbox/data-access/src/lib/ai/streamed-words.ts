import type { AiDraft, AiDraftFrame } from '@mailtrixy/shared/dto';

/** Words of a draft as they came, without a hole. */
export interface StreamedWords {
  draftId: string;
  body: string;
}

/** @returns the words with these; null when some are missing in between */
export function withDelta(words: StreamedWords | null, { draftId, delta }: AiDraftFrame): StreamedWords | null {
  const { at, text } = delta ?? { at: 0, text: '' };
  // at 0 a writer begins, also one that takes over from another
  if (at === 0) return { draftId, body: text };
  return words?.draftId === draftId && at === words.body.length ? { draftId, body: words.body + text } : null;
}

/** The draft with the words that came: the server's has none until it is done. */
export function withWords(draft: AiDraft | null, words: StreamedWords | null): AiDraft | null {
  if (!draft || draft.id !== words?.draftId || !words.body || (draft.state !== 'waiting' && draft.state !== 'streaming')) return draft;
  return { ...draft, state: 'streaming', body: words.body };
}
