import type { DeliveryError } from '@mailtrixy/shared/dto';

type Action = DeliveryError['actions'][number];

interface Words {
  words: string;
  actions: Action[];
}

/** Used for our own refusal before sending too, so that the bubble says the same whoever noticed first. */
export const WINDOW_CLOSED_CODE = 131047;

const template = (words: string): Words => ({ words, actions: ['template'] });
const again = (words: string): Words => ({ words, actions: ['retry'] });
const edit = (words: string): Words => ({ words, actions: ['edit', 'retry'] });
const channel = (words: string): Words => ({ words, actions: ['check_channel', 'retry'] });
const nothing = (words: string): Words => ({ words, actions: [] });

/** Plain words for the codes of Meta's error table (2026-09-11) that a send or its `failed` status can bring. */
const WORDS: ReadonlyMap<number, Words> = new Map([
  [WINDOW_CLOSED_CODE, template('Not delivered: the 24-hour window closed.')],
  [131026, again("WhatsApp couldn't deliver this: the number may not use WhatsApp, may have an old app, or may not accept business messages.")],
  [131030, { words: 'Your test number can only write to 5 approved phones, and this one is not on the list.', actions: ['check_channel', 'retry'] }],
  [131021, nothing('Not sent: this is your own number.')],
  [130403, nothing('Not delivered: this person blocked you.')],
  [130472, nothing('Not delivered: this person is part of a Meta experiment.')],
  [130497, nothing("Not sent: WhatsApp does not allow messages to this person's country from your business.")],
  [131049, nothing('Meta held this back: messages to this person are limited now. Wait for them to write.')],
  [131050, nothing('Not sent: this person stopped marketing messages from you.')],
  [131048, { words: 'Meta limits this number because messages were blocked or reported too often.', actions: ['check_channel', 'retry'] }],
  [131056, again('Too many messages to this person in a short time.')],
  [130429, again('Too many messages from this number in a short time.')],
  [80007, again('Meta limits this WhatsApp account for a while.')],
  [4, again('Meta limits this app for a while.')],
  [131051, edit('WhatsApp does not accept this kind of message.')],
  [131052, edit('WhatsApp could not load the file.')],
  [131053, edit('WhatsApp did not accept the file.')],
  [131008, edit('Meta refused this message: something required is missing.')],
  [131009, edit('Meta refused a value in this message.')],
  [100, edit('Meta refused a value in this message.')],
  [132000, edit('The template now has another number of fields. Sync templates and fill in all of them.')],
  [132001, { words: 'There is no approved template of this name in this language.', actions: ['template'] }],
  [132005, edit('The filled-in template is too long.')],
  [132007, edit("Meta refused the text: it breaks WhatsApp's content rules.")],
  [132008, edit('A template field has a format that Meta refuses.')],
  [132012, edit("A template field can't contain line breaks, tabs or 4 spaces in a row.")],
  [132018, edit('A template field has a format that Meta refuses.')],
  [132015, template('Meta paused this template for low quality.')],
  [132016, template('Meta disabled this template.')],
  [131031, channel('Meta locked this WhatsApp account.')],
  [368, channel('Meta restricted this WhatsApp account.')],
  [131037, channel("Meta has not approved this number's display name.")],
  [131042, channel('Meta stopped sending: billing problem.')],
  [131045, channel('This number is not registered correctly with WhatsApp.')],
  [133010, channel('This number is not registered with WhatsApp.')],
  [33, channel('Meta does not know this Phone Number ID.')],
  [0, channel('Meta does not accept the access token.')],
  [102, channel('Meta does not accept the access token.')],
  [190, channel('The access token expired or was revoked.')],
  [3, channel("The token can't send for this number.")],
  [10, channel("The token can't send for this number.")],
  [131005, channel("The token can't send for this number.")],
  [131062, nothing("This message needs the person's phone number, which is hidden.")],
  [137000, again("This person's identity on WhatsApp changed. Check that it is still them.")],
  [131000, again('Meta had a problem. It may have been sent: check before you send it again.')],
  [131016, again('Meta had a problem. It may have been sent: check before you send it again.')],
  [131057, again('Meta was working on this account. It may have been sent: check before you send it again.')],
]);

/**
 * Words and actions for a message that failed or is not confirmed. Meta's code stays in brackets at the end, so that
 * it can be looked up; its message goes along unchanged as `detail`.
 */
export function deliveryError(status: string | null, facts: { code: number | null; detail: string | null; traceId: string | null }, dismissed = false): DeliveryError | null {
  if (status !== 'failed' && status !== 'unconfirmed') return null;
  const { words, actions } = status === 'unconfirmed' ? again("Not confirmed yet: Meta's answer was lost. It may have arrived.") : wordsOf(facts.code);
  const suffix = facts.code === null || status === 'unconfirmed' ? '' : ` (${facts.code})`;
  return { code: facts.code, words: words + suffix, detail: facts.detail ?? '', fbtraceId: facts.traceId, actions: dismissed ? [] : actions };
}

function wordsOf(code: number | null): Words {
  if (code === null) return again('This message could not be sent.');
  if (code >= 200 && code <= 299) return channel("The token can't send for this number.");
  return WORDS.get(code) ?? again('Meta refused this message.');
}
