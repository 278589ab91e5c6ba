import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Banner } from '@mailtrixy/web/shared/ui';

/** Meta calls from the internet: on localhost or plain http the page says so and shows three ways on. */
@Component({
  selector: 'mx-reachability-note',
  imports: [Banner, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'st-block st-gap-b' },
  template: `
    <mx-banner kind="warn" heading="Meta cannot reach the callback URL" data-testid="reachability-note">
      <p>
        <span class="st-codei">{{ origin() }}</span> {{ reason() }} Meta delivers only over HTTPS with a valid certificate, to an address on the internet. Three ways:
      </p>
      <ol class="st-steps-l">
        <li><b>Put a proxy with a certificate in front</b> (Caddy, nginx, Traefik) on a public host name, set <span class="st-codei">MAILTRIXY_PUBLIC_URL=https://inbox.yourdomain.com</span> and start again.</li>
        <li>
          <b>Open a tunnel while you try</b>: <span class="st-codei">cloudflared tunnel --url {{ origin() }}</span> or <span class="st-codei">ngrok http {{ port() }}</span>, then set <span class="st-codei">MAILTRIXY_PUBLIC_URL</span> to the https address that it
          prints.
        </li>
        <li><b>Use the <a routerLink="/simulator">simulator</a></b>: real signed webhooks on this machine, no Meta account and no public address.</li>
      </ol>
    </mx-banner>
  `,
})
export class ReachabilityNote {
  readonly callbackUrl = input.required<string>();
  private readonly url = computed(() => {
    try {
      return new URL(this.callbackUrl());
    } catch {
      return null;
    }
  });
  protected readonly origin = computed(() => this.url()?.origin ?? this.callbackUrl());
  protected readonly port = computed(() => this.url()?.port || (this.url()?.protocol === 'https:' ? '443' : '80'));
  protected readonly reason = computed(() => {
    const host = this.url()?.hostname ?? '';
    if (host === 'localhost' || host.startsWith('127.') || host === '[::1]') return 'is this computer only.';
    return this.url()?.protocol === 'http:' ? 'is not HTTPS.' : 'is not reachable from the internet.';
  });
}
