import { ChannelError, whatsAppError, type WhatsAppError } from '@mailtrixy/server/channels';

type CodeRule = Pick<WhatsAppError, 'class' | 'scope' | 'hold' | 'pauseMs'>;

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

/** First pause of an HTTP 429 whose code we do not know. */
const UNKNOWN_LIMIT_PAUSE_MS = 5000;

/** The rule of a code (the table is in channels); unknown codes go by the HTTP status (META-CLOUD-API §12.2, last line). */
export function ruleOf(code: number | null, subcode: number | null, httpStatus: number): CodeRule {
  // "Unsupported post request. Object with ID … does not exist": wrong number id, or the token has no access to it.
  if (code === 100 && subcode === 33) return { class: 'hold', hold: 'permission' };
  const known = code === null ? null : whatsAppError(code);
  if (known) return known;
  if (httpStatus === 429) return { class: 'throttle', scope: 'channel', pauseMs: UNKNOWN_LIMIT_PAUSE_MS };
  return { class: httpStatus >= 500 ? 'ambiguous' : 'final' };
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
