import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { Referral } from '@mailtrixy/shared/dto';
import { Icon, iconMegaphone } from '@mailtrixy/web/shared/ui';

/** The ad or post that led the customer here. */
@Component({
  selector: 'mx-referral-card',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon],
  template: `
    <span class="mark" aria-hidden="true"><svg mx-icon [icon]="iconMegaphone" [size]="20"></svg></span>
    <span class="from">{{ from() }}</span>
    @if (referral().headline; as headline) {
      <span class="headline" dir="auto">{{ headline }}</span>
    }
    @if (referral().body; as body) {
      <span class="more" dir="auto">{{ body }}</span>
    }
    @if (link(); as href) {
      <a target="_blank" rel="noopener noreferrer" [href]="href">{{ host() }}</a>
    }
  `,
  styles: `
    :host { display: grid; grid-template-columns: 2.5rem minmax(0, 1fr); gap: 0 .625rem; align-items: center; margin: -.125rem -.4375rem .4375rem; padding: .4375rem; border-radius: 10px; background: var(--mx-canvas); font: var(--mx-small); }
    .mark { grid-row: 1 / span 4; align-self: start; inline-size: 2.5rem; block-size: 2.5rem; border-radius: 6px; display: grid; place-items: center; background: var(--mx-surface); color: var(--mx-text-3); }
    :host > :not(.mark) { grid-column: 2; }
    .from { color: var(--mx-text-3); }
    .headline { font-weight: 600; overflow-wrap: anywhere; }
    .more { color: var(--mx-text-2); display: -webkit-box; -webkit-line-clamp: 3; -webkit-box-orient: vertical; overflow: hidden; }
    a { display: inline-flex; align-items: center; min-block-size: 1.5rem; overflow-wrap: anywhere; }
  `,
})
export class ReferralCard {
  readonly referral = input.required<Referral>();
  protected readonly iconMegaphone = iconMegaphone;
  protected readonly from = computed(() => (this.referral().sourceType === 'post' ? 'From a post' : 'From an ad'));
  /** Untrusted: only web addresses become links. */
  protected readonly link = computed(() => (/^https?:\/\//i.test(this.referral().sourceUrl ?? '') ? this.referral().sourceUrl : null));
  protected readonly host = computed(() => (this.link() ?? '').replace(/^https?:\/\/(www\.)?/i, '').replace(/[?#].*$/, '').replace(/\/$/, ''));
}
