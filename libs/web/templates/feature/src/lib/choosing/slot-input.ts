import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import type { TemplateField } from '@mailtrixy/shared/dto';
import { type SlotField, fieldValue, fieldWords, fieldsWith, isTyped } from '@mailtrixy/web/templates/data-access';
import { Field, Icon, IconButton, Menu, type MenuEntry, MenuTrigger, iconUserCheck } from '@mailtrixy/web/shared/ui';
import { LocationSlot } from './location-slot';
import { MediaSlot } from './media-slot';
import { TemplateChoosing } from './template-choosing';

/** One value of a template: the control that suits its place, its limits, and why it will not do. */
@Component({
  selector: 'mx-slot-input',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Field, Icon, IconButton, LocationSlot, MediaSlot, Menu, MenuTrigger],
  host: { 'data-testid': 'slot', '[attr.data-key]': 'field().slot.key' },
  template: `
    @switch (field().slot.place) {
      @case ('header_media') {
        <mx-media-slot [field]="field()" />
      }
      @case ('header_location') {
        <mx-location-slot [field]="field()" />
      }
      @default {
        <mx-field #frame [label]="label()" [required]="field().slot.required" [optional]="!field().slot.required" [aside]="aside()" [error]="field().error()" [hint]="hint()">
          <span class="mx-input-group">
            @if (field().slot.prefix; as prefix) {
              <span class="prefix mx-trunc" [title]="prefix"><bdi>{{ prefix }}</bdi></span>
            }
            <input
              #box
              dir="auto"
              autocomplete="off"
              [type]="field().slot.place === 'offer_expiry' ? 'datetime-local' : 'text'"
              [id]="frame.controlId"
              [attr.aria-describedby]="frame.describedBy()"
              [attr.aria-invalid]="field().error() !== null || null"
              [attr.aria-required]="field().slot.required"
              [placeholder]="field().slot.sample ? 'e.g. ' + field().slot.sample : ''"
              [value]="shown()"
              (input)="write(box.value)"
              (blur)="field().touch()"
              (keydown.enter)="entered.emit()"
              (paste)="paste($event, box)"
            />
            @if (entries().length > 0) {
              <button type="button" mx-icon-button size="xs" [label]="'Fill “' + field().slot.label + '” from…'" [mxMenuTriggerFor]="fill"><svg mx-icon [icon]="iconUserCheck" [size]="14"></svg></button>
              <ng-template #fill><mx-menu label="Fill from" [entries]="entries()" (picked)="fillFrom($event)" /></ng-template>
            }
          </span>
        </mx-field>
      }
    }
  `,
  styles: `
    :host { display: block; }
    .prefix { flex: 0 1 auto; max-inline-size: 50%; direction: rtl; color: var(--mx-text-3); font: var(--mx-code); }
    input { min-block-size: 1.75rem; }
  `,
})
export class SlotInput {
  private readonly choosing = inject(TemplateChoosing);
  readonly field = input.required<SlotField>();
  readonly entered = output();
  protected readonly iconUserCheck = iconUserCheck;

  protected readonly entries = computed<MenuEntry<TemplateField>[]>(() => {
    if (!isTyped(this.field().slot)) return [];
    const context = this.choosing.context();
    return fieldsWith(Object.keys(context.contactAttributes)).flatMap((field): MenuEntry<TemplateField>[] => {
      const value = fieldValue(field, context);
      return value === null ? [] : [{ value: field, label: fieldWords(field), hint: value.length > 18 ? `${value.slice(0, 17)}…` : value }];
    });
  });
  protected readonly aside = computed(() => {
    const { slot, value, fromDefault } = this.field();
    if (fromDefault()) return slot.defaultField ? `from ${fieldWords(slot.defaultField).split(' · ')[0].toLowerCase()}` : 'default';
    return slot.maxLength === null || slot.place === 'offer_expiry' ? '' : `${[...value()].length} / ${slot.maxLength}`;
  });
  /** Meta's sample names the value; where it goes tells two of the same name apart. */
  protected readonly label = computed(() => {
    const { place, key, label } = this.field().slot;
    if (place === 'header_text') return `${label} · header`;
    const number = /(?:^|\.)body\.(\d+)$/.exec(key)?.[1];
    return number && !label.startsWith('{{') ? `${label} · {{${number}}}` : label;
  });
  protected readonly hint = computed(() => (this.field().automatic() ? 'Filled by itself when it is sent.' : ''));

  /** The browser's control wants the time of day here; WhatsApp gets it with its zone. */
  protected readonly shown = computed(() => {
    const { slot, value } = this.field();
    return slot.place === 'offer_expiry' ? localTime(value()) : value();
  });

  protected write(text: string): void {
    const at = this.field().slot.place === 'offer_expiry' ? new Date(text) : null;
    this.field().set(at && !Number.isNaN(at.getTime()) ? at.toISOString() : text);
  }

  /** A line break cannot be typed here, but pasted: then it is said, not swallowed. */
  protected paste(event: ClipboardEvent, box: HTMLInputElement): void {
    const text = event.clipboardData?.getData('text') ?? '';
    if (!/[\r\n]/.test(text)) return;
    event.preventDefault();
    const from = box.selectionStart ?? box.value.length;
    this.field().set(box.value.slice(0, from) + text + box.value.slice(box.selectionEnd ?? from));
    this.field().touch();
  }

  protected fillFrom(field: TemplateField): void {
    const value = fieldValue(field, this.choosing.context());
    if (value !== null) this.field().set(value);
  }
}

function localTime(value: string): string {
  const at = new Date(value);
  return value === '' || Number.isNaN(at.getTime()) ? '' : new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
