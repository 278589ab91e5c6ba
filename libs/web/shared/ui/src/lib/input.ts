import { Directive, ElementRef, effect, inject } from '@angular/core';
import { FieldContext } from './field-context';

/** A text input or textarea. Inside `<mx-field [field]>` it needs no other binding. */
@Directive({
  selector: 'input[mxInput], textarea[mxInput]',
  host: {
    '[class.mx-input]': '!area',
    '[class.mx-textarea]': 'area',
    '[attr.id]': 'context?.controlId',
    '[attr.aria-describedby]': 'context?.describedBy()',
    '[attr.aria-invalid]': 'context?.invalid() || null',
    '[attr.aria-required]': 'context?.required() || null',
    '(input)': 'write()',
    '(blur)': 'context?.field()?.touch()',
  },
})
export class Input {
  protected readonly context = inject(FieldContext, { optional: true });
  private readonly element = inject<ElementRef<HTMLInputElement | HTMLTextAreaElement>>(ElementRef).nativeElement;
  protected readonly area = this.element.tagName === 'TEXTAREA';

  constructor() {
    effect(() => {
      const value = this.context?.field()?.value();
      // Setting the text it already has would move the caret.
      if (value !== undefined && value !== this.element.value) this.element.value = value;
    });
  }

  protected write(): void {
    this.context?.field()?.value.set(this.element.value);
  }
}
