import { parameterError } from '../graph/graph-error';
import { invalid, missing } from './request-error';

type Members = Record<string, unknown>;

const captioned = new Set(['document', 'image', 'video']);

export function checkText(text: Members): void {
  const body = text['body'];
  if (body === undefined || body === null || body === '') throw missing("Parameter 'text.body' is required.");
  if (typeof body !== 'string') throw parameterError("Param text['body'] must be a string.");
  // counted in code points: how Meta counts is not documented (META §13)
  if (body.length > 4096 && [...body].length > 4096) throw parameterError("Param text['body'] must be at most 4096 characters long.");
  const preview = text['preview_url'];
  if (preview !== undefined && typeof preview !== 'boolean' && preview !== 'true' && preview !== 'false') {
    throw parameterError("Param text['preview_url'] must be a boolean.");
  }
}

/** `path` is the place of the object in the request, as Graph names it. */
export function checkMedia(type: string, content: Members, path = type): void {
  const { id, link, caption, filename, voice } = content;
  if (!id && !link) throw missing(`One of '${path}.id' and '${path}.link' is required.`);
  if (id && link) throw parameterError(`Param ${path} must have either id or link, not both.`);
  if (id && typeof id !== 'string') throw parameterError(`Param ${path}['id'] must be a string.`);
  if (link !== undefined && !(typeof link === 'string' && /^https?:\/\/./.test(link))) throw invalid(`Parameter '${path}.link' is not a valid URL.`);
  if (voice !== undefined && (type !== 'audio' || typeof voice !== 'boolean')) throw parameterError(`Unexpected key "voice" on param "${path}".`);
  if (filename !== undefined && (type !== 'document' || typeof filename !== 'string')) throw parameterError(`Unexpected key "filename" on param "${path}".`);
  if (caption === undefined) return;
  if (!captioned.has(type)) throw parameterError(`Unexpected key "caption" on param "${path}".`);
  if (typeof caption !== 'string' || [...caption].length > 1024) throw parameterError(`Param ${path}['caption'] must be at most 1024 characters long.`);
}

/** Latitude and longitude as numbers or strings (META §8.5). */
export function checkLocation(location: Members): void {
  for (const [name, most] of [['latitude', 90], ['longitude', 180]] as const) {
    const value = location[name];
    if (value === undefined || value === null || value === '') throw missing(`Parameter 'location.${name}' is required.`);
    const degrees = Number(value);
    if (!Number.isFinite(degrees) || Math.abs(degrees) > most) throw invalid(`Parameter 'location.${name}' must be between -${most} and ${most}.`);
  }
  for (const name of ['name', 'address']) {
    if (location[name] !== undefined && typeof location[name] !== 'string') throw parameterError(`Param location['${name}'] must be a string.`);
  }
}

/** An empty emoji takes the reaction back (META §8.5). */
export function checkReaction(reaction: Members): void {
  const { message_id: messageId, emoji } = reaction;
  if (messageId === undefined || messageId === null || messageId === '') throw missing("Parameter 'reaction.message_id' is required.");
  if (typeof messageId !== 'string' || !messageId.startsWith('wamid.')) throw invalid("Parameter 'reaction.message_id' is not a valid message ID.");
  if (emoji === undefined || emoji === null) throw missing("Parameter 'reaction.emoji' is required.");
  if (typeof emoji !== 'string' || (emoji !== '' && !isOneEmoji(emoji))) throw invalid("Parameter 'reaction.emoji' must be one emoji.");
}

function isOneEmoji(text: string): boolean {
  const graphemes = [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)];
  return graphemes.length === 1 && /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u.test(text);
}

/** At most 257 cards; a formatted name and one more part of it (META §8.5). */
export function checkContacts(cards: unknown): void {
  if (!Array.isArray(cards) || cards.length === 0) throw parameterError('Param contacts must be a non-empty array.');
  if (cards.length > 257) throw invalid('At most 257 contacts may be sent in one message.');
  cards.forEach((card: unknown, i) => {
    const name = (card as { name?: unknown } | null)?.name;
    if (typeof name !== 'object' || name === null) throw missing(`Parameter 'contacts[${i}].name' is required.`);
    const { formatted_name: formatted, ...parts } = name as Members;
    if (typeof formatted !== 'string' || formatted === '') throw missing(`Parameter 'contacts[${i}].name.formatted_name' is required.`);
    const known = ['first_name', 'last_name', 'middle_name', 'suffix', 'prefix'];
    if (!known.some((part) => typeof parts[part] === 'string' && parts[part] !== '')) throw missing(`Parameter 'contacts[${i}].name' needs one of ${known.join(', ')}.`);
    for (const list of ['phones', 'emails', 'urls', 'addresses']) {
      const value = (card as Members)[list];
      if (value !== undefined && !Array.isArray(value)) throw parameterError(`Param contacts[${i}]['${list}'] must be an array.`);
    }
  });
}
