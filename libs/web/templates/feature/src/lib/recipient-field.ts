import { ChangeDetectionStrategy, Component, computed, effect, inject, input, model, untracked } from '@angular/core';
import { Avatar, Combobox, type ComboboxOption, Field, Icon, IconButton, iconX } from '@mailtrixy/web/shared/ui';
import { type FoundRecipient, RecipientSearch } from './recipient-search';

/** To: a contact, or a number with its country. */
@Component({
  selector: 'mx-recipient-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Avatar, Combobox, Field, Icon, IconButton],
  providers: [RecipientSearch],
  template: `
    @if (recipient(); as to) {
      <div class="mx-field" role="group" aria-label="To">
        <span class="mx-field__label">To</span>
        <span class="mx-input-group" data-testid="recipient">
          @if (to.phone) {
            <span aria-hidden="true">{{ to.phone.flag }}</span>
          } @else {
            <mx-avatar [name]="to.displayName" [id]="to.key" [size]="20" />
          }
          <span class="mx-grow mx-trunc"><bdi>{{ to.displayName }}</bdi>&ngsp;<span class="mx-t3 mx-num">{{ to.phone ? to.phone.country : to.address === to.displayName ? '' : to.address }}</span></span>
          <button type="button" mx-icon-button size="xs" [label]="'Remove ' + to.displayName" (click)="clear()"><svg mx-icon [icon]="iconX" [size]="14"></svg></button>
        </span>
        @if (to.phone?.variants; as words) {
          <p class="mx-field__hint">{{ words }}</p>
        }
      </div>
    } @else {
      <mx-field label="To" required [error]="search.problem()" hint="A contact, or a number with its country">
        <mx-combobox data-testid="to" label="To" placeholder="Name or +44…" [remote]="true" [options]="options()" [noMatch]="search.problem() ?? 'Nobody found. Type a number with its country, e.g. +44 7700 900123.'" (queried)="search.query(channelId(), $event)" (valueChange)="choose($event)" />
      </mx-field>
    }
  `,
})
export class RecipientField {
  protected readonly search = inject(RecipientSearch);
  readonly channelId = input.required<string>();
  readonly recipient = model<FoundRecipient | null>(null);
  protected readonly iconX = iconX;
  protected readonly options = computed<ComboboxOption[]>(() =>
    this.search.found().map(({ key, displayName, address, phone }) => ({ value: key, label: phone ? `${phone.flag} ${phone.shown}` : displayName, hint: phone ? phone.country : address === displayName ? undefined : address })),
  );

  constructor() {
    // another channel reaches people at other addresses
    effect(() => {
      const channelId = this.channelId();
      untracked(() => void this.search.run(channelId, ''));
    });
  }

  protected choose(key: string | null): void {
    const found = this.search.found().find((one) => one.key === key);
    if (found) this.recipient.set(found);
  }

  protected clear(): void {
    this.recipient.set(null);
    void this.search.run(this.channelId(), '');
  }
}
