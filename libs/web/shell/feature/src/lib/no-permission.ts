import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { Location } from '@angular/common';
import { PeopleStore } from '@mailtrixy/web/accounts/data-access';
import { Button, EmptyState, iconLock } from '@mailtrixy/web/shared/ui';

@Component({
  selector: 'mx-no-permission',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, EmptyState],
  host: { class: 'mx-whole', 'data-testid': 'no-permission' },
  template: `
    <h1 class="mx-sr" tabindex="-1">No access</h1>
    <mx-empty-state [icon]="iconLock" [heading]="heading()" [text]="whom()">
      <button mx-button type="button" (click)="location.back()">Back</button>
    </mx-empty-state>
  `,
})
export class NoPermission {
  private readonly people = inject(PeopleStore);
  protected readonly location = inject(Location);
  /** From the query: what the person wanted to open. */
  readonly place = input<string>();
  protected readonly heading = computed(() => `You don't have access to ${this.place() ?? 'this page'}.`);
  protected readonly whom = computed(() => {
    const names = this.people
      .active()
      .filter((person) => person.role === 'owner' || person.role === 'admin')
      .slice(0, 2)
      .map((person) => person.name);
    return names.length > 0 ? `Ask an Owner or Admin: ${names.join(' or ')}.` : 'Ask an Owner or Admin.';
  });
  protected readonly iconLock = iconLock;

  constructor() {
    void this.people.load();
  }
}
