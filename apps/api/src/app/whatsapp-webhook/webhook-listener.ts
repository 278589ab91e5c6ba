import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Logger } from '@mailtrixy/server/platform/logging';
import { failpoint } from '@mailtrixy/server/platform/failpoints';
import type { IncomingDelivery, WebhookAnswer } from '@mailtrixy/server/whatsapp-cloud';
import { endAfterBody } from '../http';
import { clientAddress } from './client-address';
import { BodyError, readBody } from './read-body';

export const WEBHOOK_PATH = '/api/webhooks/whatsapp';

/** Requests and bytes in memory at once; beyond them 503, Meta tries again. */
const IN_FLIGHT_MAX = 512;
const IN_FLIGHT_BYTES_MAX = 256 * 1024 * 1024;
const BUSY: WebhookAnswer = { status: 503, retryAfterS: 2 };

/** What answers a delivery; from Nest's container. */
export interface DeliveryReceiver {
  receive(delivery: IncomingDelivery): Promise<WebhookAnswer>;
}

export interface WebhookListenerOptions {
  logger: Logger;
  trustedProxies: number;
  /** Told for every answer, for /metrics. */
  count?: (status: number, seconds: number) => void;
}

export interface WebhookListener {
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** From now on deliveries are taken; before, every one gets 503. */
  attach(receiver: DeliveryReceiver): void;
  /** From now on 503 with `connection: close`; resolves when every taken delivery is answered. */
  close(): Promise<void>;
}

/**
 * POST /api/webhooks/whatsapp on the bare http.Server (PERF §1 says why). What Fastify does for other routes is done
 * here: request id, access log, limits, body time-out.
 */
export function createWebhookListener({ logger, trustedProxies, count }: WebhookListenerOptions): WebhookListener {
  const idPrefix = `wh-${process.pid.toString(36)}-${Date.now().toString(36)}-`;
  let receiver: DeliveryReceiver | null = null;
  let closing = false;
  let requests = 0;
  let bytes = 0;
  let sequence = 0;
  let idle: (() => void) | null = null;

  async function take(request: IncomingMessage, startedAt: number, requestId: string, remoteIp: string): Promise<WebhookAnswer | { status: 408 | 413 | 415; close: true } | null> {
    if (!receiver || closing || requests > IN_FLIGHT_MAX || bytes > IN_FLIGHT_BYTES_MAX) return BUSY;
    let held = 0;
    try {
      const body = await readBody(request, (length) => {
        held += length;
        bytes += length;
      });
      return await receiver.receive({ body, headers: request.headers, remoteIp, requestId, startedAt });
    } catch (error) {
      if (error instanceof BodyError) return error.status === null ? null : { status: error.status, close: true };
      throw error;
    } finally {
      bytes -= held;
    }
  }

  return {
    handle(request, response) {
      const startedAt = performance.now();
      const requestId = idPrefix + (sequence++).toString(36);
      const remoteIp = clientAddress(request, trustedProxies);
      requests++;
      take(request, startedAt, requestId, remoteIp)
        .catch((error: unknown): WebhookAnswer => {
          logger.error({ err: error, requestId }, 'The webhook listener failed');
          return BUSY;
        })
        .then((answer) => {
          if (answer) {
            if (answer.status === 200) failpoint('in.after_commit_before_200');
            send(request, response, answer, requestId, closing);
            if (answer.status === 200) failpoint('in.after_200');
          }
          const ms = performance.now() - startedAt;
          count?.(answer?.status ?? 499, ms / 1000);
          // Every accepted delivery is a row in Logs already; the line for it is for tracing.
          logger[answer?.status === 200 ? 'debug' : 'info']({ requestId, method: 'POST', path: WEBHOOK_PATH, status: answer?.status ?? 499, ms: Math.round(ms * 10) / 10, ip: remoteIp }, 'request');
          if (--requests === 0) idle?.();
        });
    },
    attach(service) {
      receiver = service;
    },
    close() {
      closing = true;
      return requests === 0 ? Promise.resolve() : new Promise((resolve) => (idle = resolve));
    },
  };
}

const OK_BODY = 'EVENT_RECEIVED';

function send(request: IncomingMessage, response: ServerResponse, answer: WebhookAnswer | { status: number; close: true }, requestId: string, closing: boolean): void {
  if (response.destroyed) return;
  if (answer.status === 200) {
    const headers: OutgoingHttpHeaders = { 'content-type': 'text/plain', 'content-length': OK_BODY.length, 'x-request-id': requestId };
    if (closing) headers['connection'] = 'close';
    response.writeHead(200, headers).end(OK_BODY);
    return;
  }
  const headers: OutgoingHttpHeaders = { 'content-length': 0, 'x-request-id': requestId };
  if ('retryAfterS' in answer) headers['retry-after'] = String(answer.retryAfterS);
  if (!request.complete) return endAfterBody(request, response, answer.status, headers);
  if (closing) headers['connection'] = 'close';
  response.writeHead(answer.status, headers).end();
}
