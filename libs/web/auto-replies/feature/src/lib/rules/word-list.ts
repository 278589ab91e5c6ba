import { ChangeDetectionStrategy, Component, ElementRef, inject, input, model, output, viewChild } from '@angular/core';
import { Chip } from '@mailtrixy/web/shared/ui';

/** Words as chips; Enter or leaving the field adds, Backspace in the empty field takes the last one away. A comma is part of what people write. */
@Component({
  selector: 'mx-word-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Chip],
  template: `
    @for (word of words(); track $index) {
      <mx-chip [large]="true" [removable]="word" (removed)="remove($index)"><span dir="auto">{{ word }}</span></mx-chip>
    }
    <input #box type="text" dir="auto" autocomplete="off" enterkeyhint="done" [attr.aria-label]="label()" [attr.aria-invalid]="invalid() || null" [attr.aria-describedby]="describedBy() || null" [placeholder]="placeholder()" (keydown)="press($event)" (blur)="leave()" (paste)="paste($event)" />
  `,
  host: { class: 'words', '[class.is-invalid]': 'invalid()' },
  styles: `
    :host { display: inline-flex; flex-wrap: wrap; gap: var(--mx-2); align-items: center; padding: 1px 3px; border: 1px solid var(--mx-border-strong); border-radius: var(--mx-r-control); background: var(--mx-surface); flex: 1; min-inline-size: 12rem; min-block-size: 1.75rem; }
    :host(.is-invalid) { border-color: var(--mx-danger); }
    :host:focus-within { outline: 2px solid var(--mx-focus); outline-offset: -1px; }
    input { flex: 1; min-inline-size: 6rem; border: 0; outline: 0; background: none; padding: 0 .25rem; min-block-size: 1.5rem; color: var(--mx-text); font: inherit; }
    input::placeholder { color: var(--mx-text-3); opacity: 1; }
    mx-chip { max-inline-size: 100%; overflow-wrap: anywhere; }
  `,
})
export class WordList {
  private readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly label = input.required<string>();
  readonly placeholder = input('add a word');
  readonly words = model.required<readonly string[]>();
  readonly invalid = input(false);
  readonly describedBy = input('');
  readonly left = output();

  protected press(event: KeyboardEvent): void {
    const input = this.box().nativeElement;
    // Enter that ends an input method's word is not ours.
    if (event.key === 'Enter' && !event.isComposing) {
      event.preventDefault();
      this.add(input.value);
    } else if (event.key === 'Backspace' && input.value === '' && this.words().length) {
      this.remove(this.words().length - 1);
    }
  }

  protected paste(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData('text') ?? '';
    if (!/[\r\n]/.test(text)) return;
    event.preventDefault();
    const { value, selectionStart, selectionEnd } = this.box().nativeElement;
    const typed = value.slice(0, selectionStart ?? value.length) + text + value.slice(selectionEnd ?? value.length);
    typed.split(/[\r\n]+/).forEach((word) => this.add(word));
  }

  protected leave(): void {
    this.add(this.box().nativeElement.value);
    this.left.emit();
  }

  protected remove(index: number): void {
    this.words.update((words) => words.filter((_, at) => at !== index));
    if (this.host.contains(document.activeElement)) this.box().nativeElement.focus();
  }

  private add(text: string): void {
    const word = text.trim();
    this.box().nativeElement.value = '';
    if (word && !this.words().some((known) => known.toLocaleLowerCase() === word.toLocaleLowerCase())) this.words.update((words) => [...words, word]);
  }
}
