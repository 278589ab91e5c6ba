import { Inject, Injectable } from '@nestjs/common';
import { CHANNEL_ACCESS, CHANNEL_DRIVERS, type ChannelAccess, type ChannelDriver, type ChannelDrivers, type ChannelState, type ContentDraft } from '@mailtrixy/server/channels';
import { CLOCK, type Clock } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import { DataSource } from 'typeorm';
import { isWindowOpen } from '../conversations/reply-window';

/** The channel of a conversation, read before a transaction begins. */
export interface SendChannel {
  state: ChannelState | null;
  driver: ChannelDriver | null;
  /** Account above the number, whose templates may be sent. */
  wabaId: string | null;
}

/** What must hold before a person's message is queued. A hold is no refusal: the message waits. */
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
    const [row]: { channel_id: Buffer; waba_id: string | null }[] = await this.dataSource.query('SELECT c.channel_id, h.waba_id FROM conversation c LEFT JOIN channel h ON h.id = c.channel_id WHERE c.id = ? AND c.workspace_id = ?', [idToBytes(conversationId), idToBytes(workspaceId)]);
    if (!row) throw notFound('conversation');
    const state = await this.channels.findState(workspaceId, bytesToId(row.channel_id));
    return { state, driver: state ? this.drivers[state.kind] : null, wabaId: row.waba_id };
  }

  /** The same for a conversation that is yet to be made. @throws DomainError NOT_FOUND */
  async channel(workspaceId: string, channelId: string): Promise<SendChannel> {
    const [row]: { waba_id: string | null }[] = await this.dataSource.query('SELECT waba_id FROM channel WHERE id = ? AND workspace_id = ?', [idToBytes(channelId), idToBytes(workspaceId)]);
    const state = row ? await this.channels.findState(workspaceId, channelId) : null;
    if (!row || !state) throw notFound('channel');
    return { state, driver: this.drivers[state.kind], wabaId: row.waba_id };
  }

  /** @throws DomainError CHANNEL_NOT_ACTIVE */
  mayUse({ state, driver }: SendChannel): void {
    if (!state || !driver || state.status !== 'active') throw new DomainError('CHANNEL_NOT_ACTIVE', 'This channel is switched off. An admin can activate it under Settings → Channels.');
  }

  /** @throws DomainError INBOX_MESSAGE_TOO_LONG, INBOX_CONTENT_INVALID with a field for everything that the provider would refuse */
  mayContain({ driver }: SendChannel, draft: ContentDraft): void {
    if (!driver) return;
    // Meta counts characters, not UTF-16 units: an emoji is one.
    const length = [...draft.body].length;
    if (draft.type === 'text' && length > driver.maxTextLength) throw new DomainError('INBOX_MESSAGE_TOO_LONG', `The text has ${length} characters; ${driver.maxTextLength} are allowed. Split it into two messages.`);
    const errors = driver.checkContent(draft);
    if (errors.length) throw new DomainError('INBOX_CONTENT_INVALID', errors[0].message, { errors });
  }

  /** Everything but a template. @throws DomainError INBOX_REPLY_WINDOW_CLOSED */
  mayAnswer(channel: SendChannel, windowExpiresAt: Date | null): void {
    if (!this.isOpen(channel, windowExpiresAt)) throw new DomainError('INBOX_REPLY_WINDOW_CLOSED', 'More than 24 hours have passed since the customer last wrote. WhatsApp only allows approved templates now.');
  }

  isOpen({ state, driver }: SendChannel, windowExpiresAt: Date | null): boolean {
    return state !== null && driver !== null && isWindowOpen(this.clock, driver.replyWindowMs, windowExpiresAt);
  }
}
