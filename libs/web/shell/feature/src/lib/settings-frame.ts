import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router, RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { Badge, Icon, iconChevronLeft } from '@mailtrixy/web/shared/ui';
import { UnreadBadge } from '@mailtrixy/web/shared/util';
import { filter, map } from 'rxjs';
import { reachableGroups } from './settings-destinations';

/** Settings: a grouped nav of 232 px and the page. Below 1024 px the nav is a page of its own. */
@Component({
  selector: 'mx-settings-frame',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Badge, Icon, RouterLink, RouterLinkActive, RouterOutlet],
  host: { class: 'mx-settings', '[class.is-index]': 'atIndex()' },
  template: `
    <nav class="mx-nav mx-scroll" aria-label="Settings" data-pane data-testid="settings-nav">
      <p class="mx-nav__title mx-title">Settings</p>
      @for (group of groups(); track group.name) {
        @if (group.name) {
          <p class="mx-nav__group">{{ group.name }}</p>
        }
        @for (item of group.items; track item.path) {
          <a class="mx-nav__item" routerLinkActive ariaCurrentWhenActive="page" [routerLink]="item.path">
            <svg mx-icon [icon]="item.icon"></svg>{{ item.label }}
            @if (item.path === '/settings/channels') {
              <mx-badge kind="danger-soft" unit="need attention" [count]="unread.channelsInTrouble().length" />
            }
          </a>
        }
      }
    </nav>
    <div class="mx-settings__page mx-scroll" data-pane>
      <a class="mx-settings__back" routerLink="/settings"><svg mx-icon [icon]="iconChevronLeft"></svg>Settings</a>
      <router-outlet />
    </div>
  `,
})
export class SettingsFrame {
  private readonly router = inject(Router);
  private readonly session = inject(SessionStore);
  protected readonly unread = inject(UnreadBadge);
  protected readonly groups = computed(() => reachableGroups(this.session.me()));
  private readonly url = toSignal(
    this.router.events.pipe(
      filter((event) => event instanceof NavigationEnd),
      map((event) => event.urlAfterRedirects),
    ),
    { initialValue: this.router.url },
  );
  protected readonly atIndex = computed(() => /^\/settings\/?(?:[?#]|$)/.test(this.url()));
  protected readonly iconChevronLeft = iconChevronLeft;
}
