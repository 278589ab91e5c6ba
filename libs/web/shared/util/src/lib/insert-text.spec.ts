import { insertText } from './insert-text';

function fieldWith(value: string, from: number, to = from): { field: HTMLTextAreaElement; heard: string[] } {
  const field = document.createElement('textarea');
  const heard: string[] = [];
  field.addEventListener('input', () => heard.push(field.value));
  document.body.append(field);
  field.value = value;
  field.setSelectionRange(from, to);
  return { field, heard };
}

describe('insertText', () => {
  afterEach(() => document.body.replaceChildren());

  it('replaces what is selected, leaves the caret behind it, and tells listeners once', () => {
    const { field, heard } = fieldWith('Hello you!', 6, 9);
    insertText(field, 'Maya');
    expect(field.value).toBe('Hello Maya!');
    expect([field.selectionStart, field.selectionEnd]).toEqual([10, 10]);
    expect(heard).toEqual(['Hello Maya!']);
  });

  it('replaces a given part', () => {
    const { field } = fieldWith('say /hi now', 11);
    insertText(field, 'Good morning', 4, 7);
    expect(field.value).toBe('say Good morning now');
    expect(field.selectionStart).toBe(16);
  });

  it('has the focus at once, so that the next key does not press the button again', () => {
    const { field } = fieldWith('', 0);
    const button = document.body.appendChild(document.createElement('button'));
    button.focus();
    insertText(field, 'x');
    expect(document.activeElement).toBe(field);
  });
});
