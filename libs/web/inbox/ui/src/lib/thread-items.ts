import type { Message } from '@mailtrixy/shared/dto';
import { formatDay } from '@mailtrixy/web/shared/util';

/** A message as the thread draws it: the server's, or ours that is still on its way there. */
export interface ThreadEntry {
  /** Stays the same when the server's message takes the place of ours. */
  key: string;
  message: Message;
  /** Set while only this browser has it. */
  outgoing: 'sending' | 'waiting' | 'refused' | null;
  refusedWords: string | null;
}

export type ThreadItem =
  | { kind: 'start'; key: string; at: string }
  | { kind: 'day'; key: string; label: string }
  | { kind: 'unread'; key: string; count: number }
  | { kind: 'message'; key: string; entry: ThreadEntry; first: boolean; last: boolean; position: number; day: string }
  | { kind: 'system'; key: string; messages: readonly Message[]; position: number; day: string };

export interface ThreadItemsInput {
  entries: readonly ThreadEntry[];
  /** When the conversation began; null while older pages are not loaded. */
  startedAt: string | null;
  unread: { fromSeq: number; count: number } | null;
  now: number;
}

const GROUP_MS = 5 * 60_000;
const FOLD_FROM = 3;

/** Flattens a thread for the virtual list: marks, day pills, the unread divider, grouped bubbles, folded captions. */
export function threadItems(input: ThreadItemsInput): ThreadItem[] {
  const items: ThreadItem[] = [];
  if (input.startedAt) items.push({ kind: 'start', key: 'start', at: input.startedAt });
  let day = '';
  let newest = 0;
  let dividerDrawn = false;
  let position = 0;
  let previous: ThreadEntry | null = null;

  for (const entry of input.entries) {
    const { message } = entry;
    // a late message keeps Meta's time and its place: days never go back
    newest = Math.max(newest, new Date(message.at).getTime());
    const label = formatDay(newest, input.now);
    if (label !== day) {
      day = label;
      items.push({ kind: 'day', key: `day:${new Date(newest).toDateString()}`, label });
      previous = null;
    }
    if (!dividerDrawn && input.unread && message.direction === 'in' && message.seq >= input.unread.fromSeq) {
      dividerDrawn = true;
      items.push({ kind: 'unread', key: 'unread', count: input.unread.count });
      previous = null;
    }
    position += 1;
    if (message.direction === 'system') {
      addSystem(items, entry, position, day);
      previous = null;
      continue;
    }
    const first: boolean = previous === null || !sameGroup(previous, entry);
    const last = items.at(-1);
    if (!first && last?.kind === 'message') items[items.length - 1] = { ...last, last: false };
    items.push({ kind: 'message', key: entry.key, entry, first, last: true, position, day });
    previous = entry;
  }
  return foldSystem(items);
}

function addSystem(items: ThreadItem[], entry: ThreadEntry, position: number, day: string): void {
  items.push({ kind: 'system', key: entry.key, messages: [entry.message], position, day });
}

/** Three captions or more in a row become one line that opens. */
function foldSystem(items: readonly ThreadItem[]): ThreadItem[] {
  const folded: ThreadItem[] = [];
  for (let index = 0; index < items.length; ) {
    let end = index;
    while (end < items.length && items[end].kind === 'system') end += 1;
    const run = items.slice(index, end).filter((item) => item.kind === 'system');
    if (run.length >= FOLD_FROM) {
      folded.push({ ...run[0], key: `fold:${run[0].key}`, messages: run.flatMap((item) => item.messages) });
    } else {
      folded.push(...(run.length > 0 ? run : [items[index]]));
    }
    index = Math.max(end, index + 1);
  }
  return folded;
}

function sameGroup(a: ThreadEntry, b: ThreadEntry): boolean {
  return (
    a.message.direction === b.message.direction &&
    a.message.authorId === b.message.authorId &&
    a.message.authorKind === b.message.authorKind &&
    Math.abs(new Date(b.message.at).getTime() - new Date(a.message.at).getTime()) < GROUP_MS
  );
}

/** Keeps the objects of unchanged items, so that only changed bubbles are checked again. */
export function reuseItems(previous: readonly ThreadItem[], next: ThreadItem[]): ThreadItem[] {
  const byKey = new Map(previous.map((item) => [item.key, item]));
  return next.map((item) => {
    const known = byKey.get(item.key);
    return known && sameItem(known, item) ? known : item;
  });
}

function sameItem(a: ThreadItem, b: ThreadItem): boolean {
  if (a.kind === 'message' && b.kind === 'message') {
    return (
      a.entry.message === b.entry.message &&
      a.entry.outgoing === b.entry.outgoing &&
      a.first === b.first &&
      a.last === b.last &&
      a.position === b.position &&
      a.day === b.day
    );
  }
  return JSON.stringify(a) === JSON.stringify(b);
}
