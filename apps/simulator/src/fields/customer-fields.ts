import type { BusinessNumber } from '../graph/accounts';
import { messageValue } from '../delivery/webhook-publisher';
import type { Customer } from '../phone/customers';

export function contactOf(customer: Customer): Record<string, unknown> {
  const waId = shownWaId(customer);
  return {
    profile: { name: customer.name, ...(customer.username ? { username: customer.username } : {}) },
    ...(waId ? { wa_id: waId } : {}),
    user_id: customer.userId,
  };
}

/** What webhooks call him by, where his phone may be shown at all. */
export function shownWaId(customer: Customer): string | null {
  return customer.hidesPhone ? null : (customer.waId ?? customer.phone);
}

/** fld_user_preferences */
export function preferenceValue(number: BusinessNumber, customer: Customer, value: 'stop' | 'resume', seconds: number): Record<string, unknown> {
  const waId = shownWaId(customer);
  return messageValue(number, {
    contacts: [contactOf(customer)],
    user_preferences: [{
      ...(waId ? { wa_id: waId } : {}), user_id: customer.userId, detail: `User requested to ${value} marketing messages`, category: 'marketing_messages', value, timestamp: seconds,
    }],
  });
}

interface CallEvent {
  id: string;
  event: 'connect' | 'terminate';
  outcome: 'missed' | 'rejected' | 'completed';
  seconds: number;
  duration: number;
}

/** fld_calls_connect, fld_calls_terminate: a call that nobody took ends as FAILED without times. */
export function callValue(number: BusinessNumber, customer: Customer, { id, event, outcome, seconds, duration }: CallEvent): Record<string, unknown> {
  const waId = shownWaId(customer);
  const base = {
    id, ...(waId ? { from: waId } : {}), ...(event === 'connect' || !waId ? { from_user_id: customer.userId } : {}), to: number.displayPhoneNumber, event, timestamp: String(seconds), direction: 'USER_INITIATED',
  };
  if (event === 'connect') return messageValue(number, { contacts: [contactOf(customer)], calls: [{ ...base, session: { sdp_type: 'offer', sdp: 'v=0 (shortened)' } }] });
  const ended = outcome === 'completed'
    ? { status: 'COMPLETED', start_time: String(seconds - duration), end_time: String(seconds), duration }
    : { status: outcome === 'rejected' ? 'REJECTED' : 'FAILED' };
  return messageValue(number, { calls: [{ ...base, ...ended }] });
}
