import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import type { TemplateField, TemplateSlot, TemplateSummary } from '@mailtrixy/shared/dto';
import { HEADER_FILES, headerFileProblem, isTyped } from '@mailtrixy/web/templates/data-access';
import { Icon, IconButton, Menu, MenuTrigger, iconUserCheck } from '@mailtrixy/web/shared/ui';
import { FilePick } from './file-pick';
import { PlaceFields } from './place-fields';
import { defaultWords, fieldEntries, isMissing, slotLabel, slotsOf, valueProblem } from './rule-slots';

/** What a rule puts into a template: files, places, and words of its own or of the contact. */
@Component({
  selector: 'mx-template-slots',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [FilePick, Icon, IconButton, Menu, MenuTrigger, PlaceFields],
  template: `
    @for (row of rows(); track row.slot.key) {
      <div class="slot" data-testid="slot" [attr.data-key]="row.slot.key" role="group" [attr.aria-label]="row.label">
        <span class="name" dir="auto">{{ row.label }}</span>
        <span class="value">
          @switch (row.slot.place) {
            @case ('header_media') {
              <mx-file-pick [label]="row.label" [accept]="row.file.accept" [hint]="row.file.hint" [kindOf]="row.kindOf" [check]="row.check" [chosen]="row.value !== ''" (picked)="set(row.slot, $event)" />
            }
            @case ('header_location') {
              <mx-place-fields [value]="row.value" (valueChange)="set(row.slot, $event)" />
            }
            @default {
              <span class="mx-input-group">
                @if (row.slot.prefix; as prefix) {<bdi class="mx-trunc prefix" [title]="prefix">{{ prefix }}</bdi>}
                <input #box dir="auto" autocomplete="off" [type]="row.slot.place === 'offer_expiry' ? 'datetime-local' : 'text'" [attr.aria-label]="row.label" [attr.aria-invalid]="row.problem ? true : null" [placeholder]="row.placeholder" [value]="row.shown" (input)="write(row.slot, box.value)" />
                @if (row.typed) {
                  <button type="button" mx-icon-button size="xs" [label]="'Fill “' + row.label + '” from…'" [mxMenuTriggerFor]="menu"><svg mx-icon [icon]="iconUserCheck" [size]="14"></svg></button>
                  <ng-template #menu><mx-menu label="Fill from" [entries]="fields()" (picked)="insert(row.slot, $event, box)" /></ng-template>
                }
              </span>
            }
          }
          @if (row.problem; as words) {<span class="mx-field__error">{{ words }}</span>}
        </span>
      </div>
    }
    @if (missing(); as words) {<p class="mx-field__error" data-testid="slots-missing">{{ words }}</p>}
  `,
  styles: `
    :host { display: grid; gap: var(--mx-3); min-inline-size: 0; }
    .slot { display: grid; grid-template-columns: 10rem minmax(0, 1fr); gap: var(--mx-4); align-items: start; }
    .name { line-height: 1.75rem; overflow-wrap: anywhere; } .value { display: grid; gap: var(--mx-2); min-inline-size: 0; }
    .prefix { flex: 0 1 auto; max-inline-size: 50%; color: var(--mx-text-3); font: var(--mx-code); }
    .mx-input-group > input { min-block-size: 1.75rem; min-inline-size: 0; flex: 1; }
    @media (max-width: 767.98px) { .slot { grid-template-columns: minmax(0, 1fr); gap: 0; } }
  `,
})
export class TemplateSlots {
  readonly template = input.required<TemplateSummary>();
  readonly values = input.required<Readonly<Record<string, unknown>>>();
  /** Names of attributes that contacts have. */
  readonly attributes = input<readonly string[]>([]);
  /** The server's words about a field. */
  readonly slotProblem = input<(key: string) => string | null>(() => null);
  readonly valuesChange = output<Record<string, unknown>>();
  protected readonly fields = computed(() => fieldEntries(this.attributes()));
  protected readonly rows = computed(() =>
    slotsOf(this.template(), this.values()).map((slot) => {
      const value = this.valueOf(slot);
      const kind = slot.mediaKind ?? 'document';
      return {
        slot,
        label: slotLabel(slot),
        value,
        shown: slot.place === 'offer_expiry' ? localTime(value) : value,
        typed: isTyped(slot),
        placeholder: defaultWords(slot) || (slot.sample ? `e.g. ${slot.sample}` : ''),
        problem: valueProblem(slot, value, Date.now()) ?? this.slotProblem()(slot.key),
        file: HEADER_FILES[kind],
        kindOf: () => kind,
        check: (file: File) => headerFileProblem(kind, file),
      };
    }),
  );
  protected readonly missing = computed(() => {
    const left = this.rows().filter(({ slot, value }) => isMissing(slot, value));
    return left.length ? `${left.length} ${left.length === 1 ? 'field' : 'fields'} left: ${left.map(({ label }) => label).join(', ')}` : null;
  });
  protected readonly iconUserCheck = iconUserCheck;

  protected set({ key }: TemplateSlot, value: string): void {
    const { [key]: _before, ...others } = this.values();
    this.valuesChange.emit(value === '' ? others : { ...others, [key]: value });
  }

  /** A browser's field knows the time of day here; WhatsApp gets it with its zone. */
  protected write(slot: TemplateSlot, text: string): void {
    const at = slot.place === 'offer_expiry' ? new Date(text) : null;
    this.set(slot, at && !Number.isNaN(at.getTime()) ? at.toISOString() : text);
  }

  protected insert(slot: TemplateSlot, field: TemplateField, box: HTMLInputElement): void {
    const { value, selectionStart, selectionEnd } = box;
    this.set(slot, `${value.slice(0, selectionStart ?? value.length)}{{${field}}}${value.slice(selectionEnd ?? value.length)}`);
  }

  private valueOf({ key }: TemplateSlot): string {
    return String(this.values()[key] ?? '');
  }
}

function localTime(value: string): string {
  const at = new Date(value);
  return value === '' || Number.isNaN(at.getTime()) ? '' : new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
