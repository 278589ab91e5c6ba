import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { ContactCard, ContactsContent } from '@mailtrixy/shared/dto';
import { Avatar, Icon, iconUserPlus } from '@mailtrixy/web/shared/ui';
import { vcardOf } from './vcard';

/** One card a person. "Save" gives a vCard, which every address book takes. */
@Component({
  selector: 'mx-contact-cards',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Avatar, Icon],
  template: `
    @if (content().requested) {
      <p class="asked">Shared their contact, as you asked</p>
    }
    @for (card of content().cards; track $index) {
      <section class="card">
        <div class="top">
          <mx-avatar [id]="card.name" [name]="card.name" [size]="40" />
          <div class="mx-grow">
            <div class="name" dir="auto">{{ card.name }}</div>
            @if (card.organisation; as organisation) {
              <div class="fact" dir="auto">{{ organisation }}</div>
            }
            @for (phone of card.phones; track $index) {
              <div class="fact"><a [href]="'tel:' + phone.phone.replaceAll(' ', '')">{{ phone.phone }}</a></div>
            }
          </div>
        </div>
        @for (email of card.emails; track $index) {
          <div class="fact"><a [href]="'mailto:' + email.email">{{ email.email }}</a></div>
        }
        @for (address of card.addresses; track $index) {
          <div class="fact" dir="auto">{{ address }}</div>
        }
        @for (url of card.urls; track $index) {
          <div class="fact" dir="auto">{{ url }}</div>
        }
        @if (card.birthday; as birthday) {
          <div class="fact">Born {{ birthday }}</div>
        }
        <button type="button" class="save" (click)="save(card)"><svg mx-icon [icon]="iconUserPlus" [size]="14"></svg>Save to contacts</button>
      </section>
    }
  `,
  styles: `
    :host { display: grid; gap: .5rem; inline-size: 19.125rem; max-inline-size: 100%; }
    .asked { margin: 0; font: var(--mx-small); color: var(--mx-text-2); }
    .card + .card { border-block-start: 1px solid var(--mx-border); padding-block-start: .5rem; }
    .top { display: flex; align-items: center; gap: .625rem; padding-block: .125rem .375rem; }
    .name { font: 600 .8125rem/1.125rem var(--mx-font); overflow-wrap: anywhere; }
    .fact { font: var(--mx-small); color: var(--mx-text-2); overflow-wrap: anywhere; }
    .fact a { display: inline-flex; align-items: center; min-block-size: 1.5rem; }
    .save { display: inline-flex; align-items: center; gap: .375rem; min-block-size: 2rem; padding: 0 .25rem; margin-inline-start: -.25rem; border: 0; background: none; color: var(--mx-link); font: 500 .8125rem/1.25rem var(--mx-font); cursor: pointer; }
    .save:hover { text-decoration: underline; text-underline-offset: 2px; }
    @media (pointer: coarse) { .save { min-block-size: 2.75rem; } }
  `,
})
export class ContactCards {
  readonly content = input.required<ContactsContent>();
  protected readonly iconUserPlus = iconUserPlus;

  protected save(card: ContactCard): void {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([vcardOf(card)], { type: 'text/vcard' }));
    link.download = `${card.name.replace(/[^\p{L}\p{N} ._-]+/gu, '').trim() || 'contact'}.vcf`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href));
  }
}
