import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { Router } from '@angular/router';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { reachableGroups } from './settings-destinations';

/** /settings itself: on a wide screen it goes on to the first page this person may use; on a narrow one the nav is the page. */
@Component({
  selector: 'mx-settings-index',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: '<h1 class="mx-sr" tabindex="-1">Settings</h1>',
})
export class SettingsIndex {
  constructor() {
    const router = inject(Router);
    const first = reachableGroups(inject(SessionStore).me())[0]?.items[0];
    if (first && matchMedia('(min-width: 1024px)').matches) void router.navigateByUrl(first.path, { replaceUrl: true });
  }
}
