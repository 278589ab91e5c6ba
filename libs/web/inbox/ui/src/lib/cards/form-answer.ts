import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { FormAnswerContent } from '@mailtrixy/shared/dto';

/** What the customer filled in: names and values, or the answer as it came. */
@Component({
  selector: 'mx-form-answer',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (answer().fields.length > 0) {
      <dl>
        @for (field of answer().fields; track $index) {
          <dt dir="auto">{{ field.name }}</dt>
          <dd dir="auto">{{ field.value }}</dd>
        }
      </dl>
    } @else if (answer().raw) {
      <pre>{{ answer().raw }}</pre>
    } @else {
      <p>Sent the form without any answers</p>
    }
  `,
  styles: `
    dl { display: grid; grid-template-columns: minmax(4rem, auto) minmax(0, 1fr); gap: 0 .75rem; font: var(--mx-body); margin: .125rem 0; }
    dt { color: var(--mx-text-2); max-inline-size: 12rem; overflow-wrap: anywhere; }
    dd { margin: 0; overflow-wrap: anywhere; white-space: pre-line; }
    pre { margin: 0; font: var(--mx-code); white-space: pre-wrap; overflow-wrap: anywhere; }
    p { margin: 0; font-style: italic; color: var(--mx-text-2); }
  `,
})
export class FormAnswer {
  readonly answer = input.required<FormAnswerContent>();
}
