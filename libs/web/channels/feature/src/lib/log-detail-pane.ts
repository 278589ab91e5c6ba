import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { LogDetail, LogHint, LogItem } from '@mailtrixy/shared/dto';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { ChannelStore, ChannelsApi, LogsStore } from '@mailtrixy/web/channels/data-access';
import { Banner, Button, Chip, ErrorCard, Icon, IconButton, Loading, Progress, Skeleton, iconArrowDown, iconArrowUp, iconCircleCheck, iconCircleX, iconExternalLink, iconLink, iconLock, iconX } from '@mailtrixy/web/shared/ui';
import { Announcer, ApiProblem, Toasts, copyText } from '@mailtrixy/web/shared/util';
import { LogCode } from './log-code';
import { LogLifeSteps } from './log-life';
import { LogPayload } from './log-payload';
import { formatTook } from './took';

const ACTION_LABELS: Readonly<Record<NonNullable<LogHint['action']>, string>> = {
  paste_app_secret: 'Paste new App Secret',
  recheck: 'Re-check',
  copy_verify_token: 'Copy token',
  replay: 'Replay',
  replace_token: 'Replace token',
  open_channel: 'Open overview',
  add_channel: 'Add a channel with it',
  open_templates: 'Open templates',
  open_meta_app: 'Open Meta',
  open_billing: 'Open billing',
};

/** One log row in full: what, why, what to do, and the proof. */
@Component({
  selector: 'mx-log-detail-pane',
  imports: [Banner, Button, Chip, ErrorCard, Icon, IconButton, Loading, LogCode, LogLifeSteps, LogPayload, Progress, RouterLink, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'st-det', role: 'region', 'aria-label': 'Log entry', 'data-testid': 'log-detail' },
  templateUrl: './log-detail-pane.html',
})
export class LogDetailPane {
  protected readonly store = inject(LogsStore);
  private readonly channelStore = inject(ChannelStore);
  private readonly api = inject(ChannelsApi);
  private readonly router = inject(Router);
  private readonly toasts = inject(Toasts);
  private readonly announcer = inject(Announcer);
  readonly channelId = input.required<string>();
  readonly closed = output();
  readonly stepped = output<1 | -1>();
  /** Another row that belongs to the same message. */
  readonly opened = output<string>();
  /** Leads see what happened; keys, secrets and replays are an admin's. */
  protected readonly manages = inject(SessionStore).can('channels.manage');
  protected readonly copied = signal<string | null>(null);
  protected readonly labels = ACTION_LABELS;
  protected readonly icons = { up: iconArrowUp, down: iconArrowDown, close: iconX, link: iconLink, lock: iconLock, ok: iconCircleCheck, bad: iconCircleX, out: iconExternalLink };
  protected readonly callbackUrl = computed(() => this.channelStore.channel()?.callbackUrl ?? '');
  protected readonly heldCount = computed(() => (this.store.detail()?.state === 'rejected' ? (this.store.counts()?.rejected ?? 0) : 0));
  protected readonly matches = computed(() => this.store.recheckResult()?.matches === true);
  protected readonly contentLength = computed(() => {
    const detail = this.store.detail();
    const header = detail && headerOf(detail, 'content-length');
    if (!detail || !header) return null;
    return Number(header) === detail.payloadBytes ? 'complete' : `Content-Length says ${header}: something on the way changed the body`;
  });
  /** What a proxy leaves behind, when the signature fails although the secret is right. */
  protected readonly proxyHint = computed(() => {
    const detail = this.store.detail();
    if (!detail || detail.state !== 'rejected') return null;
    const via = headerOf(detail, 'via') ?? headerOf(detail, 'x-forwarded-for');
    return via ? `It came through a proxy (${via}). A proxy may be changing the body.` : null;
  });
  protected readonly dead = computed(() => this.store.detail()?.items.filter((item) => item.state === 'dead').length ?? 0);

  protected headerRows(detail: LogDetail): [string, string][] {
    return Object.entries(detail.headers);
  }

  /** A refused delivery stops at its signature: the step that failed was reached although nothing came after it. */
  protected reached(step: LogDetail['timeline'][number]): boolean {
    return step.at !== null || step.ms !== null;
  }

  protected readonly took = formatTook;

  protected itemWords(item: LogItem): string {
    return { ready: item.attempts > 0 ? `Waits, ${item.attempts} tries so far` : 'Waiting', done: item.attempts > 1 ? `Done at try ${item.attempts}` : 'Done', dead: `Gave up after ${item.attempts} tries`, foreign: item.number ? `For number …${item.number.slice(-4)}` : 'For another channel' }[item.state];
  }

  protected async act(action: NonNullable<LogHint['action']>): Promise<void> {
    switch (action) {
      case 'recheck':
        return this.recheck();
      case 'replay':
        return this.replay();
      case 'copy_verify_token':
        return this.copyVerifyToken();
      case 'paste_app_secret':
        return this.credentials('appSecret');
      case 'replace_token':
        return this.credentials('accessToken');
      case 'open_channel':
        await this.router.navigate(['/settings/channels', this.channelId(), 'overview']);
        return;
      case 'add_channel':
        await this.router.navigate(['/settings/channels/new/whatsapp'], { queryParams: { number: this.store.detail()?.items.find(({ number }) => number)?.number ?? null } });
        return;
      case 'open_templates':
        await this.router.navigate(['/settings/templates']);
        return;
      case 'open_meta_app':
        return this.openMeta(this.channelStore.channel()?.appId ? `https://developers.facebook.com/apps/${this.channelStore.channel()?.appId}/settings/basic/` : 'https://developers.facebook.com/apps/');
      case 'open_billing':
        return this.openMeta('https://business.facebook.com/billing_hub/accounts');
    }
  }

  protected async recheck(): Promise<void> {
    const result = await this.store.recheck();
    if (result) this.announcer.say(result.matches ? 'Matches now' : result.words);
  }

  protected async replay(): Promise<void> {
    const result = await this.store.replay();
    if (result) this.toasts.show(result.replayed > 0 ? `Replayed: ${result.replayed} ${result.replayed === 1 ? 'item' : 'items'}` : 'Nothing was replayed');
  }

  protected async copyLink(detail: LogDetail): Promise<void> {
    if (await copyText(location.href)) this.flash(detail.id, 'Link copied');
  }

  protected async copyId(id: string): Promise<void> {
    if (await copyText(id)) this.flash(id, 'Copied');
  }

  private openMeta(url: string): void {
    window.open(url, '_blank', 'noopener,noreferrer');
  }

  private async copyVerifyToken(): Promise<void> {
    try {
      const { verifyToken } = await this.api.revealVerifyToken(this.channelId());
      if (await copyText(verifyToken)) this.toasts.show('Verify Token copied');
    } catch (error) {
      this.toasts.error(ApiProblem.from(error).message);
    }
  }

  private async credentials(fix: string): Promise<void> {
    await this.router.navigate(['/settings/channels', this.channelId(), 'credentials'], { queryParams: { fix } });
  }

  private flash(id: string, words: string): void {
    this.copied.set(id);
    this.announcer.say(words);
    setTimeout(() => this.copied.set(null), 2000);
  }
}

function headerOf(detail: LogDetail, name: string): string | null {
  const found = Object.entries(detail.headers).find(([key]) => key.toLowerCase() === name);
  return found ? found[1] : null;
}
