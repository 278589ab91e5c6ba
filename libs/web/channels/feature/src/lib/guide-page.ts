import { ChangeDetectionStrategy, Component } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Icon, iconChevronRight } from '@mailtrixy/web/shared/ui';
import { SetupGuide } from './setup-guide';

@Component({
  selector: 'mx-guide-page',
  imports: [Icon, RouterLink, SetupGuide],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'st-page', 'data-testid': 'guide-page' },
  template: `
    <header class="st-head">
      <div>
        <nav class="st-crumb" aria-label="Breadcrumb"><a routerLink="/settings/channels">Channels</a><svg mx-icon [icon]="right" [size]="12"></svg></nav>
        <h1 class="st-h1" tabindex="-1">WhatsApp set-up guide</h1>
      </div>
    </header>
    <section class="mx-card st-card"><div class="st-card-b"><mx-setup-guide /></div></section>
  `,
})
export class GuidePage {
  protected readonly right = iconChevronRight;
}
