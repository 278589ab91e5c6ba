import { Inject, Injectable } from '@nestjs/common';
import { CHANNEL_ACCESS, CHANNEL_DRIVERS, type ChannelAccess, type ChannelDriver, type ChannelDrivers, type ChannelState } from '@mailtrixy/server/channels';
import { CLOCK, type Clock } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import { DataSource } from 'typeorm';
import { isWindowOpen } from '../conversations/reply-window';

/** The channel of a conversation, read before a transaction begins. */
export interface SendChannel {
  state: ChannelState | null;
  driver: ChannelDriver | null;
}

/** What must hold before a person's text is queued. A hold is no refusal: the message waits. */
@Injectable()
export class SendRules {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CHANNEL_ACCESS) private readonly channels: ChannelAccess,
    @Inject(CHANNEL_DRIVERS) private readonly drivers: ChannelDrivers,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Call it before the transaction: inside, it would wait for a second connection while holding one, and a full pool
   * would wait for itself.
   * @throws DomainError NOT_FOUND
   */
  async channelOf(workspaceId: string, conversationId: string): Promise<SendChannel> {
    const [row]: { channel_id: Buffer }[] = await this.dataSource.query('SELECT channel_id FROM conversation WHERE id = ? AND workspace_id = ?', [idToBytes(conversationId), idToBytes(workspaceId)]);
    if (!row) throw notFound('conversation');
    const state = await this.channels.findState(workspaceId, bytesToId(row.channel_id));
    return { state, driver: state ? this.drivers[state.kind] : null };
  }

  /** @throws DomainError CHANNEL_NOT_ACTIVE, INBOX_REPLY_WINDOW_CLOSED, INBOX_MESSAGE_TOO_LONG */
  check({ state, driver }: SendChannel, windowExpiresAt: Date | null, body: string): void {
    if (!state || !driver || state.status !== 'active') throw new DomainError('CHANNEL_NOT_ACTIVE', 'This channel is switched off. An admin can activate it under Settings → Channels.');
    // Meta counts characters, not UTF-16 units: an emoji is one.
    const length = [...body].length;
    if (length > driver.maxTextLength) throw new DomainError('INBOX_MESSAGE_TOO_LONG', `The text has ${length} characters; ${driver.maxTextLength} are allowed. Split it into two messages.`);
    if (!isWindowOpen(this.clock, driver.replyWindowMs, windowExpiresAt)) {
      throw new DomainError('INBOX_REPLY_WINDOW_CLOSED', 'More than 24 hours have passed since the customer last wrote. WhatsApp only allows approved templates now.');
    }
  }
}
