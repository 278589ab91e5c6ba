import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CHANNEL_ACCESS, ChannelError, type ChannelAccess } from '@mailtrixy/server/channels';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import Redis from 'ioredis';
import { DataSource } from 'typeorm';
import { mustWrite, type Actor } from '../conversations/actor';
import { SendRules } from '../outbound/send-rules';

/** WhatsApp shows it for 25 s; more often it is said to nobody's use. */
const AT_MOST_EVERY_MS = 20_000;

/** Tells the customer that somebody types. A courtesy: nothing of it is stored, and no failure reaches the person who types. */
@Injectable()
export class TypingSignal implements OnApplicationShutdown {
  private readonly redis: Redis;
  private readonly prefix: string;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CHANNEL_ACCESS) private readonly channels: ChannelAccess,
    @Inject(SendRules) private readonly rules: SendRules,
    @Inject(SETTINGS) settings: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.prefix = `mx-${settings.instance}:typing`;
    this.redis = new Redis(settings.redisUrl, { lazyConnect: true, enableOfflineQueue: true, maxRetriesPerRequest: 1, commandTimeout: 500, retryStrategy: (times) => Math.min(100 * times, 2000) });
    // Without a listener ioredis prints every failed connection.
    this.redis.on('error', () => undefined);
  }

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }

  /**
   * Does nothing unless the channel's setting says so, the window is open and the last signal is 20 s old. WhatsApp takes
   * the customer's messages as read with it, so a channel that never tells of reading does not tell of typing either.
   * @returns whether the customer was told
   * @throws DomainError NOT_FOUND, FORBIDDEN
   */
  async signal(workspaceId: string, actor: Actor, conversationId: string): Promise<boolean> {
    mustWrite(actor);
    const channel = await this.rules.channelOf(workspaceId, conversationId);
    const { state, driver } = channel;
    if (!state || !driver?.sendTyping || state.status !== 'active' || state.sendHold || !state.settings.typingSignal || state.settings.readReceipts === 'never') return false;
    const newest = await this.newestInbound(conversationId);
    if (!newest || !this.rules.isOpen(channel, newest.windowExpiresAt) || !(await this.isDue(conversationId))) return false;
    try {
      await driver.sendTyping(await this.channels.connected(workspaceId, state.id), newest.externalId);
      return true;
    } catch (error) {
      if (!(error instanceof ChannelError)) throw error;
      this.logger.info({ conversationId, code: error.facts.code, reason: error.facts.title }, 'The typing signal was not taken');
      return false;
    }
  }

  private async newestInbound(conversationId: string): Promise<{ externalId: string; windowExpiresAt: Date | null } | null> {
    const [row]: { external_id: string; expires_at: Date | null }[] = await this.dataSource.query(
      `SELECT m.external_id, w.expires_at FROM message m JOIN conversation c ON c.id = m.conversation_id LEFT JOIN reply_window w ON w.channel_id = c.channel_id AND w.contact_id = c.contact_id
        WHERE m.conversation_id = ? AND m.direction = 'in' AND m.external_id IS NOT NULL ORDER BY m.seq DESC LIMIT 1`,
      [idToBytes(conversationId)],
    );
    return row ? { externalId: row.external_id, windowExpiresAt: row.expires_at } : null;
  }

  /** One answer for all API processes. Redis down: no signal, for nobody could count it. */
  private async isDue(conversationId: string): Promise<boolean> {
    try {
      return (await this.redis.set(`${this.prefix}:${conversationId}`, '1', 'PX', AT_MOST_EVERY_MS, 'NX')) === 'OK';
    } catch {
      return false;
    }
  }
}
