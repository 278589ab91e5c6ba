import type { InboundNotice, NewNotice } from '@mailtrixy/server/channels';
import { isWire, list, shortText, wire, wireTime, type Wire } from '../inbound/wire-values';

/** What a notice means for an admin. */
export type NoticeWords = Pick<NewNotice, 'severity' | 'words' | 'fix' | 'hold'>;

const MANAGER = 'Open WhatsApp Manager → Account tools to see it at Meta.';
const ACCOUNT_LOCK = { reason: 'account_locked', code: null } as const;

type Writer = (value: Wire, event: string) => NoticeWords;

/** Fields of META-CLOUD-API §7. Template fields are the templates domain's; a field that is not here is told as it came. */
const WRITERS: Record<string, Writer> = {
  phone_number_quality_update: (value, event) => {
    const limit = limitWords(value['max_daily_conversations_per_business'] ?? value['current_limit']);
    if (event === 'FLAGGED') return warn('Meta flagged this number: its quality is low, because customers blocked or reported it.', 'Send less marketing and only to people who agreed. Meta raises the quality again after seven good days.');
    if (event === 'DOWNGRADE') return warn(`Meta lowered the messaging limit${limit}.`, 'Better quality raises it again.');
    if (event === 'THROUGHPUT_UPGRADE') return info('Meta raised how many messages a second this number may send.');
    return info(`${{ UPGRADE: 'Meta raised the messaging limit', UNFLAGGED: "Meta lifted the flag on this number's quality", ONBOARDING: 'The number joined the Cloud API' }[event] ?? `Quality news from Meta: ${event}`}${limit}.`);
  },
  phone_number_name_update: (value, event) => {
    const name = shortText(value['requested_verified_name'], 100) ?? 'The display name';
    const why = shortText(value['rejection_reason'], 100);
    if (event === 'REJECTED') return warn(`Meta refused the display name "${name}"${why ? `: ${readable(why)}` : ''}.`, 'Choose another name in WhatsApp Manager → Phone numbers.');
    return info(`Display name "${name}": ${readable(event)}.`);
  },
  account_update: accountWords,
  account_review_update: (_value, event) => (event === 'REJECTED' ? critical('Meta refused this WhatsApp account in its review.', MANAGER) : info(`Meta's review of the account: ${readable(event)}.`)),
  account_alerts: (value) => {
    const alert = isWire(value['alert_info']) ? value['alert_info'] : value;
    const words = shortText(alert['alert_description'], 500) ?? readable(shortText(alert['alert_type'], 100) ?? 'alert');
    const severity = alert['alert_severity'];
    return { severity: severity === 'CRITICAL' ? 'critical' : severity === 'WARNING' ? 'warn' : 'info', words, fix: severity === 'INFORMATIONAL' ? null : MANAGER, hold: null };
  },
  business_capability_update: (value) => info(`Meta changed what the business may do${limitWords(value['max_daily_conversations_per_business'])}.`),
  security: (value, event) => {
    const who = shortText(String(value['requester'] ?? ''), 40);
    const words = { PIN_CHANGED: "The number's two-step PIN was changed", PIN_RESET_REQUEST: "Somebody asked Meta to switch off this number's two-step PIN", PIN_REQUEST_SUCCESS: "The number's two-step PIN was switched off" }[event] ?? `Security news from Meta: ${readable(event)}`;
    return critical(`${words}${who ? ` (account ${who})` : ''}.`, 'If nobody of you did this, check who has access in Meta Business settings → People.');
  },
  business_username_updates: (value, event) => info(`Business username @${shortText(value['username'], 60) ?? '?'}: ${readable(event)}.`),
  flows: (value, event) => {
    const message = shortText(value['message'], 500);
    return event === 'FLOW_STATUS_CHANGE' ? info(message ?? 'A flow changed its status.') : warn(message ?? `A flow has a problem: ${readable(event)}.`, 'Look at the flow in WhatsApp Manager → Flows.');
  },
  history: (_value, event) => {
    if (event === 'done') return info('The history of the phone app has been taken over.');
    return warn("The phone's owner did not share the chat history.", 'It can be asked for once more within 24 hours of connecting the number.');
  },
  errors: (value, event) => {
    const detail = shortText(wire(value['error_data'])['details'], 500) ?? shortText(value['title'], 200) ?? 'no details';
    return warn(`Meta reports an error of this number: ${detail} (${event || 'no code'})`, null);
  },
  'group message': () => info('A message came from a WhatsApp group. Groups are not shown in the inbox.'),
  group_lifecycle_update: (value) => info(`WhatsApp group: ${groupWords(value)}. Groups are not shown in the inbox.`),
  group_participants_update: (value) => info(`WhatsApp group: ${groupWords(value)}. Groups are not shown in the inbox.`),
  group_settings_update: (value) => info(`WhatsApp group: ${groupWords(value)}. Groups are not shown in the inbox.`),
  group_status_update: (value) => warn(`WhatsApp group: ${groupWords(value)}.`, null),
  calls: (_value, event) => info(`A call: ${readable(event || 'news')}.`),
  payment_configuration_update: (_value, event) => info(`Payment set-up: ${readable(event || 'changed')}.`),
  partner_solutions: (_value, event) => info(`Partner solution: ${readable(event || 'changed')}.`),
  account_settings_update: () => info('Meta changed a setting of this number.'),
};

