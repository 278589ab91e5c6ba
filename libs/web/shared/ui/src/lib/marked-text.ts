import { ChangeDetectionStrategy, Component, computed, forwardRef, input } from '@angular/core';
import type { InlineNode } from '@mailtrixy/web/shared/util';
import { parseMarks } from '@mailtrixy/web/shared/util';

/** Inline nodes as elements. Text is only ever bound as text. */
@Component({
  selector: 'mx-inline-nodes',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [forwardRef(() => InlineNodes)],
  template: `@for (node of nodes(); track $index) {@switch (node.kind) {@case ('text') {{{ node.text }}}@case ('code') {<code>{{ node.text }}</code>}@case ('link') {<a [href]="node.href" target="_blank" rel="noopener noreferrer">{{ node.text }}</a>}@case ('bold') {<b><mx-inline-nodes [nodes]="node.children" /></b>}@case ('italic') {<i><mx-inline-nodes [nodes]="node.children" /></i>}@case ('strike') {<s><mx-inline-nodes [nodes]="node.children" /></s>}}}`,
})
export class InlineNodes {
  readonly nodes = input.required<readonly InlineNode[]>();
}

/** A message's text with WhatsApp's marks drawn: bold, italic, strike, code, lists, quotes, links. */
@Component({
  selector: 'mx-marked-text',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [InlineNodes],
  host: { class: 'mx-marked', dir: 'auto' },
  template: `@for (block of blocks(); track $index) {@switch (block.kind) {@case ('code') {<pre class="mx-marked__code">{{ block.text }}</pre>}@case ('list') {@if (block.ordered) {<ol class="mx-marked__list" [attr.start]="block.start">@for (item of block.items; track $index) {<li><mx-inline-nodes [nodes]="item" /></li>}</ol>} @else {<ul class="mx-marked__list">@for (item of block.items; track $index) {<li><mx-inline-nodes [nodes]="item" /></li>}</ul>}}@case ('quote') {<blockquote class="mx-marked__quote">@for (line of block.lines; track $index) {@if ($index > 0) {<br />}<mx-inline-nodes [nodes]="line" />}</blockquote>}@default {@for (line of block.lines; track $index) {@if ($index > 0) {<br />}<mx-inline-nodes [nodes]="line" />}}}}`,
})
export class MarkedText {
  readonly text = input.required<string>();
  protected readonly blocks = computed(() => parseMarks(this.text()));
}
