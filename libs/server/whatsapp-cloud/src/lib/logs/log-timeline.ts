import type { LogDetail } from '@mailtrixy/shared/dto';

/** received → signature → stored → processed, with what each took. */
export function timelineOf(event: { at: Date; tookUs: number | null; processedAt: Date | null; source: string | null; state: string; lastError: string | null }): LogDetail['timeline'] {
  const took = event.tookUs === null ? null : event.tookUs / 1000;
  const processed = event.state !== 'processing';
  return [
    { step: 'received', at: event.at.toISOString(), ms: null, ok: true, words: event.source === 'replay' ? 'Replayed from Logs' : 'Delivered by Meta' },
    { step: 'signature', at: event.at.toISOString(), ms: null, ok: true, words: 'Matched' },
    { step: 'stored', at: null, ms: took, ok: true, words: 'In the database, then answered with 200' },
    { step: 'processed', at: processed ? (event.processedAt?.toISOString() ?? null) : null, ms: processed && event.processedAt ? event.processedAt.getTime() - event.at.getTime() : null, ok: event.state !== 'failed', words: processed ? (event.lastError ?? (event.state === 'failed' ? 'Not everything could be processed' : 'Done')) : 'Waits' },
  ];
}
