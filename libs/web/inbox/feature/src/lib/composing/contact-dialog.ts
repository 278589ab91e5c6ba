import { DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import type { ContactCard } from '@mailtrixy/shared/dto';
import { Button, Dialog, Field, Input } from '@mailtrixy/web/shared/ui';
import { FormField, checkForm, emailAddress, matches, required } from '@mailtrixy/web/shared/util';

/** A contact card to send: a name and at least one way to reach the person. */
@Component({
  selector: 'mx-contact-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, Dialog, Field, Input],
  template: `
    <mx-dialog heading="Send a contact">
      <form class="fields" id="contact-form" (submit)="submit($event)">
        <mx-field label="Name" [field]="name" required><input mxInput autocomplete="off" maxlength="200" /></mx-field>
        <mx-field label="Phone" hint="With country: +44 7700 900456" [field]="phone"><input mxInput type="tel" autocomplete="off" /></mx-field>
        <mx-field label="E-mail" [field]="email" optional><input mxInput type="email" autocomplete="off" /></mx-field>
        <mx-field label="Company" [field]="organisation" optional><input mxInput autocomplete="off" maxlength="200" /></mx-field>
        @if (unreachable()) {
          <p class="mx-danger" role="alert">Give a phone number or an e-mail address.</p>
        }
      </form>
      <footer dialogFoot class="mx-dialog__foot">
        <button mx-button type="button" (click)="ref.close()">Cancel</button>
        <button mx-button type="submit" form="contact-form" kind="primary">Send contact</button>
      </footer>
    </mx-dialog>
  `,
  styles: `.fields { display: grid; gap: .75rem; inline-size: 24rem; max-inline-size: 100%; } p { margin: 0; }`,
})
export class ContactDialog {
  protected readonly ref = inject<DialogRef<ContactCard[]>>(DialogRef);
  protected readonly name = new FormField('', required('Write the name.'));
  protected readonly phone = new FormField('', matches(/^\+[\d\s().-]{6,20}$/, 'Begin with + and the country, for example +44 7700 900456.'));
  protected readonly email = new FormField('', emailAddress());
  protected readonly organisation = new FormField();
  protected readonly unreachable = signal(false);

  protected submit(event: Event): void {
    event.preventDefault();
    const phone = this.phone.value().trim();
    const email = this.email.value().trim();
    const sound = checkForm({ name: this.name, phone: this.phone, email: this.email });
    this.unreachable.set(!phone && !email);
    if (!sound || this.unreachable()) return;
    this.ref.close([
      {
        name: this.name.value().trim(),
        phones: phone ? [{ phone, type: 'CELL', waId: null }] : [],
        emails: email ? [{ email, type: 'WORK' }] : [],
        organisation: this.organisation.value().trim() || null,
        addresses: [],
        urls: [],
        birthday: null,
      },
    ]);
  }
}
