import { request } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { ChannelSecretsRepository, ChannelsService } from '@mailtrixy/server/channels';
import { CLOCK, type Clock } from '@mailtrixy/server/platform/clock';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { signBody, testDeliveryBody } from '@mailtrixy/server/whatsapp-cloud';
import { SIGNATURE_MISMATCH, type TestDeliveryResult } from '@mailtrixy/shared/dto';
import { WEBHOOK_PATH } from './webhook-listener';

const TIMEOUT_MS = 5000;

/**
 * Sends an empty delivery, signed with the channel's App Secret, over HTTP to this server's own endpoint: it proves
 * everything but the way from Meta to here. The address is fixed; nobody can aim it.
 */
@Injectable()
export class TestDelivery {
  constructor(
    @Inject(ChannelsService) private readonly channels: ChannelsService,
    @Inject(ChannelSecretsRepository) private readonly secrets: ChannelSecretsRepository,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws DomainError NOT_FOUND */
  async send(workspaceId: string, channelId: string): Promise<TestDeliveryResult> {
    const channel = await this.channels.get(workspaceId, channelId);
    const secret = await this.secrets.openReadable(workspaceId, channelId, 'app_secret');
    if (!secret) return { ok: false, httpStatus: null, tookMs: null, words: 'This channel has no App Secret that can be read. Paste it under Credentials.' };
    const body = testDeliveryBody(new Date(this.clock.now()));
    const startedAt = performance.now();
    const status = await post(this.settings.port, body, `sha256=${signBody(secret, body).toString('hex')}`).catch((error: Error) => error);
    const tookMs = Math.round((performance.now() - startedAt) * 10) / 10;
    if (typeof status !== 'number') return { ok: false, httpStatus: null, tookMs: null, words: `This server could not reach its own endpoint: ${status.message}` };
    return { ok: status === 200, httpStatus: status, tookMs, words: wordsOf(status, channel.status) };
  }
}

function wordsOf(status: number, channelStatus: string): string {
  if (status === 200) return 'Signed with this channel’s App Secret, accepted and stored. It appears in the list within a second.';
  if (status === 403) return channelStatus === 'active' ? `${SIGNATURE_MISMATCH}.` : 'Refused, because the channel is not active: only App Secrets of active channels are tried.';
  return status === 503 ? 'The endpoint is busy or its database is away. Meta would try again; so can you.' : `The endpoint answered HTTP ${status}.`;
}

function post(port: number, body: Buffer, signature: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, path: WEBHOOK_PATH, method: 'POST', timeout: TIMEOUT_MS, headers: { 'content-type': 'application/json', 'content-length': body.length, 'x-hub-signature-256': signature, 'user-agent': 'MailTrixy test delivery' } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    call.once('timeout', () => call.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)));
    call.once('error', reject);
    call.end(body);
  });
}
