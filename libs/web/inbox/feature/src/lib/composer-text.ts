import { ChangeDetectionStrategy, Component, ElementRef, afterRenderEffect, input, model, output, viewChild } from '@angular/core';

const MAX_LINES = 10;

/** The text field of the composer: grows from one to ten lines, and knows which key sends. */
@Component({
  selector: 'mx-composer-text',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <textarea
      #field
      class="text"
      rows="1"
      dir="auto"
      [value]="text()"
      [placeholder]="placeholder()"
      [attr.aria-label]="label()"
      [attr.aria-invalid]="tooLong() || null"
      (input)="text.set(field.value)"
      (keydown)="onKey($event)"
      (paste)="onPaste($event)"
    ></textarea>
  `,
  styles: `
    :host { display: block; }
    .text { display: block; inline-size: 100%; min-block-size: 2.25rem; padding: .4375rem .75rem .1875rem; border: 0; background: none; color: inherit; font: var(--mx-message); resize: none; outline: 0; overflow: hidden auto; overflow-wrap: anywhere; }
    .text::placeholder { color: var(--mx-text-3); opacity: 1; }
    @media (max-width: 767px) { .text { font-size: 1rem; } }
    @media (pointer: coarse) { .text { min-block-size: 2.75rem; padding-block-start: .6875rem; } }
  `,
})
export class ComposerText {
  readonly text = model.required<string>();
  readonly label = input.required<string>();
  readonly placeholder = input('');
  readonly sendKey = input<'enter' | 'ctrl-enter'>('enter');
  readonly tooLong = input(false);
  readonly send = output();
  readonly pasted = output<readonly File[]>();
  private readonly field = viewChild.required<ElementRef<HTMLTextAreaElement>>('field');

  constructor() {
    afterRenderEffect(() => {
      this.text();
      this.fit(this.field().nativeElement);
    });
  }

  focus(): void {
    const field = this.field().nativeElement;
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }

  /** Puts text where the caret is. */
  insert(text: string): void {
    const field = this.field().nativeElement;
    const at = field.selectionStart + text.length;
    this.text.set(field.value.slice(0, field.selectionStart) + text + field.value.slice(field.selectionEnd));
    setTimeout(() => {
      field.focus();
      field.setSelectionRange(at, at);
    });
  }

  /** Pictures come in as files; text stays the browser's, also where a program offers both. */
  protected onPaste(event: ClipboardEvent): void {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0 || event.clipboardData?.types.includes('text/plain')) return;
    event.preventDefault();
    this.pasted.emit(files);
  }

  protected onKey(event: KeyboardEvent): void {
    // 229: browsers that end the composition before they report its Enter
    if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229) return;
    const withCtrl = event.ctrlKey || event.metaKey;
    if (!withCtrl && (event.shiftKey || event.altKey || this.sendKey() === 'ctrl-enter')) return;
    if (withCtrl && event.shiftKey) return;
    event.preventDefault();
    this.send.emit();
  }

  private fit(field: HTMLTextAreaElement): void {
    field.style.blockSize = 'auto';
    const style = getComputedStyle(field);
    const line = parseFloat(style.lineHeight) || 21;
    const padding = (parseFloat(style.paddingBlockStart) || 0) + (parseFloat(style.paddingBlockEnd) || 0);
    field.style.blockSize = `${Math.min(field.scrollHeight, Math.round(line * MAX_LINES + padding))}px`;
  }
}
