import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal, output, signal } from '@angular/core';
import { type TemplateDetail, type TemplateField, type TemplateSlot, attributeOfField } from '@mailtrixy/shared/dto';
import { TemplatesApi, fieldWords, fieldsWith, isTyped } from '@mailtrixy/web/templates/data-access';
import { Button, Select } from '@mailtrixy/web/shared/ui';
import { ApiProblem, UnsavedWork } from '@mailtrixy/web/shared/util';

type Filled = 'ask' | 'text' | TemplateField;
interface SlotDefault {
  from: Filled;
  text: string;
}

/** What fills each variable by itself. Agents can still change it when they send. */
@Component({
  selector: 'mx-template-defaults',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, Select],
  template: `
    <p class="mx-field__hint">Filled in when you send. Agents can change them. * = needed</p>
    <div class="wrap">
      <table class="mx-table mx-table--dense">
        <thead><tr><th scope="col">Field</th><th scope="col">Default from</th><th scope="col">Sample</th></tr></thead>
        <tbody>
          @for (slot of template().slots; track slot.key) {
            <tr data-testid="default-row" [attr.data-key]="slot.key">
              <td><code class="mx-code">{{ slot.key }}</code>&ngsp;<span dir="auto">{{ slot.label }}</span>{{ slot.required ? ' *' : '' }}</td>
              <td>
                @if (fillable(slot)) {
                  <mx-select [small]="true" [label]="'Default of ' + slot.label" [options]="options()" [disabled]="!editable()" [value]="of(slot).from" (valueChange)="change(slot, { from: $event ?? 'ask' })" />
                  @if (of(slot).from === 'text') {
                    <input #box class="mx-input mx-input--sm" dir="auto" maxlength="1024" [attr.aria-label]="'Fixed text of ' + slot.label" [disabled]="!editable()" [value]="of(slot).text" (input)="change(slot, { text: box.value })" />
                  }
                } @else {
                  <span class="mx-t2">Given when it is sent</span>
                }
              </td>
              <td class="mx-t2" dir="auto">{{ slot.sample ?? '—' }}</td>
            </tr>
          }
        </tbody>
      </table>
    </div>
    @if (dirty() > 0) {
      <p class="actions">
        <span class="mx-grow mx-t2">{{ dirty() }} unsaved {{ dirty() === 1 ? 'change' : 'changes' }}</span>
        <button mx-button type="button" kind="ghost" (click)="discard()">Discard</button>
        <button mx-button type="button" kind="primary" data-testid="save-defaults" [loading]="busy()" (click)="save()">Save</button>
      </p>
    }
    @if (failure(); as words) {
      <p class="mx-field__error" role="alert">{{ words }}</p>
    }
    <span class="mx-sr" role="status">{{ said() }}</span>
  `,
  styles: `
    .wrap { overflow-x: auto; margin-block-start: .5rem; }
    td { padding-block: .25rem; vertical-align: middle; }
    td > .mx-input { margin-block-start: .25rem; }
    .actions { display: flex; align-items: center; gap: .5rem; margin-block-start: .75rem; }
  `,
})
export class TemplateDefaults {
  private readonly api = inject(TemplatesApi);
  readonly template = input.required<TemplateDetail>();
  readonly editable = input(false);
  /** Names of attributes that contacts have. */
  readonly attributes = input<readonly string[]>([]);
  readonly saved = output<TemplateDetail>();

  protected readonly options = computed<{ value: Filled; label: string }[]>(() => {
    // A stored one is offered also when no contact has it any more.
    const stored = this.template().slots.flatMap(({ defaultField }) => attributeOfField(defaultField ?? '') ?? []);
    const fields = fieldsWith([...new Set([...this.attributes(), ...stored])].sort());
    return [{ value: 'ask', label: 'Ask every time' }, ...fields.map((field) => ({ value: field, label: fieldWords(field) })), { value: 'text', label: 'Fixed text…' }];
  });
  protected readonly busy = signal(false);
  protected readonly failure = signal<string | null>(null);
  protected readonly said = signal('');
  private readonly stored = computed(() => Object.fromEntries(this.template().slots.map((slot) => [slot.key, storedOf(slot)])));
  private readonly wanted = linkedSignal<Readonly<Record<string, SlotDefault>>>(() => this.stored());
  private readonly changed = computed(() => this.template().slots.filter(({ key }) => !same(this.wanted()[key], this.stored()[key])));
  protected readonly dirty = computed(() => this.changed().length);
  protected readonly fillable = isTyped;

  constructor() {
    inject(UnsavedWork).watch(computed(() => this.dirty() > 0));
  }

  protected of({ key }: TemplateSlot): SlotDefault {
    return this.wanted()[key] ?? { from: 'ask', text: '' };
  }

  protected change(slot: TemplateSlot, change: Partial<SlotDefault>): void {
    this.wanted.update((all) => ({ ...all, [slot.key]: { ...this.of(slot), ...change } }));
  }

  protected discard(): void {
    this.wanted.set(this.stored());
    this.failure.set(null);
  }

  protected async save(): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.failure.set(null);
    try {
      const defaults = Object.fromEntries(this.changed().map((slot) => [slot.key, requestOf(this.of(slot))]));
      this.saved.emit(await this.api.update(this.template().id, { defaults }));
      this.said.set('Saved');
    } catch (error) {
      const problem = ApiProblem.from(error);
      this.failure.set(problem.errors[0]?.message ?? problem.message);
    } finally {
      this.busy.set(false);
    }
  }
}

function storedOf({ defaultField, defaultText }: TemplateSlot): SlotDefault {
  return { from: defaultField ?? (defaultText ? 'text' : 'ask'), text: defaultText ?? '' };
}

function requestOf({ from, text }: SlotDefault): { field: TemplateField | null; text: string | null } | null {
  if (from === 'ask' || (from === 'text' && !text.trim())) return null;
  return from === 'text' ? { field: null, text: text.trim() } : { field: from, text: null };
}

function same(a: SlotDefault | undefined, b: SlotDefault | undefined): boolean {
  return JSON.stringify(a && requestOf(a)) === JSON.stringify(b && requestOf(b));
}
