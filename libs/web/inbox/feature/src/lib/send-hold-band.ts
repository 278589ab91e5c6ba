import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { ChannelRef, SendHold } from '@mailtrixy/shared/dto';
import { DirectoryStore, InboxViewer } from '@mailtrixy/web/inbox/data-access';
import { Banner, Button } from '@mailtrixy/web/shared/ui';

const REASONS: Record<SendHold['reason'], string> = {
  token_invalid: 'access token expired or was revoked',
  permission: "the token has no right to send for this number",
  account_locked: 'Meta locked the WhatsApp account',
  billing: 'billing problem at Meta',
  paused: 'sending is paused',
};

/** Nothing fails while a channel is held: everything waits, and this says why and who can change it. */
@Component({
  selector: 'mx-send-hold-band',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Banner, Button, RouterLink],
  template: `
    <mx-banner kind="danger" data-testid="send-hold" [heading]="heading()">
      {{ words() }}
      @if (viewer.canManageChannels()) {
        <a bannerActions mx-button size="sm" [routerLink]="['/settings/channels', channel().id, 'credentials']">Fix</a>
      }
    </mx-banner>
  `,
  styles: `
    :host { display: block; padding: .5rem 1rem; }
  `,
})
export class SendHoldBand {
  protected readonly viewer = inject(InboxViewer);
  private readonly directory = inject(DirectoryStore);
  readonly channel = input.required<ChannelRef>();
  readonly hold = input.required<SendHold>();

  protected readonly heading = computed(() => `${this.channel().name} can't send: ${REASONS[this.hold().reason]}`);
  protected readonly words = computed(() => {
    const { waiting, code } = this.hold();
    const queue = waiting === 0 ? '' : ` ${waiting} ${waiting === 1 ? 'message is' : 'messages are'} waiting.`;
    const admins = this.directory.admins().slice(0, 2).map((person) => person.name);
    const whom = this.viewer.canManageChannels() ? '' : ` Tell an admin${admins.length > 0 ? `: ${admins.join(' or ')}` : ''}.`;
    return `Receiving still works.${queue}${whom}${code === null ? '' : ` (${code})`}`;
  });
}
