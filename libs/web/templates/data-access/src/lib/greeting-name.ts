/** A name that is only a number or an id says nothing in a greeting. */
export function greetingName(name: string | null): string | null {
  return name && /\p{L}/u.test(name) && !/^WhatsApp user /.test(name) ? name : null;
}
