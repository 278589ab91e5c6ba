import { ChangeDetectionStrategy, Component, booleanAttribute, computed, forwardRef, input } from '@angular/core';

type Row = { key: string; value: unknown };

/** One value of a JSON document; objects and arrays fold. Text only, never HTML. */
@Component({
  selector: 'mx-json-node',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [forwardRef(() => JsonNode)],
  host: { class: 'mx-json__node' },
  template: `
    @if (rows(); as rows) {
      <details [open]="depth() < openDepth()">
        <summary><span class="mx-json__key">{{ prefix() }}</span><span class="mx-json__sum">{{ brackets() }}</span></summary>
        @for (row of rows; track row.key) {
          <mx-json-node [name]="row.key" [value]="row.value" [depth]="depth() + 1" [openDepth]="openDepth()" [inList]="list()" />
        }
      </details>
    } @else {
      <span class="mx-json__key">{{ prefix() }}</span><span [class]="'mx-json__' + type()">{{ text() }}</span>
    }
  `,
})
export class JsonNode {
  readonly name = input('');
  readonly value = input<unknown>(null);
  readonly depth = input(0);
  readonly openDepth = input(4);
  readonly inList = input(false, { transform: booleanAttribute });
  protected readonly list = computed(() => Array.isArray(this.value()));
  protected readonly rows = computed<Row[] | null>(() => {
    const value = this.value();
    if (typeof value !== 'object' || value === null) return null;
    return Object.entries(value).map(([key, inner]) => ({ key, value: inner as unknown }));
  });
  protected readonly prefix = computed(() => (this.name() === '' ? '' : this.inList() ? `${this.name()}: ` : `"${this.name()}": `));
  protected readonly brackets = computed(() => {
    const count = this.rows()?.length ?? 0;
    return this.list() ? `[ ${count} ]` : `{ ${count} }`;
  });
  protected readonly type = computed(() => (this.value() === null ? 'null' : typeof this.value()));
  protected readonly text = computed(() => JSON.stringify(this.value()) ?? 'undefined');
}

/** JSON to read: a folding tree, or the raw text as it came. */
@Component({
  selector: 'mx-json-view',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [JsonNode],
  host: { class: 'mx-json mx-scroll', tabindex: '0', role: 'region', '[attr.aria-label]': 'label()' },
  template: `
    @if (raw() || parsed() === undefined) {
      <pre>{{ plain() }}</pre>
    } @else {
      <mx-json-node [value]="parsed()" [openDepth]="openDepth()" />
    }
  `,
})
export class JsonView {
  readonly label = input('JSON');
  /** A JSON text or an already parsed value. */
  readonly value = input.required<unknown>();
  readonly raw = input(false, { transform: booleanAttribute });
  readonly openDepth = input(6);
  protected readonly plain = computed(() => {
    const value = this.value();
    return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  });
  protected readonly parsed = computed<unknown>(() => {
    const value = this.value();
    if (typeof value !== 'string') return value;
    try {
      return JSON.parse(value) as unknown;
    } catch {
      return undefined;
    }
  });
}
