import { Injectable, inject } from '@angular/core';
import { Shortcuts, insertText } from '@mailtrixy/web/shared/util';

/** To be called once a field has the focus: it gets what was typed until then. With null: no field will come. */
export type FieldArrived = (field: HTMLTextAreaElement | HTMLInputElement | null) => void;

const WAIT_MS = 3000;

/** Keeps what is typed between the key that asks for a text field and the field's focus: on a slow line its page still loads. */
@Injectable()
export class TypingAhead {
  private coming: { typed: string; since: number } | null = null;

  constructor() {
    inject(Shortcuts).before((event, inField) => this.takes(event, inField));
  }

  /** A field is about to get the focus. The next call takes the place of this one. */
  begin(): FieldArrived {
    const coming = { typed: '', since: Date.now() };
    this.coming = coming;
    return (field) => {
      if (this.coming !== coming) return;
      this.coming = null;
      if (field && coming.typed) insertText(field, coming.typed);
    };
  }

  /** Whether a key was meant for the field to come, and is kept for it. Escape, another field or three seconds without one end the waiting. */
  private takes({ key, ctrlKey, metaKey, altKey }: KeyboardEvent, inField: boolean): boolean {
    const { coming } = this;
    if (!coming || ctrlKey || metaKey || altKey) return false;
    if (key === 'Escape' || inField || Date.now() - coming.since > WAIT_MS) {
      this.coming = null;
      return false;
    }
    if (key === 'Backspace') coming.typed = [...coming.typed].slice(0, -1).join('');
    else if ([...key].length === 1) coming.typed += key;
    else return key === 'Enter';
    return true;
  }
}
