import { ChangeDetectionStrategy, Component, booleanAttribute, computed, inject, input } from '@angular/core';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { Icon, IconButton, Logo, iconMoon, iconShieldCheck, iconSun } from '@mailtrixy/web/shared/ui';
import { Appearance } from '@mailtrixy/web/shared/util';

/** Frame of the entry pages: one card on an empty page, and the theme at the corner. */
@Component({
  selector: 'mx-entry-card',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, IconButton, Logo],
  host: { class: 'mx-entry' },
  template: `
    <button type="button" mx-icon-button class="mx-entry__theme" [label]="dark() ? 'Use the light theme' : 'Use the dark theme'" (click)="switchTheme()">
      <svg mx-icon [icon]="dark() ? iconSun : iconMoon" [size]="18"></svg>
    </button>
    <main class="mx-entry__card" [class.mx-entry__card--wide]="wide()">
      <div class="mx-entry__top">
        <span class="mx-entry__brand"><mx-logo />MailTrixy</span>
        <ng-content select="[entryAside]" />
      </div>
      <h1 class="mx-entry__h" tabindex="-1">{{ heading() }}</h1>
      @if (lead()) {
        <p class="mx-entry__lead">{{ lead() }}</p>
      }
      <ng-content />
      @if (foot()) {
        <p class="mx-entry__foot"><svg mx-icon [icon]="iconShieldCheck" [size]="14"></svg>{{ foot() }}</p>
      }
    </main>
  `,
})
export class EntryCard {
  private readonly appearance = inject(Appearance);
  private readonly session = inject(SessionStore);
  readonly heading = input.required<string>();
  readonly lead = input('');
  readonly foot = input('');
  readonly wide = input(false, { transform: booleanAttribute });
  protected readonly dark = computed(() => {
    this.appearance.theme();
    return this.appearance.resolvedTheme() === 'dark';
  });
  protected readonly iconMoon = iconMoon;
  protected readonly iconSun = iconSun;
  protected readonly iconShieldCheck = iconShieldCheck;

  protected switchTheme(): void {
    void this.session.prefer({ theme: this.dark() ? 'light' : 'dark' });
  }
}
