import type { Readable } from 'node:stream';
import { Inject, Injectable, Optional } from '@nestjs/common';
import { ChannelError } from '@mailtrixy/server/channels';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { EgressClient, EgressError, type EgressResponse, type EgressStream } from '@mailtrixy/server/platform/egress';
import type { ChannelMode } from '@mailtrixy/shared/dto';
import { ProviderCalls, type CallSubject } from '../calls/provider-calls';
import { toChannelError } from './graph-errors';

export interface GraphCall {
  mode: ChannelMode;
  method: 'GET' | 'POST' | 'DELETE';
  /** After the version, e.g. `/118820043377615/messages`; may carry a query, never a token. */
  path: string;
  accessToken: string;
  body?: unknown;
  /** A file instead of a JSON body; a content-length is among its headers. */
  file?: { stream: Readable; headers: Record<string, string> };
  /** The upload of example files wants the word OAuth; everything else Bearer. */
  scheme?: 'Bearer' | 'OAuth';
  timeoutMs?: number;
  /** What Logs say of it; absent where the call has a row of its own or belongs to no channel. */
  about?: CallSubject;
}

export interface GraphAnswer<T> {
  data: T;
  httpStatus: number;
  tookMs: number;
}

/** Longer than Meta usually takes, so that few sends end up unconfirmed. */
const SEND_TIMEOUT_MS = 20_000;
/** For a file's first byte, and between two of them. */
const FILE_IDLE_MS = 30_000;

/** Calls Graph and turns everything but a readable 2xx into a ChannelError. */
@Injectable()
export class GraphClient {
  constructor(
    private readonly egress: EgressClient,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Optional() private readonly calls?: ProviderCalls,
  ) {}

  /** @throws ChannelError */
  async call<T>(call: GraphCall): Promise<GraphAnswer<T>> {
    return call.about ? this.listed(call.about, () => this.perform<T>(call)) : this.perform<T>(call);
  }

  /** Carries a call out and lists it in Logs, however it ends. */
  async listed<T extends { httpStatus?: number; status?: number }>(about: CallSubject, perform: () => Promise<T>): Promise<T> {
    const [at, startedAt] = [new Date(), performance.now()];
    const add = (httpStatus: number | null, error: ChannelError | null) =>
      this.calls?.add({ ...about, at, httpStatus, tookMs: performance.now() - startedAt, error: error && { code: error.facts.code, title: error.facts.title, detail: error.facts.detail, traceId: error.facts.traceId ?? null } });
    try {
      const answer = await perform();
      add(answer.httpStatus ?? answer.status ?? 200, null);
      return answer;
    } catch (error) {
      if (error instanceof ChannelError) add(error.facts.httpStatus, error);
      throw error;
    }
  }

  private async perform<T>(call: GraphCall): Promise<GraphAnswer<T>> {
    const answer = await this.request(call);
    if (answer.status < 200 || answer.status > 299) throw toChannelError(answer.status, answer.body, answer.headers['retry-after']);
    try {
      return { data: JSON.parse(answer.body) as T, httpStatus: answer.status, tookMs: answer.tookMs };
    } catch {
      throw unreadable(answer.status);
    }
  }

  /**
   * Opens a file at an address that Graph named; the credential goes along, to Meta's own hosts only.
   * @throws ChannelError
   */
  async download(mode: ChannelMode, url: string, accessToken: string, signal: AbortSignal): Promise<EgressStream> {
    try {
      // Some clients got errors without a user-agent (META-CLOUD-API §9).
      return await this.egress.download({ mode, url, headers: { authorization: `Bearer ${accessToken}`, 'user-agent': 'MailTrixy' }, idleMs: FILE_IDLE_MS, signal });
    } catch (error) {
      throw toUnanswered(error);
    }
  }

  private async request(call: GraphCall): Promise<EgressResponse> {
    try {
      return await this.egress.request({
        mode: call.mode,
        method: call.method,
        path: `/${this.settings.graphVersion}${call.path}`,
        headers: { authorization: `${call.scheme ?? 'Bearer'} ${call.accessToken}`, ...(call.body === undefined ? call.file?.headers : { 'content-type': 'application/json' }) },
        body: call.body === undefined ? call.file?.stream : JSON.stringify(call.body),
        timeoutMs: call.timeoutMs ?? SEND_TIMEOUT_MS,
      });
    } catch (error) {
      throw toUnanswered(error);
    }
  }
}

function toUnanswered(error: unknown): unknown {
  if (!(error instanceof EgressError)) return error;
  return new ChannelError(error.sent ? 'ambiguous' : 'not_sent', { code: null, title: error.sent ? 'No answer from Meta' : 'Meta could not be reached', detail: error.reason, httpStatus: null });
}

/** A 2xx that cannot be read: the request was carried out, its result is unknown. */
export function unreadable(httpStatus: number): ChannelError {
  return new ChannelError('ambiguous', { code: null, title: 'Unreadable answer', detail: `Meta answered HTTP ${httpStatus} with a body that cannot be read.`, httpStatus });
}
