import { messageValue } from '../delivery/webhook-publisher';
import type { BusinessNumber, Waba } from '../graph/accounts';
import type { Identifiers } from '../graph/identifiers';
import type { Customer } from '../phone/customers';
import { callValue, contactOf, preferenceValue, shownWaId } from './customer-fields';

export interface FieldContext {
  number: BusinessNumber;
  waba: Waba;
  customer: Customer;
  identifiers: Identifiers;
  seconds: number;
}

export interface FieldSample {
  field: string;
  /** Whether `entry.time` is there: on management fields only (META §3). */
  timed: boolean;
  value(context: FieldContext): Record<string, unknown>;
}

const phone = ({ number }: FieldContext): Record<string, unknown> => ({ display_phone_number: number.displayPhoneNumber });
const account = (event: string, extra: Record<string, unknown> = {}): FieldSample => ({ field: 'account_update', timed: true, value: () => ({ event, ...extra }) });
const managed = (field: string, value: (context: FieldContext) => Record<string, unknown>): FieldSample => ({ field, timed: true, value });
const messaging = (field: string, rest: (context: FieldContext) => Record<string, unknown>): FieldSample => ({ field, timed: false, value: (context) => messageValue(context.number, rest(context)) });

function inboundText({ customer, identifiers, seconds }: FieldContext, body: string): Record<string, unknown> {
  const waId = shownWaId(customer);
  return { ...(waId ? { from: waId } : {}), from_user_id: customer.userId, id: identifiers.wamid(waId ?? '', 'in'), timestamp: String(seconds), type: 'text', text: { body } };
}

function echo({ number, customer, identifiers, seconds }: FieldContext, body: string): Record<string, unknown> {
  const waId = shownWaId(customer);
  return { from: number.displayPhoneNumber, ...(waId ? { to: waId } : {}), to_user_id: customer.userId, id: identifiers.wamid(waId ?? '', 'out'), timestamp: String(seconds), type: 'text', text: { body } };
}

function handover({ number, customer, seconds }: FieldContext, type: string, roles: Record<string, unknown>): Record<string, unknown> {
  return {
    messaging_product: 'whatsapp', sender: { phone_number: shownWaId(customer) ?? customer.userId },
    recipient: { phone_number_id: number.phoneNumberId, display_phone_number: number.displayPhoneNumber }, timestamp: String(seconds), type, [type]: roles,
  };
}

