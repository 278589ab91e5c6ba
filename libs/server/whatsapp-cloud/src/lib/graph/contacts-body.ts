import type { ContactCard } from '@mailtrixy/shared/dto';

/** Meta wants every address to say what it is for; a card of ours that does not say is a business's. */
const DEFAULT_TYPE = 'WORK';

export function contactsBody(cards: readonly ContactCard[]): Record<string, unknown> {
  return { type: 'contacts', contacts: cards.map(cardBody) };
}

function cardBody(card: ContactCard): Record<string, unknown> {
  return {
    name: nameBody(card.name),
    ...filled('phones', card.phones.map(({ phone, type, waId }) => ({ phone, type: type ?? DEFAULT_TYPE, ...(waId ? { wa_id: waId } : {}) }))),
    ...filled('emails', card.emails.map(({ email, type }) => ({ email, type: type ?? DEFAULT_TYPE }))),
    ...(card.organisation ? { org: { company: card.organisation } } : {}),
    ...filled('addresses', card.addresses.map((street) => ({ street, type: DEFAULT_TYPE }))),
    ...filled('urls', card.urls.map((url) => ({ url, type: DEFAULT_TYPE }))),
    ...(card.birthday ? { birthday: card.birthday } : {}),
  };
}

/** Meta requires one more part beside the whole name. The last word is the family name; a single word is a first name. */
function nameBody(name: string): Record<string, string> {
  const whole = name.trim();
  const cut = whole.lastIndexOf(' ');
  return cut < 0 ? { formatted_name: whole, first_name: whole } : { formatted_name: whole, first_name: whole.slice(0, cut).trim(), last_name: whole.slice(cut + 1) };
}

function filled(member: string, items: readonly unknown[]): Record<string, unknown> {
  return items.length ? { [member]: items } : {};
}
