import type { LogRow } from '@mailtrixy/shared/dto';

export type ProveStepName = 'received' | 'signature' | 'inbox' | 'reply' | 'delivered';

export interface ProveStep {
  name: ProveStepName;
  state: 'done' | 'now' | 'todo' | 'failed';
  at: string | null;
  words: string | null;
  /** The log row that shows it. */
  logId: string | null;
}

const ORDER: readonly ProveStepName[] = ['received', 'signature', 'inbox', 'reply', 'delivered'];

/** Reads the first round trip out of the newest log rows: a message in, proven, stored, answered, delivered. */
export function proveProgress(rows: readonly LogRow[], since: string): ProveStep[] {
  const fresh = rows.filter((row) => row.at >= since).sort((a, b) => a.at.localeCompare(b.at));
  const isMessage = (row: LogRow): boolean => row.direction === 'in' && row.subject.startsWith('messages');
  const proven = fresh.find((row) => isMessage(row) && row.kind === 'delivery');
  const rejected = fresh.filter((row) => row.kind === 'rejected').at(-1);
  const received = proven ?? rejected;
  const stored = proven?.state === 'processed' ? proven : undefined;
  const reply = stored && fresh.find((row) => row.kind === 'send' && row.at >= stored.at);
  const delivered = reply && fresh.find((row) => row.direction === 'in' && row.at >= reply.at && /statuses · (delivered|read)/.test(row.subject));

  const found: Record<ProveStepName, LogRow | undefined> = {
    received,
    signature: proven ?? rejected,
    inbox: stored ?? (proven?.state === 'failed' ? proven : undefined),
    reply,
    delivered,
  };
  const failed: Partial<Record<ProveStepName, boolean>> = {
    signature: !proven && rejected !== undefined,
    inbox: proven?.state === 'failed',
    reply: reply?.state === 'failed',
  };
  let waiting = true;
  return ORDER.map((name) => {
    const row = found[name];
    const bad = failed[name] === true;
    const done = row !== undefined && !bad;
    const state = bad ? 'failed' : done ? 'done' : waiting ? 'now' : 'todo';
    if (state !== 'done') waiting = false;
    return { name, state, at: row?.at ?? null, words: row?.result ?? null, logId: row?.id ?? null };
  });
}
