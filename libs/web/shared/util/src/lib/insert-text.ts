/**
 * Puts text into a field in place of a part of it, with the caret behind it, and tells the field's listeners.
 * The field has the focus when this returns, so that a key typed the next moment lands in it and not on the button that was pressed.
 *
 * @param from where the part begins, in UTF-16 units; the field's selection without it
 * @param to where it ends
 */
export function insertText(field: HTMLTextAreaElement | HTMLInputElement, text: string, from = field.selectionStart ?? field.value.length, to = field.selectionEnd ?? from): void {
  field.setRangeText(text, from, to, 'end');
  field.focus();
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
