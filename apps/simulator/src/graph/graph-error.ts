import { errorCode } from './error-codes';

/** An answer of Graph that is an error; the members are those of Meta's error object (META §12.1). */
export class GraphError extends Error {
  constructor(
    readonly status: number,
    readonly body: { message: string; type: string; code: number; error_subcode?: number; error_data?: { messaging_product: 'whatsapp'; details: string }; is_transient?: boolean; error_user_title?: string; error_user_msg?: string },
    readonly headers: Record<string, string> = {},
  ) {
    super(body.message);
  }

  get code(): number {
    return this.body.code;
  }
}

/** `(#code) title`, with error_data where details are known (res_error_131056). */
export function graphError(code: number, details = errorCode(code).details, status = errorCode(code).http): GraphError {
  const message = `(#${code}) ${errorCode(code).title}`;
  return new GraphError(status, {
    message,
    type: 'OAuthException',
    code,
    ...(details === undefined ? {} : { error_data: { messaging_product: 'whatsapp' as const, details } }),
  });
}

/** Code 100 of Graph's own parameter check: a sentence and no error_data. */
export function parameterError(sentence: string): GraphError {
  return new GraphError(400, { message: `(#100) ${sentence}`, type: 'OAuthException', code: 100 });
}

/** 100/33, word for word as in res_error_100_33. */
export function unsupportedRequest(method: string, id: string): GraphError {
  return new GraphError(400, {
    message: `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api`,
    type: 'GraphMethodException',
    code: 100,
    error_subcode: 33,
  });
}

/** `Saturday, 21-Nov-26 10:00:00 PST`: the way Graph writes the moment a session ended. */
export function sessionEnd(ms: number): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: 'America/Los_Angeles', weekday: 'long', day: '2-digit', month: 'short', year: '2-digit',
    hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', timeZoneName: 'short',
  }).formatToParts(ms);
  const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? '';
  return `${part('weekday')}, ${part('day')}-${part('month')}-${part('year')} ${part('hour')}:${part('minute')}:${part('second')} ${part('timeZoneName')}`;
}

/** 190 with the subcode that tells why (META §12.2); 463 is res_error_190_expired. */
export function tokenError(subcode: number | null, endedAt: number): GraphError {
  const reasons: Record<number, string> = {
    458: 'Error validating access token: The user has not authorized the application.',
    459: 'Error validating access token: The session has been invalidated because the user needs to log in.',
    460: 'Error validating access token: The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons.',
    463: `Error validating access token: Session has expired on ${sessionEnd(endedAt)}.`,
    464: 'Error validating access token: Sessions for the user are not allowed because the user is not a confirmed user.',
    467: 'Error validating access token: The session is invalid because the user logged out.',
    492: 'Error validating access token: The user must be an administrator.',
  };
  return new GraphError(401, {
    message: (subcode !== null && reasons[subcode]) || 'Invalid OAuth access token - Cannot parse access token',
    type: 'OAuthException',
    code: 190,
    ...(subcode === null ? {} : { error_subcode: subcode }),
  });
}

/** One element of `errors[]` in a failed status (st_late__failed_131047). */
export function asynchronousError(code: number, details?: string): Record<string, unknown> {
  const known = errorCode(code);
  return {
    code,
    title: known.title,
    message: known.title,
    error_data: { details: details ?? known.details ?? `${known.title}.` },
    href: '/documentation/business-messaging/whatsapp/support/error-codes',
  };
}
