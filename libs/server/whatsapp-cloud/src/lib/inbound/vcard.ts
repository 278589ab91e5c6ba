/** What can be read of a vCard of any version; everything may be missing. */
export interface VCard {
  name: string | null;
  phones: { phone: string; waId: string | null }[];
  emails: string[];
  organisation: string | null;
}

const LONGEST = 20_000;
const VALUES_MAX = 20;

/** Reads the few members that a contact card shows; whatever else it holds stays in the raw delivery. */
export function readVCard(source: string): VCard {
  const card: VCard = { name: null, phones: [], emails: [], organisation: null };
  // A folded line goes on with a space or tab on the next one.
  for (const line of source.slice(0, LONGEST).replace(/\r?\n[ \t]/g, '').split(/\r?\n/)) {
    const found = /^(?:[\w-]+\.)?(FN|N|TEL|EMAIL|ORG)((?:;[^:]*)?):(.*)$/i.exec(line);
    if (!found) continue;
    const [, property, parameters, raw] = found;
    const value = raw.trim();
    if (!value) continue;
    switch (property.toUpperCase()) {
      case 'FN':
        card.name = plain(value);
        break;
      case 'N':
        card.name ??= inOrder(value);
        break;
      case 'TEL':
        if (card.phones.length < VALUES_MAX) card.phones.push({ phone: value.replace(/^tel:/i, ''), waId: /waid=(\d{5,20})/i.exec(parameters)?.[1] ?? null });
        break;
      case 'EMAIL':
        if (card.emails.length < VALUES_MAX) card.emails.push(plain(value));
        break;
      case 'ORG':
        card.organisation = parts(value).filter(Boolean).join(', ') || null;
        break;
    }
  }
  return card;
}

/** Last name; first name; more; prefix; suffix. */
function inOrder(value: string): string | null {
  const [last, first, more, prefix, suffix] = parts(value);
  return [prefix, first, more, last, suffix].filter(Boolean).join(' ') || null;
}

function parts(value: string): string[] {
  return value.split(/(?<!\\);/).map(plain);
}

function plain(value: string): string {
  return value.replace(/\\n/gi, ' ').replace(/\\([,;\\])/g, '$1').trim();
}
