import { ChannelError, type ChannelErrorClass } from '@mailtrixy/server/channels';

/**
 * What each Graph error code means for a send.
 * Source: Meta, WhatsApp Cloud API error codes (2026-09-11); classes after "safe to replay", "stop the channel" and "careful".
 */
interface CodeRule {
  class: ChannelErrorClass;
  scope?: 'conversation' | 'channel';
  hold?: 'token_invalid' | 'permission' | 'account_locked' | 'billing';
  /** First pause of a throttle, milliseconds. */
  pauseMs?: number;
}

const throttle = (scope: 'conversation' | 'channel', pauseMs: number): CodeRule => ({ class: 'throttle', scope, pauseMs });
const hold = (reason: NonNullable<CodeRule['hold']>): CodeRule => ({ class: 'hold', hold: reason });
const ambiguous: CodeRule = { class: 'ambiguous' };

const RULES: ReadonlyMap<number, CodeRule> = new Map([
  [4, throttle('channel', 60_000)],
  [80007, throttle('channel', 60_000)],
  [130429, throttle('channel', 1000)],
  [131048, throttle('channel', 3_600_000)],
  [131056, throttle('conversation', 4000)],
  [0, hold('token_invalid')],
  [102, hold('token_invalid')],
  [190, hold('token_invalid')],
  [3, hold('permission')],
  [10, hold('permission')],
  [131005, hold('permission')],
  [33, hold('permission')],
  [131031, hold('account_locked')],
  [368, hold('account_locked')],
  [131045, hold('account_locked')],
  [133010, hold('account_locked')],
  [131042, hold('billing')],
  // Meta says back-off, but a 5xx may still have been carried out: only a status can tell.
  [1, ambiguous],
  [2, ambiguous],
  [131000, ambiguous],
  [131016, ambiguous],
  [131057, ambiguous],
  [133004, ambiguous],
  [2494100, ambiguous],
]);

export interface GraphErrorBody {
  error?: {
    message?: string;
    type?: string;
    code?: number;
    error_subcode?: number;
    error_user_title?: string;
    error_user_msg?: string;
    error_data?: { details?: string } | string;
    fbtrace_id?: string;
  };
}

/** The rule of a code; unknown codes go by the HTTP status. */
export function ruleOf(code: number | null, subcode: number | null, httpStatus: number): CodeRule {
  if (code !== null && code >= 200 && code <= 299) return hold('permission');
  // "Unsupported post request. Object with ID … does not exist": wrong number id, or the token has no access to it.
  if (code === 100 && subcode === 33) return hold('permission');
  const known = code === null ? undefined : RULES.get(code);
  if (known) return known;
  if (httpStatus === 429) return throttle('channel', 5000);
  if (httpStatus >= 500) return ambiguous;
  return { class: 'final' };
}

/** A non-2xx answer of Graph as the one error that drivers throw. */
export function toChannelError(httpStatus: number, text: string, retryAfter: string | undefined): ChannelError {
  const { error } = readBody(text);
  const code = typeof error?.code === 'number' ? error.code : null;
  const subcode = typeof error?.error_subcode === 'number' ? error.error_subcode : null;
  const rule = ruleOf(code, subcode, httpStatus);
  const details = typeof error?.error_data === 'object' ? error.error_data.details : undefined;
  return new ChannelError(rule.class, {
    code,
    subcode,
    title: error?.error_user_title ?? error?.type ?? `HTTP ${httpStatus}`,
    detail: details ?? error?.error_user_msg ?? error?.message ?? `Meta answered HTTP ${httpStatus} without a readable reason.`,
    httpStatus,
    traceId: error?.fbtrace_id ?? null,
    ...(rule.class === 'throttle' ? { throttleScope: rule.scope, retryAfterMs: retryAfterMs(retryAfter) ?? rule.pauseMs } : {}),
    ...(rule.hold ? { holdReason: rule.hold } : {}),
  });
}

function readBody(text: string): GraphErrorBody {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? (body as GraphErrorBody) : {};
  } catch {
    // A proxy's HTML page, or a body cut short.
    return {};
  }
}

function retryAfterMs(header: string | undefined): number | null {
  const seconds = Number(header);
  return header && Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
}
