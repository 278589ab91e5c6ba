import { ChangeDetectionStrategy, Component, computed, inject, output, signal } from '@angular/core';
import { RouterLink, RouterLinkActive } from '@angular/router';
import type { Theme } from '@mailtrixy/shared/dto';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import type { MenuEntry } from '@mailtrixy/web/shared/ui';
import { Avatar, Badge, Icon, IconButton, Logo, Menu, MenuTrigger, Tooltip, iconKeyboard, iconLogOut, iconPanelLeft, iconUserCog } from '@mailtrixy/web/shared/ui';
import { Toasts, UnreadBadge } from '@mailtrixy/web/shared/util';
import { MAIN_DESTINATIONS, SETTINGS_DESTINATION, reachable } from './destinations';

const WIDE_KEY = 'mx-rail-wide';

/** The main navigation: icons with labels on hover, 200 px wide when expanded; a bar at the bottom below 768 px. */
@Component({
  selector: 'mx-rail',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Avatar, Badge, Icon, IconButton, Logo, Menu, MenuTrigger, RouterLink, RouterLinkActive, Tooltip],
  host: { class: 'mx-rail', role: 'navigation', 'aria-label': 'Main', '[class.is-wide]': 'wide()', 'data-testid': 'rail' },
  template: `
    <a class="mx-rail__logo" routerLink="/inbox" aria-label="MailTrixy, to the inbox"><mx-logo [size]="28" /></a>
    <div class="mx-rail__nav">
      @for (item of destinations(); track item.path) {
        <a
          class="mx-rail__item"
          routerLinkActive
          ariaCurrentWhenActive="page"
          [routerLink]="item.path"
          [attr.aria-label]="item.path === '/inbox' && unread.count() > 0 ? item.label + ', ' + unread.count() + ' unread' : item.label"
          [mxTooltip]="wide() ? '' : item.label"
          [mxTooltipKeys]="item.key ? 'G ' + item.key : ''"
          mxTooltipSide="end"
        >
          <span class="mx-rail__icon">
            <svg mx-icon [icon]="item.icon" [size]="20"></svg>
            @if (item.path === '/inbox') {
              <mx-badge [count]="unread.count()" />
            }
            @if (item.path === '/settings' && unread.channelsInTrouble().length > 0) {
              <span class="mx-dot mx-dot--danger"></span>
            }
          </span>
          <span class="mx-rail__label" aria-hidden="true">{{ item.label }}</span>
        </a>
      }
    </div>
    <button type="button" mx-icon-button class="mx-rail__wide" [label]="wide() ? 'Narrow the navigation' : 'Widen the navigation'" [pressed]="wide()" tooltipSide="end" (click)="toggleWide()">
      <svg mx-icon [icon]="iconPanelLeft" [size]="18"></svg>
    </button>
    @if (session.me(); as me) {
      <button type="button" class="mx-rail__item mx-rail__me" data-testid="me-menu" [attr.aria-label]="'Your menu, ' + me.user.name" [mxMenuTriggerFor]="meMenu">
        <span class="mx-rail__icon"><mx-avatar [name]="me.user.name" [id]="me.user.id" [size]="28" [online]="true" /></span>
        <span class="mx-rail__label" aria-hidden="true">{{ me.user.name }}</span>
      </button>
      <ng-template #meMenu><mx-menu label="Your menu" [entries]="entries()" (picked)="pick($event)" /></ng-template>
    }
  `,
})
export class Rail {
  protected readonly session = inject(SessionStore);
  protected readonly unread = inject(UnreadBadge);
  private readonly toasts = inject(Toasts);
  readonly shortcutsAsked = output();
  readonly profileAsked = output();
  protected readonly destinations = computed(() => [...reachable(MAIN_DESTINATIONS, this.session.me()), SETTINGS_DESTINATION]);
  protected readonly wide = signal(localStorage.getItem(WIDE_KEY) === '1');
  protected readonly iconPanelLeft = iconPanelLeft;
  protected readonly entries = computed<MenuEntry[]>(() => {
    const me = this.session.me();
    const theme = me?.preferences.theme;
    return [
      { value: 'profile', label: 'Profile', icon: iconUserCog, heading: `${me?.user.name} · ${me?.workspace.name}` },
      { value: 'shortcuts', label: 'Keyboard shortcuts', icon: iconKeyboard, hint: '?' },
      { value: 'system', label: 'Same as the system', heading: 'Theme', checked: theme === 'system' },
      { value: 'light', label: 'Light', checked: theme === 'light' },
      { value: 'dark', label: 'Dark', checked: theme === 'dark' },
      { value: 'sign-out', label: 'Sign out', icon: iconLogOut, separated: true },
    ];
  });

  protected toggleWide(): void {
    this.wide.update((wide) => !wide);
    localStorage.setItem(WIDE_KEY, this.wide() ? '1' : '0');
  }

  protected pick(entry: string): void {
    if (entry === 'profile') this.profileAsked.emit();
    else if (entry === 'shortcuts') this.shortcutsAsked.emit();
    else if (entry === 'sign-out') void this.session.signOut();
    else this.session.prefer({ theme: entry as Theme }).catch(() => this.toasts.error('The theme could not be saved. It holds until you reload.'));
  }
}
