import { DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import type { OutboundLocation } from '@mailtrixy/shared/dto';
import { Button, Dialog, Field, Input } from '@mailtrixy/web/shared/ui';
import { FormField, checkForm, required } from '@mailtrixy/web/shared/util';
import { locationOf, readCoordinates } from './composed-location';

/** A place to send: coordinates, and the words that the customer sees above them. */
@Component({
  selector: 'mx-location-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, Dialog, Field, Input],
  template: `
    <mx-dialog heading="Send a location">
      <form class="fields" id="location-form" (submit)="submit($event)">
        <mx-field label="Coordinates" hint="Latitude, longitude: 53.7997, -1.5492. A copied map address works too." [field]="coordinates" required><input mxInput autocomplete="off" inputmode="text" /></mx-field>
        <mx-field label="Name" [field]="name" optional><input mxInput autocomplete="off" maxlength="1000" /></mx-field>
        <mx-field label="Address" [field]="address" optional><input mxInput autocomplete="off" maxlength="1000" /></mx-field>
      </form>
      <footer dialogFoot class="mx-dialog__foot">
        <button mx-button type="button" (click)="ref.close()">Cancel</button>
        <button mx-button type="submit" form="location-form" kind="primary">Send location</button>
      </footer>
    </mx-dialog>
  `,
  styles: `.fields { display: grid; gap: .75rem; inline-size: 24rem; max-inline-size: 100%; }`,
})
export class LocationDialog {
  protected readonly ref = inject<DialogRef<OutboundLocation>>(DialogRef);
  protected readonly coordinates = new FormField('', required('Write latitude and longitude.'), (value) => (readCoordinates(value) ? null : 'Two numbers are needed, for example 53.7997, -1.5492.'));
  protected readonly name = new FormField();
  protected readonly address = new FormField();

  protected submit(event: Event): void {
    event.preventDefault();
    if (!checkForm({ coordinates: this.coordinates })) return;
    const location = locationOf(this.coordinates.value(), this.name.value(), this.address.value());
    if (location) this.ref.close(location);
  }
}
