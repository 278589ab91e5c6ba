import type { ContentDraft } from '@mailtrixy/server/channels';
import type { FieldError } from '@mailtrixy/shared/dto';
import { checkContacts } from './check-contacts';
import { checkInteractive } from './check-interactive';
import { ContentProblems } from './content-problems';
import { isEmoji } from './is-emoji';

/** META-CLOUD-API §8.4. */
const CAPTION_MAX = 1024;
/** Not documented by Meta; longer ones help nobody. */
const PLACE_TEXT_MAX = 1000;

/**
 * What WhatsApp would refuse in a message, in words for the person who wrote it (limits: META-CLOUD-API §8.3 to §8.6,
 * §13). Checked before a message is queued, for Meta tells of some of it only minutes later and without a field.
 */
export function checkContent(draft: ContentDraft): FieldError[] {
  const problems = new ContentProblems();
  switch (draft.type) {
    case 'media':
      checkCaption(problems, draft);
      break;
    case 'location':
      noText(problems, draft.body, 'A location');
      checkLocation(problems, draft.location);
      break;
    case 'contacts':
      noText(problems, draft.body, 'A contact card');
      checkContacts(problems, draft.contacts);
      break;
    case 'interactive':
      checkInteractive(problems, draft);
      break;
    case 'reaction':
      if (draft.emoji !== null && !isEmoji(draft.emoji)) problems.add('emoji', 'A reaction is one emoji.');
      break;
    case 'text':
      break;
  }
  return problems.list;
}

function checkCaption(problems: ContentProblems, { body, attachmentKind }: ContentDraft): void {
  if (!body) return;
  if (attachmentKind === 'audio' || attachmentKind === 'voice' || attachmentKind === 'sticker') {
    problems.add('body', `WhatsApp shows no text with ${attachmentKind === 'sticker' ? 'a sticker' : attachmentKind === 'voice' ? 'a voice message' : 'audio'}. Send the text as its own message.`);
  } else problems.text('body', body, { max: CAPTION_MAX, name: 'The caption' });
}

function noText(problems: ContentProblems, body: string, name: string): void {
  if (body.trim()) problems.add('body', `${name} carries no text. Send the text as its own message.`);
}

function checkLocation(problems: ContentProblems, value: unknown): void {
  const location = problems.members('location', value, ['latitude', 'longitude', 'name', 'address']);
  if (!location) return;
  within(problems, 'location.latitude', location['latitude'], 90, 'The latitude');
  within(problems, 'location.longitude', location['longitude'], 180, 'The longitude');
  problems.text('location.name', location['name'], { max: PLACE_TEXT_MAX, name: 'The name of the place' });
  problems.text('location.address', location['address'], { max: PLACE_TEXT_MAX, name: 'The address' });
}

function within(problems: ContentProblems, field: string, value: unknown, bound: number, name: string): void {
  if (typeof value !== 'number' || !Number.isFinite(value)) problems.add(field, `${name} must be a number of degrees.`);
  else if (Math.abs(value) > bound) problems.add(field, `${name} must lie between -${bound} and ${bound} degrees.`);
}
