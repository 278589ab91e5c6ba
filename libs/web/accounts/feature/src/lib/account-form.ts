import { PASSWORD_MAX, PASSWORD_MIN } from '@mailtrixy/shared/dto';
import { FormField, emailAddress, minLength, required } from '@mailtrixy/web/shared/util';

export function nameField(initial = ''): FormField {
  return new FormField(initial, required('Enter your name.'));
}

export function emailField(initial = ''): FormField {
  return new FormField(initial, required('Enter your e-mail address.'), emailAddress());
}

/** A password being chosen, not one being asked for. */
export function newPasswordField(): FormField {
  return new FormField('', required('Choose a password.'), minLength(PASSWORD_MIN, `The password needs at least ${PASSWORD_MIN} characters.`), (value) => (value.length > PASSWORD_MAX ? `At most ${PASSWORD_MAX} characters.` : null));
}

/** Takes a value out of the URL's fragment and removes it from the address bar and the history. */
export function takeFromFragment(name: string): string {
  const value = new URLSearchParams(location.hash.slice(1)).get(name) ?? '';
  if (value !== '') history.replaceState(history.state, '', location.pathname + location.search);
  return value;
}
