import { Inject, Injectable } from '@nestjs/common';
import { CHANNEL_ACCESS, CHANNEL_DRIVERS, ChannelError, type ChannelAccess, type ChannelDrivers, type ConnectedChannel, type TemplateProvider } from '@mailtrixy/server/channels';
import { inTransaction } from '@mailtrixy/server/platform/database';
import { failpoint } from '@mailtrixy/server/platform/failpoints';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { DataSource } from 'typeorm';
import { announceTemplates, channelsOfAccount } from './account-channels';
import { clearStaging, isStorable, stage, staged } from './staging';
import { swapTemplates } from './swap-templates';
import { enrolAccounts, failSync, finishSync, leaseSync, lockOwn, renewSync, type SyncLease } from './sync-rows';

/** More pages than any account may have (6,000 templates, every one in some languages): the listing goes round in circles. */
const PAGES_MAX = 1000;

/** Somebody else took this sync over; what we read is thrown away. */
class LostLease extends Error {}

/**
 * Reads the templates of an account into staging, and swaps them in only when every page arrived. One at a time per
 * account, whatever number of workers looks.
 */
@Injectable()
export class TemplateSyncRunner {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CHANNEL_ACCESS) private readonly channels: ChannelAccess,
    @Inject(CHANNEL_DRIVERS) private readonly drivers: ChannelDrivers,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Accounts of new channels get their first sync. */
  async enrol(): Promise<void> {
    await enrolAccounts(this.dataSource);
  }

  /** Does one due sync. @returns whether there may be more */
  async runNext(): Promise<boolean> {
    const lease = await leaseSync(this.dataSource);
    if (!lease) return false;
    try {
      await this.announce(lease);
      await this.read(lease);
      failpoint('templates.before_swap');
      await this.swap(lease);
    } catch (error) {
      if (error instanceof LostLease) return true;
      if (!(error instanceof ChannelError)) this.logger.error({ err: error, wabaId: lease.wabaId }, 'A template sync failed');
      await this.fail(lease, error);
    }
    return true;
  }

  private async read(lease: SyncLease): Promise<void> {
    const { channel, provider } = await this.connect(lease);
    const cursors = new Set<string>();
    let after: string | null = null;
    let seen = 0;
    do {
      const page: Awaited<ReturnType<TemplateProvider['listPage']>> = await provider.listPage(channel, after);
      const items = page.items.filter(isStorable);
      if (items.length < page.items.length) this.logger.warn({ wabaId: lease.wabaId, skipped: page.items.length - items.length }, 'Meta listed templates whose name or language cannot be stored');
      seen += items.length;
      await inTransaction(this.dataSource, async (tx) => {
        if (!(await renewSync(tx, lease, seen))) throw new LostLease();
        await stage(tx, lease, items);
        if (page.after !== null) await announceTemplates(tx, lease.workspaceId, lease.wabaId);
      });
      after = page.after;
      if (after !== null) {
        this.doorbell.ringOutbox();
        if (cursors.has(after) || cursors.size >= PAGES_MAX) throw new ChannelError('final', { code: null, title: 'Endless list', detail: 'Meta’s list of templates does not come to an end.', httpStatus: null });
        cursors.add(after);
      }
    } while (after !== null);
  }

  private async swap(lease: SyncLease): Promise<void> {
    await inTransaction(this.dataSource, async (tx) => {
      if ((await lockOwn(tx, lease)).changed) throw new LostLease();
      const listed = await staged(tx, lease);
      const changed = await swapTemplates(tx, lease, listed);
      await clearStaging(tx, lease);
      await finishSync(tx, lease, listed.length, changed);
      await announceTemplates(tx, lease.workspaceId, lease.wabaId);
    });
    this.doorbell.ringOutbox();
  }

  private async fail(lease: SyncLease, error: unknown): Promise<void> {
    const words = error instanceof ChannelError ? error.facts.detail || error.facts.title : 'MailTrixy could not store the templates. The server’s log says why.';
    await inTransaction(this.dataSource, async (tx) => {
      if ((await lockOwn(tx, lease)).changed) return;
      await clearStaging(tx, lease);
      await failSync(tx, lease, words);
      await announceTemplates(tx, lease.workspaceId, lease.wabaId);
    });
    this.doorbell.ringOutbox();
  }

  private async announce({ workspaceId, wabaId }: SyncLease): Promise<void> {
    await inTransaction(this.dataSource, (tx) => announceTemplates(tx, workspaceId, wabaId));
    this.doorbell.ringOutbox();
  }

  /** Any active channel of the account will do; one may have lost its token. */
  private async connect({ workspaceId, wabaId, channelId }: SyncLease): Promise<{ channel: ConnectedChannel; provider: TemplateProvider }> {
    let refusal: unknown = new ChannelError('hold', { code: null, title: 'No channel', detail: 'No channel of this WhatsApp account is switched on.', httpStatus: null });
    for (const { id, active } of await channelsOfAccount(this.dataSource, workspaceId, wabaId, channelId)) {
      if (!active) continue;
      try {
        const channel = await this.channels.connected(workspaceId, id);
        const provider = this.drivers[channel.kind]?.templates;
        if (provider) return { channel: { ...channel, wabaId }, provider };
      } catch (error) {
        refusal = error;
      }
    }
    throw refusal;
  }
}
