/** What people note about a contact, such as an order number: name → text. */
export type ContactAttributes = Record<string, string>;

/** Of one contact. */
export const ATTRIBUTES_MAX = 30;
export const ATTRIBUTE_NAME_MAX = 40;
/** In characters. */
export const ATTRIBUTE_VALUE_MAX = 500;

/** Small letters, digits and underscores. */
export function isAttributeName(name: string): boolean {
  return /^[a-z0-9_]{1,40}$/.test(name);
}

/** "order_number" → "Order number". */
export function attributeWords(name: string): string {
  const words = name.replace(/_+/g, ' ').trim() || name;
  return words.charAt(0).toUpperCase() + words.slice(1);
}
