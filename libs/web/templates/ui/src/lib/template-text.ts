import { NgTemplateOutlet } from '@angular/common';
import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { type InlineNode, parseMarks } from '@mailtrixy/web/shared/util';
import { type Hole, type ShownNode, plainNodes, withHoles, withSigns } from './holes';

type Line = readonly InlineNode[];

/** A template's text: WhatsApp's marks drawn, variables filled or shown as ‹name›. Text is only ever bound as text. */
@Component({
  selector: 'mx-template-text',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [NgTemplateOutlet],
  host: { class: 'mx-marked', dir: 'auto' },
  template: `<ng-template #shown let-nodes>@for (node of nodes; track $index) {@switch (node.kind) {@case ('hole') {@if (node.hole.value) {<span class="filled" dir="auto">{{ node.hole.value }}</span>} @else {<span class="hole">‹{{ node.hole.label }}›</span>}}@default {{{ node.text }}}}}</ng-template><ng-template #line let-nodes>@for (node of nodes; track $index) {@switch (node.kind) {@case ('bold') {<b><ng-container *ngTemplateOutlet="line; context: { $implicit: node.children }" /></b>}@case ('italic') {<i><ng-container *ngTemplateOutlet="line; context: { $implicit: node.children }" /></i>}@case ('strike') {<s><ng-container *ngTemplateOutlet="line; context: { $implicit: node.children }" /></s>}@case ('code') {<code><ng-container *ngTemplateOutlet="shown; context: { $implicit: split(node.text) }" /></code>}@case ('link') {<u><ng-container *ngTemplateOutlet="shown; context: { $implicit: split(node.text) }" /></u>}@default {<ng-container *ngTemplateOutlet="shown; context: { $implicit: split(node.text) }" />}}}</ng-template>@if (plain()) {<ng-container *ngTemplateOutlet="shown; context: { $implicit: plainParts() }" />} @else {@for (block of blocks(); track $index) {@if (block.pre !== null) {<pre class="mx-marked__code"><ng-container *ngTemplateOutlet="shown; context: { $implicit: split(block.pre) }" /></pre>} @else {@for (row of block.lines; track $index) {<span class="line" [class.quote]="block.kind === 'quote'" dir="auto">@if (block.kind === 'list') {<span aria-hidden="true">{{ block.ordered ? block.start + $index + '. ' : '• ' }}</span>}<ng-container *ngTemplateOutlet="line; context: { $implicit: row }" /></span>}}}}`,
  styles: `
    .line { display: block; min-block-size: 1lh; }
    .quote { padding-inline-start: .5rem; border-inline-start: 3px solid var(--mx-border-strong); }
    .hole { background: var(--mx-warn-bg); color: var(--mx-warn); border-radius: 4px; padding: 0 4px; box-shadow: inset 0 0 0 1px var(--mx-warn-line); font-weight: 500; }
    .filled { font-weight: 600; }
  `,
})
export class TemplateText {
  readonly text = input.required<string>();
  /** What fills a variable, by its name. */
  readonly holeOf = input.required<(name: string) => Hole>();
  /** Without marks, as in a header. */
  readonly plain = input(false);

  private readonly signed = computed(() => withSigns(this.text(), this.holeOf()));
  protected readonly plainParts = computed(() => plainNodes(this.text(), this.holeOf()));
  protected readonly blocks = computed(() =>
    parseMarks(this.signed().text).map((block) => {
      if (block.kind === 'code') return { kind: 'code', pre: block.text, lines: [] as Line[], ordered: false, start: 0 };
      if (block.kind === 'list') return { kind: 'list', pre: null, lines: block.items, ordered: block.ordered, start: block.start };
      return { kind: block.kind, pre: null, lines: block.lines, ordered: false, start: 0 };
    }),
  );

  protected split(text: string): ShownNode[] {
    return withHoles(text, this.signed().holes);
  }
}
