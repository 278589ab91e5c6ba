import type { DeliveryError, SendHold } from '@mailtrixy/shared/dto';
import type { ChannelErrorClass } from './channel-error';

type Action = DeliveryError['actions'][number];

/** What one code of Meta's means: for the machine its class, for people words and what they can do. */
export interface WhatsAppError {
  class: ChannelErrorClass;
  /** throttle: this one recipient, or the whole number. */
  scope?: 'conversation' | 'channel';
  /** First pause of a throttle, milliseconds. */
  pauseMs?: number;
  /** hold: why the channel's queue waits. */
  hold?: Exclude<SendHold['reason'], 'paused'>;
  words: string;
  actions: readonly Action[];
}

/** Used for our own refusal before sending too, so that the bubble says the same whoever noticed first. */
export const WINDOW_CLOSED_CODE = 131047;
export const OPTED_OUT_CODE = 131050;
/** Our copy of the template may be old: sync, fill in again, send once more. */
export const STALE_TEMPLATE_CODES: readonly number[] = [132000, 132001, 132012, 132015, 132016];
/** The file may be at fault, or Meta has lost it: it is uploaded anew before the next try. */
export const FILE_CODES: readonly number[] = [100, 131009, 131052, 131053];

type Spoken = Pick<WhatsAppError, 'words' | 'actions'>;
type Rule = Omit<WhatsAppError, 'words' | 'actions'>;

const say = (words: string, ...actions: Action[]): Spoken => ({ words, actions });
const throttle = (scope: 'conversation' | 'channel', pauseMs: number): Rule => ({ class: 'throttle', scope, pauseMs });
const hold = (reason: NonNullable<WhatsAppError['hold']>): Rule => ({ class: 'hold', hold: reason });
const FINAL: Rule = { class: 'final' };
/** Meta says "back off" for some of these, but a 5xx may still have been carried out: only a status can tell. */
const AMBIGUOUS: Rule = { class: 'ambiguous' };

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

const BAD_TOKEN = say('Meta does not accept the access token.', 'check_channel', 'retry');
const NO_RIGHT = say("The token can't send for this number.", 'check_channel', 'retry');
const MAYBE_SENT = say('Meta had a problem. It may have been sent: check before you send it again.', 'retry');
const BAD_VALUE = say('Meta refused a value in this message.', 'edit', 'retry');
const BAD_FIELD = say('A template field has a format that Meta refuses.', 'edit', 'retry');
const LIMITED_APP = say('Meta limits this app for a while.', 'retry');
const NOT_A_GROUP = say('WhatsApp refused this message to a group.');
const REGISTRATION = say('This number is not registered correctly with WhatsApp.', 'check_channel', 'retry');
const PIN = say("The number's two-step PIN was refused.", 'check_channel', 'retry');
const MARKETING_API = say('Meta refused this marketing message for this WhatsApp account.', 'check_channel');
const BLOCK_LIST = say('Meta could not change the list of blocked people.', 'retry');
const TEMPLATE_FORM = say("The template breaks Meta's rules for templates.", 'template');
const USERNAME = say("Meta refused the business's username.", 'check_channel');
const COEXISTENCE = say('Meta refused to copy the history of the WhatsApp Business app.', 'check_channel');

/**
 * Every code of Meta's error table.
 * Source: WhatsApp Cloud API error codes, 2026-09-11 (META-CLOUD-API §12.2); what may be replayed by machine: §12.3.
 * A row is a code or a range of codes, its class, and what people read.
 */
