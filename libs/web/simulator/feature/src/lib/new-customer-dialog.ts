import { DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { Button, Dialog, Field, Input } from '@mailtrixy/web/shared/ui';
import { FormField, checkForm, matches, required } from '@mailtrixy/web/shared/util';
import type { NewCustomer } from '@mailtrixy/web/simulator/data-access';

@Component({
  selector: 'mx-new-customer-dialog',
  imports: [Button, Dialog, Field, Input],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <mx-dialog heading="New customer">
      <form class="mx-col sim__form" id="new-customer-form" novalidate (submit)="$event.preventDefault(); save()">
        <mx-field label="Name" required [field]="fields.name"><input mxInput autocomplete="off" data-testid="customer-name" /></mx-field>
        <mx-field label="Phone number" optional [field]="fields.phone" hint="With country code. Empty: the customer hides it and is known by a WhatsApp user id."><input mxInput inputmode="tel" autocomplete="off" data-testid="customer-phone" /></mx-field>
        <mx-field label="Username" optional [field]="fields.username"><input mxInput autocomplete="off" data-testid="customer-username" /></mx-field>
      </form>
      <footer dialogFoot class="mx-dialog__foot">
        <span class="mx-grow"></span>
        <button mx-button type="button" (click)="ref.close()">Cancel</button>
        <button mx-button type="submit" form="new-customer-form" kind="primary" data-testid="save-customer">Add customer</button>
      </footer>
    </mx-dialog>
  `,
})
export class NewCustomerDialog {
  protected readonly ref = inject<DialogRef<NewCustomer>>(DialogRef);
  protected readonly fields = {
    name: new FormField('', required('Give the customer a name.')),
    phone: new FormField('', matches(/^\+?[\d ().-]{7,20}$/, 'Use digits with the country code, for example +44 7700 900123.')),
    username: new FormField('', matches(/^@?[a-zA-Z0-9._]{3,35}$/, 'Letters, digits, dots and underscores.')),
  };

  protected save(): void {
    if (!checkForm(this.fields)) return;
    const phone = this.fields.phone.value().replace(/\D/g, '');
    const username = this.fields.username.value().trim().replace(/^@/, '');
    this.ref.close({ name: this.fields.name.value().trim(), ...(phone ? { phone, localVariant: true } : {}), ...(username ? { username } : {}) });
  }
}