/** One believable event of every field, under the names of meta-examples/fld_* and more of META §7. */
export const fieldSamples: Readonly<Record<string, FieldSample>> = {
  account_alert: managed('account_alerts', ({ number }) => ({
    entity_type: 'PHONE_NUMBER', entity_id: number.phoneNumberId,
    alert_info: { alert_severity: 'WARNING', alert_status: 'ACTIVE', alert_type: 'PROFILE_PICTURE_LOST', alert_description: 'Please reupload your profile picture' },
  })),
  account_violation: account('ACCOUNT_VIOLATION', { violation_info: { violation_type: 'SPAM', remediation: 'Send only to people who asked for it.' } }),
  account_restriction: managed('account_update', ({ seconds }) => ({
    event: 'ACCOUNT_RESTRICTION', restriction_info: [{ restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING', expiration: seconds + 604_800 }],
  })),
  account_disabled: account('DISABLED_UPDATE', { ban_info: { waba_ban_state: 'SCHEDULE_FOR_DISABLE', waba_ban_date: 'November 29, 2026' } }),
  account_deleted: account('ACCOUNT_DELETED'),
  account_offboarded: account('ACCOUNT_OFFBOARDED'),
  account_reconnected: account('ACCOUNT_RECONNECTED'),
  account_partner_removed: managed('account_update', ({ waba }) => ({ event: 'PARTNER_REMOVED', waba_info: { waba_id: waba.wabaId, owner_business_id: waba.businessId } })),
  account_volume_tier: account('VOLUME_BASED_PRICING_TIER_UPDATE', { volume_tier_info: { tier_update_time: 1795341600, pricing_category: 'UTILITY', tier: '25000000:50000000', effective_month: '2026-12', region: 'Germany' } }),
  account_review: managed('account_review_update', () => ({ decision: 'APPROVED' })),
  business_capability: managed('business_capability_update', () => ({ max_daily_conversations_per_business: 2000, max_phone_numbers_per_waba: 25 })),
  business_username: managed('business_username_updates', (context) => ({ ...phone(context), username: 'mailtrixy.demo', status: 'approved' })),
  phone_quality: managed('phone_number_quality_update', (context) => ({ ...phone(context), event: 'THROUGHPUT_UPGRADE', max_daily_conversations_per_business: 'TIER_UNLIMITED' })),
  phone_flagged: managed('phone_number_quality_update', (context) => ({ ...phone(context), event: 'FLAGGED', current_limit: 'TIER_2K' })),
  phone_name: managed('phone_number_name_update', (context) => ({ ...phone(context), decision: 'REJECTED', requested_verified_name: 'Best Shop Ever', rejection_reason: 'NAME_NOT_CONSISTENT' })),
  security: managed('security', (context) => ({ ...phone(context), event: 'PIN_RESET_REQUEST', requester: '61550010020030' })),
  flows_status: managed('flows', () => ({
    event: 'FLOW_STATUS_CHANGE', message: 'Flow Appointment changed status from DRAFT to PUBLISHED', flow_id: '640118820043377', old_status: 'DRAFT', new_status: 'PUBLISHED',
  })),
  user_preferences: { field: 'user_preferences', timed: false, value: ({ number, customer, seconds }) => preferenceValue(number, customer, 'stop', seconds) },
  smb_message_echoes: messaging('smb_message_echoes', (context) => ({ message_echoes: [echo(context, 'Sent from my phone: on my way')] })),
  smb_app_state_sync: messaging('smb_app_state_sync', ({ customer, seconds }) => ({
    state_sync: [{
      type: 'contact', contact: { full_name: customer.name, first_name: customer.name.split(' ')[0], ...(shownWaId(customer) ? { phone_number: shownWaId(customer) } : {}), user_id: customer.userId },
      action: 'add', metadata: { timestamp: String(seconds) },
    }],
  })),
  history: messaging('history', (context) => {
    const { number, customer, seconds, identifiers } = context;
    const waId = shownWaId(customer) ?? customer.userId;
    return {
      history: [{
        metadata: { phase: 1, chunk_order: 2, progress: 55 },
        threads: [{
          id: waId,
          messages: [
            { from: number.displayPhoneNumber, to: waId, id: identifiers.wamid(waId, 'out'), timestamp: String(seconds - 900_000), type: 'text', text: { body: 'Thanks for calling' }, history_context: { status: 'READ' } },
            { from: waId, id: identifiers.wamid(waId, 'in'), timestamp: String(seconds - 899_000), type: 'media_placeholder', history_context: { status: 'DELIVERED' } },
          ],
        }],
      }],
    };
  }),
  history_refused: messaging('history', () => ({
    history: [{ errors: [{ code: 2593109, title: 'History sync refused', message: 'History sync refused', error_data: { details: 'History sharing is turned off by the business from the WhatsApp Business App' } }] }],
  })),
  standby: messaging('standby', (context) => ({ standby: { contacts: [contactOf(context.customer)], messages: [inboundText(context, 'Do you ship to Spain?')] } })),
  standby_echo: messaging('standby', (context) => ({ standby: { message_echoes: [echo(context, 'Yes, we ship to Spain within three days.')] } })),
  messaging_handovers: {
    field: 'messaging_handovers', timed: false,
    value: (context) => handover(context, 'control_passed', {
      previous_owner_app_role: 'meta_business_agent', previous_owner_role: 'ai_agent', new_owner_role: 'escalation', metadata: '',
      conversation_context: { type: 'summary', summary: { text: 'Customer asks about shipping to Spain.' } },
    }),
  },
  control_taken: { field: 'messaging_handovers', timed: false, value: (context) => handover(context, 'control_taken', { previous_owner_role: 'ai_agent', new_owner_role: 'customer_service', metadata: '' }) },
  calls_connect: {
    field: 'calls', timed: false,
    value: ({ number, customer, identifiers, seconds }) => callValue(number, customer, { id: identifiers.wamid('', 'in').replace('wamid', 'wacid'), event: 'connect', outcome: 'completed', seconds, duration: 0 }),
  },
  calls_terminate: {
    field: 'calls', timed: false,
    value: ({ number, customer, identifiers, seconds }) => callValue(number, customer, { id: identifiers.wamid('', 'in').replace('wamid', 'wacid'), event: 'terminate', outcome: 'completed', seconds, duration: 69 }),
  },
  group_lifecycle: messaging('group_lifecycle_update', ({ seconds }) => ({
    groups: [{
      timestamp: String(seconds), group_id: 'Y2FwaV9ncm91cDoxMTg4MjAwNDMzNzc2MTU6MTIz', type: 'group_create', request_id: 'req-1', subject: 'Project',
      invite_link: 'https://chat.whatsapp.com/example', join_approval_mode: 'auto_approve',
    }],
  })),
  value_errors: messaging('messages', () => ({
    errors: [{
      code: 130429, title: 'Rate limit hit', message: 'Rate limit hit',
      error_data: { details: 'Message failed to send because there were too many messages sent from this phone number in a short period of time' },
      href: '/documentation/business-messaging/whatsapp/support/error-codes',
    }],
  })),
  unknown: managed('brand_new_field_of_2027', () => ({ event: 'SOMETHING_NEW', note: 'Nobody has seen this field before.' })),
};
