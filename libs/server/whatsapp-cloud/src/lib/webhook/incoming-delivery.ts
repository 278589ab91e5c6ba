/** A POST as the raw listener took it. */
export interface IncomingDelivery {
  body: Buffer;
  /** Node's lower-case headers. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  remoteIp: string;
  requestId: string;
  /** performance.now() when the request began. */
  startedAt: number;
}

export type WebhookAnswer = { status: 200 } | { status: 403 } | { status: 503; retryAfterS: number };
