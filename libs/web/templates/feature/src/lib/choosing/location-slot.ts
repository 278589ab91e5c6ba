import { ChangeDetectionStrategy, Component, effect, inject, input, signal, untracked } from '@angular/core';
import type { SlotField } from '@mailtrixy/web/templates/data-access';
import { Field, Input } from '@mailtrixy/web/shared/ui';
import { TemplateChoosing } from './template-choosing';

/** Latitude, longitude, name and address: WhatsApp wants all four. */
@Component({
  selector: 'mx-location-slot',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Field, Input],
  template: `
    <fieldset (focusout)="field().touch()">
      <legend class="mx-field__label">{{ field().slot.label }} <span class="mx-field__req" aria-hidden="true">*</span></legend>
      <mx-field label="Latitude"><input #a mxInput inputmode="decimal" placeholder="53.7997" [value]="latitude()" (input)="latitude.set(a.value); write()" /></mx-field>
      <mx-field label="Longitude"><input #b mxInput inputmode="decimal" placeholder="-1.5492" [value]="longitude()" (input)="longitude.set(b.value); write()" /></mx-field>
      <mx-field class="wide" label="Name"><input #c mxInput dir="auto" [value]="name()" (input)="name.set(c.value); write()" /></mx-field>
      <mx-field class="wide" label="Address" [error]="field().error()"><input #d mxInput dir="auto" [value]="address()" (input)="address.set(d.value); write()" /></mx-field>
    </fieldset>
  `,
  styles: `
    fieldset { display: grid; grid-template-columns: 1fr 1fr; gap: .5rem; margin: 0; padding: 0; border: 0; min-inline-size: 0; }
    legend { padding: 0; }
    .wide { grid-column: 1 / -1; }
  `,
})
export class LocationSlot {
  private readonly choosing = inject(TemplateChoosing);
  readonly field = input.required<SlotField>();
  protected readonly latitude = signal('');
  protected readonly longitude = signal('');
  protected readonly name = signal('');
  protected readonly address = signal('');

  constructor() {
    // another template: another place
    effect(() => {
      this.choosing.chosenId();
      untracked(() => [this.latitude, this.longitude, this.name, this.address].forEach((part) => part.set('')));
    });
  }

  protected write(): void {
    const parts = [this.latitude(), this.longitude(), this.name(), this.address()].map((part) => part.trim());
    if (parts.every((part) => part === '')) this.field().set('');
    else this.field().set(JSON.stringify({ latitude: numberOf(parts[0]), longitude: numberOf(parts[1]), name: parts[2], address: parts[3] }));
  }
}

function numberOf(text: string): number | null {
  const number = Number(text.replace(',', '.'));
  return text !== '' && Number.isFinite(number) ? number : null;
}
