import { Combobox as AriaCombobox, ComboboxInput, ComboboxPopupContainer } from '@angular/aria/combobox';
import { Listbox, Option } from '@angular/aria/listbox';
import { CdkConnectedOverlay, CdkOverlayOrigin } from '@angular/cdk/overlay';
import { ChangeDetectionStrategy, Component, afterRenderEffect, booleanAttribute, computed, effect, inject, input, linkedSignal, model, output, untracked, viewChild } from '@angular/core';
import { FieldContext } from './field-context';
import { Icon } from './icon/icon';
import { iconChevronDown } from './icon/base-icons';

export interface ComboboxOption<V extends string = string> {
  value: V;
  label: string;
  /** Second line. */
  hint?: string;
  /** More words to find it by. */
  words?: string;
  disabled?: boolean;
}

const MOST_SHOWN = 100;

/** A text field that finds one of many options. Filters by itself, or lets the owner do it (`remote`, listen to `queried`). */
@Component({
  selector: 'mx-combobox',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [AriaCombobox, CdkConnectedOverlay, CdkOverlayOrigin, ComboboxInput, ComboboxPopupContainer, Icon, Listbox, Option],
  host: { class: 'mx-combobox' },
  template: `
    <div ngCombobox filterMode="manual" [disabled]="disabled()" cdkOverlayOrigin #origin="cdkOverlayOrigin" class="mx-input-group">
      <input
        #box
        ngComboboxInput
        autocomplete="off"
        spellcheck="false"
        [attr.id]="context?.controlId"
        [attr.aria-label]="context ? null : label()"
        [attr.aria-describedby]="context?.describedBy()"
        [attr.aria-invalid]="context?.invalid() || null"
        [attr.placeholder]="placeholder() || null"
        [(value)]="query"
        (input)="queried.emit(box.value)"
        (blur)="left()"
      />
      <svg mx-icon [icon]="iconChevronDown"></svg>
      <ng-template ngComboboxPopupContainer>
        <ng-template cdkConnectedOverlay [cdkConnectedOverlayOrigin]="origin" [cdkConnectedOverlayOpen]="true" cdkConnectedOverlayMatchWidth [cdkConnectedOverlayOffsetY]="4" [cdkConnectedOverlayPush]="true">
          <div ngListbox class="mx-menu mx-combobox__list mx-scroll" [attr.aria-label]="label()" [values]="picked()" (valuesChange)="pick($event)">
            @for (option of shown(); track option.value) {
              <div ngOption class="mx-menu__item" [value]="option.value" [label]="option.label" [disabled]="option.disabled ?? false" (mousedown)="$event.preventDefault()" (pointerup)="point(option)">
                <span class="mx-trunc">{{ option.label }}</span>
                @if (option.hint) {
                  <span class="mx-menu__hint">{{ option.hint }}</span>
                }
              </div>
            } @empty {
              <div class="mx-combobox__none">{{ noMatch() }}</div>
            }
          </div>
        </ng-template>
      </ng-template>
    </div>
  `,
})
export class Combobox<V extends string = string> {
  protected readonly context = inject(FieldContext, { optional: true });
  private readonly aria = viewChild.required<AriaCombobox<V>>(AriaCombobox);
  private readonly listbox = viewChild<Listbox<V>>(Listbox);
  readonly label = input.required<string>();
  readonly options = input.required<readonly ComboboxOption<V>[]>();
  readonly value = model<V | null>(null);
  readonly placeholder = input('');
  readonly noMatch = input('No match');
  readonly remote = input(false, { transform: booleanAttribute });
  readonly disabled = input(false, { transform: booleanAttribute });
  readonly queried = output<string>();

  private readonly current = computed(() => (this.context?.field()?.value() as V | undefined) || this.value());
  private readonly currentLabel = computed(() => this.options().find((option) => option.value === this.current())?.label ?? '');
  protected readonly query = linkedSignal(() => this.currentLabel());
  protected readonly picked = computed<V[]>(() => {
    const current = this.current();
    return current === null ? [] : [current];
  });
  protected readonly shown = computed(() => {
    const options = this.options();
    const wanted = this.query().trim().toLocaleLowerCase();
    if (this.remote() || wanted === '' || this.query() === this.currentLabel()) return options.slice(0, MOST_SHOWN);
    return options.filter((option) => `${option.label} ${option.words ?? ''}`.toLocaleLowerCase().includes(wanted)).slice(0, MOST_SHOWN);
  });
  protected readonly iconChevronDown = iconChevronDown;

  constructor() {
    // The highlighted option must be in view while arrowing through a long list.
    afterRenderEffect(() => {
      if (this.aria().expanded()) this.listbox()?.scrollActiveItemIntoView({ block: 'nearest' });
    });
    effect(() => {
      if (!this.aria().expanded()) untracked(() => this.query.set(this.currentLabel()));
    });
  }

  protected left(): void {
    this.context?.field()?.touch();
  }

  /** The list lies in an overlay, where the clicks that Aria listens for do not come by. */
  protected point({ value, disabled }: ComboboxOption<V>): void {
    if (disabled) return;
    this.pick([value]);
    this.aria().close();
  }

  protected pick(values: readonly V[]): void {
    const value = values.at(-1);
    if (value === undefined || value === this.current()) return;
    this.value.set(value);
    this.context?.field()?.value.set(value);
    this.query.set(this.currentLabel());
    this.aria().close();
  }
}
