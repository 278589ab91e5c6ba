import { ChangeDetectionStrategy, Component, DestroyRef, computed, inject, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { ChannelFrames, ChannelsStore, whileVisible } from '@mailtrixy/web/channels/data-access';
import { ChannelTile, cardHealth } from '@mailtrixy/web/channels/ui';
import { Button, Chip, ErrorCard, Icon, Loading, Menu, type MenuEntry, MenuTrigger, Skeleton, iconChevronDown, iconInfo, iconPlug, iconPlus, iconRefreshCw } from '@mailtrixy/web/shared/ui';
import { ApiProblem, Toasts, formatAgo, formatFull } from '@mailtrixy/web/shared/util';

type NewChannel = 'whatsapp' | 'simulator';

@Component({
  selector: 'mx-channels-page',
  imports: [Button, ChannelTile, Chip, ErrorCard, Icon, Loading, Menu, MenuTrigger, RouterLink, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'st-page', 'data-testid': 'channels-page' },
  templateUrl: './channels-page.html',
})
export class ChannelsPage {
  protected readonly store = inject(ChannelsStore);
  private readonly router = inject(Router);
  private readonly toasts = inject(Toasts);
  private readonly now = signal(Date.now());
  protected readonly making = signal(false);
  protected readonly checking = signal(false);
  protected readonly icons = { plus: iconPlus, down: iconChevronDown, refresh: iconRefreshCw, plug: iconPlug, info: iconInfo };
  protected readonly addEntries = computed<MenuEntry<NewChannel>[]>(() => [
    { value: 'whatsapp', label: 'WhatsApp', hint: 'about 6 minutes' },
    { value: 'simulator', label: 'Simulator', hint: this.store.sandbox() ? 'already there' : '3 seconds', disabled: this.store.sandbox() !== null },
  ]);
  protected readonly cards = computed(() =>
    this.store.channels()?.map((channel) => ({
      ...channel,
      shown: cardHealth(channel),
      link: channel.status === 'setup' && channel.mode === 'live' ? ['/settings/channels/new/whatsapp'] : ['/settings/channels', channel.id, 'overview'],
      query: channel.status === 'setup' && channel.mode === 'live' ? { channel: channel.id } : {},
      lastIn: this.ago(channel.lastInboundAt),
      lastOut: this.ago(channel.lastOutboundAt),
    })),
  );
  protected readonly facts = computed(() => {
    const channels = this.store.channels();
    if (!channels) return '';
    if (channels.length === 0) return 'Nothing connected yet';
    const live = channels.filter((channel) => channel.mode === 'live').length;
    return `${channels.length} connected · ${live} live, ${channels.length - live} simulated`;
  });

  constructor() {
    void this.store.load();
    whileVisible(15_000, () => {
      this.now.set(Date.now());
      void this.store.load();
    });
    const frames = inject(ChannelFrames);
    inject(DestroyRef).onDestroy(frames.listen((frame) => (frame.channel ? this.store.apply(frame.channel) : this.store.reloadSoon())));
  }

  protected async add(kind: NewChannel): Promise<void> {
    if (kind === 'whatsapp') await this.router.navigate(['/settings/channels/new/whatsapp']);
    else await this.addSandbox();
  }

  protected async addSandbox(): Promise<void> {
    if (this.making()) return;
    this.making.set(true);
    try {
      await this.store.createSandbox();
      await this.router.navigate(['/simulator']);
    } catch (error) {
      this.toasts.error(`The simulator could not be set up: ${ApiProblem.from(error).message}`);
    } finally {
      this.making.set(false);
    }
  }

  protected async checkAll(): Promise<void> {
    if (this.checking()) return;
    this.checking.set(true);
    try {
      await this.store.checkAll();
    } catch (error) {
      this.toasts.error(`The check stopped: ${ApiProblem.from(error).message}`);
    } finally {
      this.checking.set(false);
    }
  }

  private ago(at: string | null): { words: string; full: string } {
    return at === null ? { words: 'never', full: '' } : { words: formatAgo(at, this.now()), full: formatFull(at) };
  }
}