const TEMPLATE_FIELDS = new Set(['message_template_status_update', 'message_template_quality_update', 'message_template_components_update', 'template_category_update', 'template_correct_category_detection']);

/** Templates have a page and a history of their own. */
export function isTemplateNotice({ field }: InboundNotice): boolean {
  return TEMPLATE_FIELDS.has(field);
}

export function noticeWords({ field, event, value }: InboundNotice): NoticeWords {
  const writer = Object.hasOwn(WRITERS, field) ? WRITERS[field] : null;
  return writer ? writer(value, event ?? '') : info(`Meta sent "${field}"${event ? ` (${readable(event)})` : ''}, which this version does not know. It is kept as it came.`);
}

function accountWords(value: Wire, event: string): NoticeWords {
  switch (event) {
    case 'ACCOUNT_VIOLATION':
      return critical(`Meta says that the account broke a rule: ${readable(shortText(wire(value['violation_info'])['violation_type'], 100) ?? 'no reason given')}.`, MANAGER);
    case 'ACCOUNT_RESTRICTION':
      return restrictionWords(value);
    case 'DISABLED_UPDATE': {
      const ban = wire(list(value['ban_info'])[0] ?? value['ban_info']);
      const date = shortText(ban['waba_ban_date'], 60);
      if (ban['waba_ban_state'] === 'REINSTATE') return info('Meta gave the account back.');
      if (ban['waba_ban_state'] === 'SCHEDULE_FOR_DISABLE') return critical(`Meta will switch this account off${date ? ` on ${date}` : ''}.`, 'Appeal in WhatsApp Manager → Account tools before that day.');
      return { ...critical(`Meta switched this account off${date ? ` on ${date}` : ''}.`, 'Appeal in WhatsApp Manager → Account tools. Release sending here when it is back.'), hold: ACCOUNT_LOCK };
    }
    case 'ACCOUNT_DELETED':
      return { ...critical('The WhatsApp account was deleted at Meta.', 'Connect another number, or ask Meta what happened.'), hold: ACCOUNT_LOCK };
    case 'ACCOUNT_OFFBOARDED':
      return critical('The number left the Cloud API: it was disconnected in the WhatsApp Business app.', 'Connect it again in the phone app, or with Embedded Signup.');
    case 'PARTNER_REMOVED':
    case 'PARTNER_APP_UNINSTALLED':
      return critical('The business took the app its access away.', 'Ask the owner of the account to share it again, or connect with another app.');
    case 'ACCOUNT_RECONNECTED':
      return info('The number is connected to the Cloud API again.');
    default:
      return info(`News about the account: ${readable(event || 'no name')}.`);
  }
}

const RESTRICTIONS: Record<string, string> = {
  RESTRICTED_BIZ_INITIATED_MESSAGING: 'it cannot start conversations',
  RESTRICTED_CUSTOMER_INITIATED_MESSAGING: 'it cannot answer customers',
  RESTRICTED_ADD_PHONE_NUMBER_ACTION: 'it cannot add phone numbers',
  RESTRICTED_UTILITY_TEMPLATES: 'it cannot send utility templates',
  RESTRICTED_BUSINESS_INITIATED_CALLING: 'it cannot call customers',
  RESTRICTED_USER_INITIATED_CALLING: 'customers cannot call it',
};

function restrictionWords(value: Wire): NoticeWords {
  const restrictions = list(value['restriction_info']).filter(isWire);
  const what = restrictions.map(({ restriction_type: type, expiration }) => {
    const until = wireTime(expiration);
    return `${RESTRICTIONS[String(type)] ?? readable(String(type))}${until ? ` until ${new Date(until).toISOString().slice(0, 16).replace('T', ' ')} UTC` : ''}`;
  });
  const mute = restrictions.some(({ restriction_type: type }) => type === 'RESTRICTED_CUSTOMER_INITIATED_MESSAGING');
  return { ...critical(`Meta restricted this account: ${what.join('; ') || 'no details given'}.`, `${MANAGER} Messages wait here meanwhile.`), hold: mute ? ACCOUNT_LOCK : null };
}

function groupWords(value: Wire): string {
  const group = wire(list(value['groups'])[0]);
  return readable(shortText(group['type'], 60) ?? 'news') + (shortText(group['subject'], 100) ? ` ("${shortText(group['subject'], 100)}")` : '');
}

/** TIER_2K, 2000 and "2000" are one thing; -1 and TIER_UNLIMITED too (META-CLOUD-API §7.8). */
function limitWords(limit: unknown): string {
  const text = String(limit ?? '').replace(/^TIER_/, '');
  if (!text || text === 'NOT_SET') return '';
  if (text === 'UNLIMITED' || text === '-1') return ': unlimited people a day';
  const number = Number(text.replace(/K$/, '000'));
  return Number.isFinite(number) ? `: ${number.toLocaleString('en-US')} people a day` : '';
}

function readable(word: string): string {
  return word.replaceAll('_', ' ').toLowerCase();
}

function info(words: string): NoticeWords {
  return { severity: 'info', words, fix: null, hold: null };
}
function warn(words: string, fix: string | null): NoticeWords {
  return { severity: 'warn', words, fix, hold: null };
}
function critical(words: string, fix: string | null): NoticeWords {
  return { severity: 'critical', words, fix, hold: null };
}
