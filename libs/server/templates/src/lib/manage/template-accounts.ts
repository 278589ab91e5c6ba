import { Inject, Injectable } from '@nestjs/common';
import { CHANNEL_ACCESS, CHANNEL_DRIVERS, ChannelError, type ChannelAccess, type ChannelDrivers, type ConnectedChannel, type TemplateProvider } from '@mailtrixy/server/channels';
import { DomainError } from '@mailtrixy/server/platform/errors';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { DataSource } from 'typeorm';
import { channelsOfAccount } from '../sync/account-channels';
import { wantSync } from '../sync/sync-rows';

/** The way to an account at Meta, for what people ask of it. */
@Injectable()
export class TemplateAccounts {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CHANNEL_ACCESS) private readonly channels: ChannelAccess,
    @Inject(CHANNEL_DRIVERS) private readonly drivers: ChannelDrivers,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
  ) {}

  /** Any active channel of the account, the named one first. @throws DomainError TEMPLATE_REFUSED, CHANNEL_NOT_ACTIVE, CHANNEL_PROVIDER_FAILED */
  async connect(workspaceId: string, wabaId: string | null, channelId: string | null = null): Promise<{ channel: ConnectedChannel; provider: TemplateProvider }> {
    if (!wabaId) throw refused('This channel’s WhatsApp Business Account ID is not known. An admin can enter it under Settings → Channels.');
    const active = (await channelsOfAccount(this.dataSource, workspaceId, wabaId, channelId)).find((channel) => channel.active);
    if (!active) throw new DomainError('CHANNEL_NOT_ACTIVE', 'No number of this WhatsApp account is switched on. An admin can activate one under Settings → Channels.');
    const channel = await this.channels.connected(workspaceId, active.id).catch((error: unknown) => {
      throw error instanceof ChannelError ? new DomainError('CHANNEL_PROVIDER_FAILED', error.facts.detail) : error;
    });
    const provider = this.drivers[channel.kind]?.templates;
    if (!provider) throw refused('This kind of channel has no templates.');
    return { channel: { ...channel, wabaId }, provider };
  }

  /**
   * Meta's own words for its refusals. Without an answer nobody knows what happened: the list is read again.
   * @throws DomainError TEMPLATE_REFUSED, CHANNEL_PROVIDER_FAILED
   */
  async ask<T>(workspaceId: string, channel: ConnectedChannel, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ChannelError)) throw error;
      const { title, detail, code } = error.facts;
      if (error.errorClass === 'final') throw refused(title && !title.endsWith('Exception') && !detail.startsWith(title) ? `${title}: ${detail}` : detail);
      if (error.errorClass === 'ambiguous') {
        await wantSync(this.dataSource, workspaceId, channel.wabaId ?? '', channel.id);
        this.doorbell.ring('templates');
        throw new DomainError('CHANNEL_PROVIDER_FAILED', 'Meta did not answer, so it may or may not have been done. MailTrixy reads the list again; look there before you try once more.');
      }
      throw new DomainError('CHANNEL_PROVIDER_FAILED', `Meta did not do it: ${detail}${code === null ? '' : ` (${code})`}`);
    }
  }
}

export function refused(words: string, field?: string): DomainError {
  return new DomainError('TEMPLATE_REFUSED', words, field ? { errors: [{ field, message: words }] } : {});
}
