import type { ContentProblems } from './content-problems';

/** META-CLOUD-API §8.5. */
const CARDS_MAX = 257;
const ENTRIES_MAX = 50;
const TEXT_MAX = 255;
const ADDRESS_MAX = 1000;
const CARD = ['name', 'phones', 'emails', 'organisation', 'addresses', 'urls', 'birthday'];

/** Cards of people: each with a name and at least one way to reach somebody or something to know. */
export function checkContacts(problems: ContentProblems, value: unknown): void {
  const cards = problems.items('contacts', value, { min: 1, max: CARDS_MAX, name: 'Contact cards' });
  cards?.forEach((card, index) => checkCard(problems, `contacts.${index}`, card));
}

function checkCard(problems: ContentProblems, field: string, value: unknown): void {
  const card = problems.members(field, value, CARD);
  if (!card) return;
  problems.text(`${field}.name`, card['name'], { max: TEXT_MAX, required: true, name: 'The name' });
  each(problems, `${field}.phones`, card['phones'], (at, phone) => {
    const members = problems.members(at, phone, ['phone', 'type', 'waId']);
    if (!members) return;
    const number = problems.text(`${at}.phone`, members['phone'], { max: TEXT_MAX, required: true, name: 'The phone number' });
    if (number !== null && !/\d/.test(number)) problems.add(`${at}.phone`, 'The phone number has no digits.');
    problems.text(`${at}.type`, members['type'], { max: 32, name: 'The kind of number' });
    const waId = problems.text(`${at}.waId`, members['waId'], { max: 32, name: 'The WhatsApp number' });
    if (waId !== null && !/^\d+$/.test(waId)) problems.add(`${at}.waId`, 'The WhatsApp number must be digits only.');
  });
  each(problems, `${field}.emails`, card['emails'], (at, email) => {
    const members = problems.members(at, email, ['email', 'type']);
    if (!members) return;
    const address = problems.text(`${at}.email`, members['email'], { max: TEXT_MAX, required: true, name: 'The e-mail address' });
    if (address !== null && !/^\S+@\S+$/.test(address)) problems.add(`${at}.email`, 'This is not an e-mail address.');
    problems.text(`${at}.type`, members['type'], { max: 32, name: 'The kind of address' });
  });
  problems.text(`${field}.organisation`, card['organisation'], { max: TEXT_MAX, name: 'The organisation' });
  each(problems, `${field}.addresses`, card['addresses'], (at, address) => problems.text(at, address, { max: ADDRESS_MAX, required: true, name: 'The address' }));
  each(problems, `${field}.urls`, card['urls'], (at, url) => problems.url(at, url, 'The link'));
  const birthday = problems.text(`${field}.birthday`, card['birthday'], { max: 10, name: 'The birthday' });
  if (birthday !== null && !isDay(birthday)) problems.add(`${field}.birthday`, 'The birthday must be a day written as 1980-12-31.');
}

function each(problems: ContentProblems, field: string, value: unknown, check: (field: string, item: unknown) => void): void {
  problems.items(field, value, { min: 0, max: ENTRIES_MAX, name: 'Entries' })?.forEach((item, index) => check(`${field}.${index}`, item));
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
