import { ChangeDetectionStrategy, Component, inject, input, signal } from '@angular/core';
import type { ChannelDetail } from '@mailtrixy/shared/dto';
import { ChannelsApi } from '@mailtrixy/web/channels/data-access';
import { CopyField, Icon, IconButton, iconCheck, iconCopy, iconEye, iconEyeOff } from '@mailtrixy/web/shared/ui';
import { Announcer, ApiProblem, Toasts, copyText } from '@mailtrixy/web/shared/util';

/** Callback URL and Verify Token to paste at Meta. The token comes only when asked for: every reveal is audited. */
@Component({
  selector: 'mx-webhook-values',
  imports: [CopyField, Icon, IconButton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'st-stack12' },
  template: `
    <div class="mx-field">
      <span class="mx-field__label">Callback URL</span>
      <mx-copy-field label="Callback URL" [value]="channel().callbackUrl" data-testid="callback-url" />
    </div>
    <div class="mx-field">
      <span class="mx-field__label">Verify token</span>
      <div class="mx-copy-field" role="group" aria-label="Verify token" data-testid="verify-token" [class.is-copied]="copied()">
        <span class="mx-copy-field__value" dir="ltr">{{ token() ?? dots() }}</span>
        @if (copied()) {
          <span class="mx-copy-field__done"><svg mx-icon [icon]="icons.check" [size]="14"></svg>Copied</span>
        }
        <button type="button" mx-icon-button [label]="token() ? 'Hide Verify token' : 'Show Verify token'" data-testid="reveal-verify-token" [disabled]="busy()" (click)="toggle()"><svg mx-icon [icon]="token() ? icons.hide : icons.show"></svg></button>
        <button type="button" mx-icon-button label="Copy Verify token" data-testid="copy-verify-token" [disabled]="busy()" (click)="copy()"><svg mx-icon [icon]="icons.copy"></svg></button>
      </div>
      <span class="mx-field__hint">Showing or copying it is written to the audit log.</span>
    </div>
  `,
})
export class WebhookValues {
  private readonly api = inject(ChannelsApi);
  private readonly announcer = inject(Announcer);
  private readonly toasts = inject(Toasts);
  readonly channel = input.required<ChannelDetail>();
  protected readonly token = signal<string | null>(null);
  protected readonly copied = signal(false);
  protected readonly busy = signal(false);
  protected readonly icons = { copy: iconCopy, show: iconEye, hide: iconEyeOff, check: iconCheck };

  protected dots(): string {
    const secret = this.channel().secrets.find((one) => one.name === 'verify_token');
    return secret ? `••••••••••••${secret.last4}` : 'none yet';
  }

  protected async toggle(): Promise<void> {
    this.token.set(this.token() ? null : await this.fetch());
  }

  protected async copy(): Promise<void> {
    const token = this.token() ?? (await this.fetch());
    if (token === null || !(await copyText(token))) return;
    this.copied.set(true);
    this.announcer.say('Verify token copied');
    setTimeout(() => this.copied.set(false), 2000);
  }

  private async fetch(): Promise<string | null> {
    this.busy.set(true);
    try {
      return (await this.api.revealVerifyToken(this.channel().id)).verifyToken;
    } catch (error) {
      this.toasts.error(`The Verify Token could not be read: ${ApiProblem.from(error).message}`);
      return null;
    } finally {
      this.busy.set(false);
    }
  }
}
