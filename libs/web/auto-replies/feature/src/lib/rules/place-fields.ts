import { ChangeDetectionStrategy, Component, input, linkedSignal, output } from '@angular/core';

interface Place {
  latitude: string;
  longitude: string;
  name: string;
  address: string;
}

/** The place in a template's header: WhatsApp wants all four. The value is a JSON text. */
@Component({
  selector: 'mx-place-fields',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <input #a class="mx-input" inputmode="decimal" aria-label="Latitude" placeholder="Latitude" [value]="place().latitude" (input)="set({ latitude: a.value })" />
    <input #b class="mx-input" inputmode="decimal" aria-label="Longitude" placeholder="Longitude" [value]="place().longitude" (input)="set({ longitude: b.value })" />
    <input #c class="mx-input" dir="auto" aria-label="Name of the place" placeholder="Name" [value]="place().name" (input)="set({ name: c.value })" />
    <input #d class="mx-input" dir="auto" aria-label="Address" placeholder="Address" [value]="place().address" (input)="set({ address: d.value })" />
  `,
  styles: ':host { display: grid; grid-template-columns: 1fr 1fr; gap: var(--mx-3); min-inline-size: 0; }',
})
export class PlaceFields {
  readonly value = input.required<string>();
  readonly valueChange = output<string>();
  private sent: string | null = null;
  protected readonly place = linkedSignal<string, Place>({
    source: this.value,
    // What is typed stays as it is typed: "53." is no number yet.
    computation: (value, before) => (before && value === this.sent ? before.value : read(value)),
  });

  protected set(change: Partial<Place>): void {
    const place = { ...this.place(), ...change };
    this.place.set(place);
    const empty = Object.values(place).every((part) => !part.trim());
    this.sent = empty ? '' : JSON.stringify({ latitude: numberOf(place.latitude), longitude: numberOf(place.longitude), name: place.name.trim(), address: place.address.trim() });
    this.valueChange.emit(this.sent);
  }
}

function read(value: string): Place {
  try {
    const { latitude, longitude, name, address } = JSON.parse(value) as Record<string, unknown>;
    return { latitude: String(latitude ?? ''), longitude: String(longitude ?? ''), name: String(name ?? ''), address: String(address ?? '') };
  } catch {
    return { latitude: '', longitude: '', name: '', address: '' };
  }
}

function numberOf(text: string): number | null {
  const number = Number(text.trim().replace(',', '.'));
  return text.trim() !== '' && Number.isFinite(number) ? number : null;
}
