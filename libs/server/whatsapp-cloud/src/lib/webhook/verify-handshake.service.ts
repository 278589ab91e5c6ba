import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CHANNEL_DIRECTORY, type ChannelDirectory } from '@mailtrixy/server/channels';
import { CLOCK, type Clock } from '@mailtrixy/server/platform/clock';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import { RejectedQueue } from './rejected-queue';

/** Reflected input: nothing but this shape is ever echoed. */
const CHALLENGE = /^[\w.-]{1,256}$/;

export interface VerifyRequest {
  /** The raw query, keys with dots; a doubled parameter is an array. */
  query: Readonly<Record<string, unknown>>;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  remoteIp: string;
  requestId: string;
}

export type VerifyAnswer = { status: 200; challenge: string } | { status: 400 | 403 | 503 };

/** Meta's GET when a callback URL or verify token is set or edited (META-CLOUD-API §2.1). */
@Injectable()
export class VerifyHandshake {
  private readonly pepper = randomBytes(32);

  constructor(
    @Inject(CHANNEL_DIRECTORY) private readonly directory: ChannelDirectory,
    @Inject(RejectedQueue) private readonly rejected: RejectedQueue,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async answer(request: VerifyRequest): Promise<VerifyAnswer> {
    const startedAt = performance.now();
    const { 'hub.mode': mode, 'hub.verify_token': token, 'hub.challenge': challenge } = request.query;
    const list = (reason: 'verify_ok' | 'verify_token_wrong', channels: { channelId: string; workspaceId: string }[]) =>
      this.rejected.add({ method: 'GET', reason, claimed: null, channels, tried: [], receivedAt: this.clock.now(), headers: request.headers, body: Buffer.alloc(0), remoteIp: request.remoteIp, requestId: request.requestId, startedAt });

    if (mode !== 'subscribe' || typeof token !== 'string' || token === '') {
      list('verify_token_wrong', []);
      return { status: 403 };
    }
    let matching: { channelId: string; workspaceId: string }[];
    try {
      matching = (await this.directory.verifyTokens()).filter((stored) => stored.token !== '' && this.same(stored.token, token));
    } catch (error) {
      this.logger.warn({ err: error, requestId: request.requestId }, 'The verify tokens cannot be loaded');
      return { status: 503 };
    }
    if (!matching.length) {
      this.logger.warn({ requestId: request.requestId, remoteIp: request.remoteIp }, 'Webhook verification refused: the Verify Token is different');
      list('verify_token_wrong', []);
      return { status: 403 };
    }
    if (typeof challenge !== 'string' || !CHALLENGE.test(challenge)) return { status: 400 };
    list('verify_ok', matching);
    await Promise.all(matching.map((channel) => this.directory.markWebhookVerified(channel.workspaceId, channel.channelId).catch((error) => this.logger.warn({ err: error, channelId: channel.channelId }, 'The verification could not be noted'))));
    return { status: 200, challenge };
  }

  /** Constant time for texts of any length: both sides are hashed with a key nobody knows. */
  private same(a: string, b: string): boolean {
    const digest = (value: string) => createHmac('sha256', this.pepper).update(value).digest();
    return timingSafeEqual(digest(a), digest(b));
  }
}
