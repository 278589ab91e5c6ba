import { Directive, ElementRef, afterRenderEffect, inject, input, signal } from '@angular/core';

/**
 * What a text field shows, for fields that are emptied or refilled while someone types, e.g. by Enter.
 * A plain `[value]` compares with what it wrote last: text that is typed and taken away again before the page is drawn would stay in the field.
 */
@Directive({ selector: 'input[mxTextValue], textarea[mxTextValue]', host: { '(input)': 'typed.set({})' } })
export class TextValue {
  readonly mxTextValue = input.required<string>();
  protected readonly typed = signal({});

  constructor() {
    const field = inject<ElementRef<HTMLInputElement | HTMLTextAreaElement>>(ElementRef).nativeElement;
    afterRenderEffect({
      write: () => {
        this.typed();
        const text = this.mxTextValue();
        // writing the same text would move the caret and end a composition
        if (field.value !== text) field.value = text;
      },
    });
  }
}