const TABLE: readonly [code: number | readonly [from: number, to: number], rule: Rule, spoken: Spoken][] = [
  [0, hold('token_invalid'), BAD_TOKEN],
  [1, AMBIGUOUS, MAYBE_SENT],
  [2, AMBIGUOUS, MAYBE_SENT],
  [3, hold('permission'), NO_RIGHT],
  [4, throttle('channel', MINUTE_MS), LIMITED_APP],
  [10, hold('permission'), NO_RIGHT],
  [17, throttle('channel', MINUTE_MS), LIMITED_APP],
  [32, throttle('channel', MINUTE_MS), LIMITED_APP],
  [33, hold('permission'), say('Meta does not know this Phone Number ID.', 'check_channel', 'retry')],
  [100, FINAL, BAD_VALUE],
  [102, hold('token_invalid'), BAD_TOKEN],
  [190, hold('token_invalid'), say('The access token expired or was revoked.', 'check_channel', 'retry')],
  [[200, 299], hold('permission'), NO_RIGHT],
  [341, throttle('channel', HOUR_MS), LIMITED_APP],
  [368, hold('account_locked'), say('Meta restricted this WhatsApp account.', 'check_channel', 'retry')],
  [506, FINAL, say('Meta says that the same message was sent just before.', 'retry')],
  [613, throttle('channel', MINUTE_MS), LIMITED_APP],
  [80007, throttle('channel', MINUTE_MS), say('Meta limits this WhatsApp account for a while.', 'retry')],
  [130403, FINAL, say('Not delivered: this person blocked you.')],
  [130429, throttle('channel', 1000), say('Too many messages from this number in a short time.', 'retry')],
  [130472, FINAL, say('Not delivered: this person is part of a Meta experiment.')],
  [130497, FINAL, say("Not sent: WhatsApp does not allow messages to this person's country from your business.")],
  [130501, FINAL, NOT_A_GROUP],
  [131000, AMBIGUOUS, MAYBE_SENT],
  [131005, hold('permission'), NO_RIGHT],
  [131008, FINAL, say('Meta refused this message: something required is missing.', 'edit', 'retry')],
  [131009, FINAL, BAD_VALUE],
  [131016, AMBIGUOUS, MAYBE_SENT],
  [131020, FINAL, NOT_A_GROUP],
  [131021, FINAL, say('Not sent: this is your own number.')],
  [131026, FINAL, say("WhatsApp couldn't deliver this: the number may not use WhatsApp, may have an old app, or may not accept business messages.", 'retry')],
  [131030, FINAL, say('Your test number can only write to 5 approved phones, and this one is not on the list.', 'check_channel', 'retry')],
  [131031, hold('account_locked'), say('Meta locked this WhatsApp account.', 'check_channel', 'retry')],
  [131037, hold('account_locked'), say("Meta has not approved this number's display name.", 'check_channel', 'retry')],
  [131041, FINAL, NOT_A_GROUP],
  [131042, hold('billing'), say('Meta stopped sending: billing problem.', 'check_channel', 'retry')],
  [131044, FINAL, say('Meta refused the call: billing problem.', 'check_channel')],
  [131045, hold('account_locked'), REGISTRATION],
  [WINDOW_CLOSED_CODE, FINAL, say('Not delivered: the 24-hour window closed.', 'template')],
  [131048, throttle('channel', HOUR_MS), say('Meta limits this number because messages were blocked or reported too often.', 'check_channel', 'retry')],
  [131049, FINAL, say('Meta held this back: messages to this person are limited now. Wait for them to write.')],
  [OPTED_OUT_CODE, FINAL, say('Not sent: this person stopped marketing messages from you.')],
  [131051, FINAL, say('WhatsApp does not accept this kind of message.', 'edit', 'retry')],
  [131052, FINAL, say('WhatsApp could not load the file.', 'edit', 'retry')],
  [131053, FINAL, say('WhatsApp did not accept the file.', 'edit', 'retry')],
  [131055, FINAL, MARKETING_API],
  [131056, throttle('conversation', 4000), say('Too many messages to this person in a short time.', 'retry')],
  [131057, AMBIGUOUS, say('Meta was working on this account. It may have been sent: check before you send it again.', 'retry')],
  [131059, FINAL, NOT_A_GROUP],
  [131060, FINAL, say('WhatsApp says that this message is not available. Ask the person to send it again.')],
  [131062, FINAL, say("This message needs the person's phone number, which is hidden.")],
  [131063, FINAL, say('Marketing templates are switched off for this WhatsApp account.', 'check_channel')],
  [131064, FINAL, say('Meta limits templates of this account because of their categories.', 'check_channel', 'retry')],
  [[131201, 131215], FINAL, NOT_A_GROUP],
  [132000, FINAL, say('The template now has another number of fields. Sync templates and fill in all of them.', 'edit', 'retry')],
  [132001, FINAL, say('There is no approved template of this name in this language.', 'template')],
  [132005, FINAL, say('The filled-in template is too long.', 'edit', 'retry')],
  [132007, FINAL, say("Meta refused the text: it breaks WhatsApp's content rules.", 'edit', 'retry')],
  [132008, FINAL, BAD_FIELD],
  [132012, FINAL, say("A template field can't contain line breaks, tabs or 4 spaces in a row.", 'edit', 'retry')],
  [132015, FINAL, say('Meta paused this template for low quality.', 'template')],
  [132016, FINAL, say('Meta disabled this template.', 'template')],
  [132018, FINAL, BAD_FIELD],
  [132068, FINAL, say('Meta blocked this flow.', 'check_channel')],
  [132069, FINAL, say('Meta limits this flow: too many were sent in an hour.', 'check_channel', 'retry')],
  [133000, hold('account_locked'), REGISTRATION],
  [133004, AMBIGUOUS, MAYBE_SENT],
  [133005, FINAL, PIN],
  [133006, hold('account_locked'), say('This number must be verified with WhatsApp first.', 'check_channel', 'retry')],
  [133008, FINAL, PIN],
  [133009, FINAL, PIN],
  [133010, hold('account_locked'), say('This number is not registered with WhatsApp.', 'check_channel', 'retry')],
  [133015, hold('account_locked'), say('This number was deleted from WhatsApp a short time ago.', 'check_channel', 'retry')],
  [133016, FINAL, say('This number was registered too often. Meta allows it again after 72 hours.', 'check_channel', 'retry')],
  [134011, FINAL, say('The terms of WhatsApp Payments are not accepted yet.', 'check_channel')],
  [[134100, 134102], FINAL, MARKETING_API],
  [135000, FINAL, BAD_VALUE],
  [137000, FINAL, say("This person's identity on WhatsApp changed. Check that it is still them.", 'retry')],
  [[139100, 139103], FINAL, BLOCK_LIST],
  [[141000, 141999], FINAL, say('Meta reports a problem with this WhatsApp account.', 'check_channel', 'retry')],
  [[147001, 147005], FINAL, USERNAME],
  [2388019, FINAL, say('This WhatsApp account has too many templates.', 'template')],
  [2388039, FINAL, TEMPLATE_FORM],
  [2388040, FINAL, TEMPLATE_FORM],
  [2388047, FINAL, TEMPLATE_FORM],
  [2388072, FINAL, TEMPLATE_FORM],
  [2388073, FINAL, TEMPLATE_FORM],
  [2388293, FINAL, TEMPLATE_FORM],
  [2388299, FINAL, TEMPLATE_FORM],
  [2494100, AMBIGUOUS, say('Meta was working on this number. It may have been sent: check before you send it again.', 'retry')],
  [[2593107, 2593109], FINAL, COEXISTENCE],
];

const RANGES = TABLE.map(([code, rule, spoken]) => ({ from: typeof code === 'number' ? code : code[0], to: typeof code === 'number' ? code : code[1], error: { ...rule, ...spoken } as WhatsAppError }));

/** null: Meta has added it since. */
export function whatsAppError(code: number): WhatsAppError | null {
  return RANGES.find(({ from, to }) => code >= from && code <= to)?.error ?? null;
}

/** Every code, for tests and for the documentation: ranges give their first and last. */
export const WHATSAPP_ERROR_CODES: readonly number[] = [...new Set(RANGES.flatMap(({ from, to }) => [from, to]))];
