import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import type { LocationContent } from '@mailtrixy/shared/dto';
import { Icon, IconButton, iconCopy, iconMapPin } from '@mailtrixy/web/shared/ui';
import { Announcer, copyText } from '@mailtrixy/web/shared/util';

/** A place: its words and numbers. No map tiles are fetched, so nobody else learns where the customer is. */
@Component({
  selector: 'mx-location-card',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, IconButton],
  template: `
    <span class="map" aria-hidden="true"><svg mx-icon [icon]="iconMapPin" [size]="32"></svg></span>
    @if (place().name; as name) {
      <div class="name" dir="auto">{{ name }}</div>
    }
    @if (place().address; as address) {
      <div class="address" dir="auto">{{ address }}</div>
    }
    <div class="numbers">
      <span>{{ numbers() }}</span>
      <button type="button" mx-icon-button size="xs" label="Copy coordinates" (click)="copy()"><svg mx-icon [icon]="iconCopy" [size]="14"></svg></button>
      <a target="_blank" rel="noopener noreferrer" [href]="maps()">Open in maps</a>
    </div>
  `,
  styles: `
    :host { display: block; inline-size: 19.125rem; max-inline-size: 100%; }
    .map { display: grid; place-items: center; block-size: 6rem; margin: -.125rem -.4375rem .5rem; border-radius: 10px; color: var(--mx-danger); background-color: light-dark(#E9EDF0, #1A1E25); background-image: linear-gradient(light-dark(#fff, #262C36) 0 0), linear-gradient(light-dark(#fff, #262C36) 0 0), linear-gradient(light-dark(#fff, #262C36) 0 0), linear-gradient(light-dark(#DDEBDD, #1B2A22) 0 0); background-repeat: no-repeat; background-size: 100% 7px, 6px 100%, 5px 100%, 28% 40%; background-position: 0 62%, 34% 0, 78% 0, 96% 8%; }
    .map .mx-icon { fill: var(--mx-danger-bg); }
    .name { font: 600 .8125rem/1.125rem var(--mx-font); }
    .address, .numbers { font: var(--mx-small); color: var(--mx-text-2); }
    .numbers { display: flex; flex-wrap: wrap; align-items: center; gap: 0 .5rem; min-block-size: 1.5rem; font-variant-numeric: tabular-nums; }
    a { display: inline-flex; align-items: center; min-block-size: 1.5rem; }
  `,
})
export class LocationCard {
  private readonly announcer = inject(Announcer);
  readonly place = input.required<LocationContent>();
  protected readonly iconCopy = iconCopy;
  protected readonly iconMapPin = iconMapPin;
  protected readonly numbers = computed(() => `${this.place().latitude.toFixed(4)}, ${this.place().longitude.toFixed(4)}`);
  protected readonly maps = computed(() => `https://www.openstreetmap.org/?mlat=${this.place().latitude}&mlon=${this.place().longitude}#map=16/${this.place().latitude}/${this.place().longitude}`);

  protected async copy(): Promise<void> {
    if (await copyText(`${this.place().latitude}, ${this.place().longitude}`)) this.announcer.say('Coordinates copied');
  }
}
