import { ChangeDetectionStrategy, Component, ElementRef, afterRenderEffect, input, output, viewChild } from '@angular/core';
import { TextValue } from '@mailtrixy/web/shared/ui';
import { insertText } from '@mailtrixy/web/shared/util';
import { holesOf, slashWord, type SlashWord } from './composing/slash-word';

const MAX_LINES = 10;

/** The text field of the composer: grows from one to ten lines, and knows which key sends. */
@Component({
  selector: 'mx-composer-text',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TextValue],
  template: `
    <textarea
      #field
      class="text"
      rows="1"
      dir="auto"
      [mxTextValue]="text()"
      [placeholder]="placeholder()"
      [attr.aria-label]="label()"
      [attr.aria-invalid]="tooLong() || null"
      (input)="type(field)"
      (click)="look(field)"
      (blur)="slashed.emit(null)"
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
  readonly text = input.required<string>();
  readonly textChange = output<string>();
  readonly label = input.required<string>();
  readonly placeholder = input('');
  readonly sendKey = input<'enter' | 'ctrl-enter'>('enter');
  readonly tooLong = input(false);
  /** Gets keys first while something is listed above the field; true: it took it. */
  readonly listKey = input<((key: string) => boolean) | null>(null);
  readonly send = output();
  /** `/word` at the caret, or null when there is none any more. */
  readonly slashed = output<SlashWord | null>();
  readonly pasted = output<readonly File[]>();
  private readonly field = viewChild.required<ElementRef<HTMLTextAreaElement>>('field');

  constructor() {
    afterRenderEffect(() => {
      this.text();
      this.fit(this.field().nativeElement);
    });
  }

  /** @returns the field, which has the focus now */
  focus(): HTMLTextAreaElement {
    const field = this.field().nativeElement;
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
    return field;
  }

  /** Puts text where the caret is. */
  insert(text: string): void {
    insertText(this.field().nativeElement, text);
  }

  /** Puts text in place of a part, with the first unfilled field selected. */
  replace(from: number, to: number, text: string): void {
    const field = this.field().nativeElement;
    insertText(field, text, from, to);
    const [hole] = holesOf(text);
    if (hole) field.setSelectionRange(from + hole[0], from + hole[1]);
  }

  protected type(field: HTMLTextAreaElement): void {
    this.textChange.emit(field.value);
    this.look(field);
  }

  protected look(field: HTMLTextAreaElement): void {
    this.slashed.emit(slashWord(field.value, field.selectionStart));
  }

  /** Pictures come in as files; text stays the browser's, also where a program offers both. */
  protected onPaste(event: ClipboardEvent): void {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0 || event.clipboardData?.types.includes('text/plain')) return;
    event.preventDefault();
    this.pasted.emit(files);
  }

  protected onKey(event: KeyboardEvent): void {
    if (!event.isComposing && this.listKey()?.(event.key)) return event.preventDefault();
    if (event.key === 'Tab' && !event.shiftKey && this.toNextHole()) return event.preventDefault();
    this.onSendKey(event);
  }

  /** Tab goes from one unfilled field to the next, and from the last one on as ever; from behind them all to the first. */
  private toNextHole(): boolean {
    const field = this.field().nativeElement;
    const holes = holesOf(field.value);
    const onHole = holes.some(([from, to]) => from === field.selectionStart && to === field.selectionEnd);
    const next = holes.find(([from]) => from >= field.selectionEnd) ?? (onHole ? undefined : holes[0]);
    if (next) field.setSelectionRange(...next);
    return next !== undefined;
  }

  private onSendKey(event: KeyboardEvent): void {
    // 229: browsers that end the composition before they report its Enter
    if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229) return;
    const withCtrl = event.ctrlKey || event.metaKey;
    if (!withCtrl && (event.shiftKey || event.altKey || this.sendKey() === 'ctrl-enter')) return;
    // Ctrl+Shift+Enter and Ctrl+Alt+Enter (sends the AI's draft) are not about what is written here
    if (withCtrl && (event.shiftKey || event.altKey)) return;
    event.preventDefault();
    // a key that is held down is pressed once: its echo must not answer what the press raised
    if (!event.repeat) this.send.emit();
  }

  private fit(field: HTMLTextAreaElement): void {
    field.style.blockSize = 'auto';
    const style = getComputedStyle(field);
    const line = parseFloat(style.lineHeight) || 21;
    const padding = (parseFloat(style.paddingBlockStart) || 0) + (parseFloat(style.paddingBlockEnd) || 0);
    field.style.blockSize = `${Math.min(field.scrollHeight, Math.round(line * MAX_LINES + padding))}px`;
  }
}
