import { ChangeDetectionStrategy, Component, DOCUMENT, ElementRef, ViewEncapsulation, effect, inject, input } from '@angular/core';
import { markdownNodes } from './markdown-nodes';

/** An article as it reads. */
@Component({
  selector: 'mx-markdown-preview',
  changeDetection: ChangeDetectionStrategy.OnPush,
  // What it draws is no part of the template, so styles go by the element's name.
  encapsulation: ViewEncapsulation.None,
  host: { dir: 'auto' },
  template: '',
  styles: `
    mx-markdown-preview { display: block; font: var(--mx-message); overflow-wrap: anywhere; }
    mx-markdown-preview :is(h1, h2, h3, h4, h5, h6) { font: var(--mx-title); margin-block: 1em .4em; }
    mx-markdown-preview h1 { font-size: 1.25rem; } mx-markdown-preview h2 { font-size: 1.125rem; }
    mx-markdown-preview :is(p, ul, ol, table, pre, blockquote) { margin-block-end: .75em; }
    mx-markdown-preview :is(ul, ol) { padding-inline-start: 1.5em; list-style: revert; }
    mx-markdown-preview table { border-collapse: collapse; }
    mx-markdown-preview :is(th, td) { border: 1px solid var(--mx-border); padding: .25rem .5rem; text-align: start; }
    mx-markdown-preview code { font-family: var(--mx-mono); }
    mx-markdown-preview blockquote { border-inline-start: 3px solid var(--mx-border-mid); padding-inline-start: 1em; }
  `,
})
export class MarkdownPreview {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly document = inject(DOCUMENT);
  readonly markdown = input.required<string>();

  constructor() {
    effect(() => this.host.replaceChildren(...markdownNodes(this.document, this.markdown())));
  }
}
