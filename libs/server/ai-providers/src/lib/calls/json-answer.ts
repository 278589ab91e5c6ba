import { jsonrepair } from 'jsonrepair';
import type { ZodType } from 'zod';

export type JsonAnswer<T> = { ok: true; value: T; repaired: boolean } | { ok: false; why: string };

const FENCE = /```(?:json|JSON)?\s*\n?([\s\S]*?)```/;
/** A model may reason aloud before it answers. */
const THINKING = /<think(?:ing)?>[\s\S]*?<\/think(?:ing)?>/gi;

/** Reads what a model wrote as the wanted form: as it is, else once more after mending. */
export function readJsonAnswer<T>(text: string, schema: ZodType<T>): JsonAnswer<T> {
  const plain = parse(text);
  if (plain !== undefined) {
    const read = schema.safeParse(plain);
    if (read.success) return { ok: true, value: read.data, repaired: false };
  }
  const mended = mend(text);
  if (mended === undefined) return { ok: false, why: text.trim() ? 'It is not JSON.' : 'It is empty.' };
  const read = schema.safeParse(mended);
  if (read.success) return { ok: true, value: read.data, repaired: true };
  const issue = read.error.issues[0];
  return { ok: false, why: `${issue.path.join('.') || 'The answer'}: ${issue.message}` };
}

function mend(text: string): unknown {
  const bare = text.replace(THINKING, '').trim();
  const fenced = FENCE.exec(bare)?.[1] ?? bare;
  const from = fenced.indexOf('{');
  if (from < 0) return undefined;
  const to = fenced.lastIndexOf('}');
  const whole = fenced.slice(from, to > from ? to + 1 : undefined);
  try {
    return parse(whole) ?? (JSON.parse(jsonrepair(whole)) as unknown);
  } catch {
    return undefined;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
