import { ProblemError } from './problem-error';

const MAX_DEPTH = 64;
/** Half a character, as a client may cut one, is refused by JSON columns: it becomes the replacement character. */
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * A request body as JSON.
 * @throws ProblemError BODY_NOT_JSON for broken or deeply nested text, and for keys that could reach a prototype
 */
export function parseJsonBody(text: string): unknown {
  if (text === '') return undefined;
  assertShallow(text);
  try {
    return JSON.parse(text, checked);
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw new ProblemError('BODY_NOT_JSON', 400, 'The body is not valid JSON.');
  }
}

function checked(this: unknown, key: string, value: unknown): unknown {
  if (FORBIDDEN_KEYS.has(key) && !Array.isArray(this)) throw new ProblemError('BODY_NOT_JSON', 400, `The body has a key that is not allowed: ${key}.`);
  if (key.search(LONE_SURROGATE) >= 0) throw new ProblemError('BODY_NOT_JSON', 400, 'The body has a key with half a character in it.');
  return typeof value === 'string' ? value.replace(LONE_SURROGATE, '\ufffd') : value;
}

/** Counted in the text, because JSON.parse itself and everything after it recurse. */
function assertShallow(text: string): void {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === 0x5c) index++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > MAX_DEPTH) throw new ProblemError('BODY_NOT_JSON', 400, `The body is nested more than ${MAX_DEPTH} levels deep.`);
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
}
