import type { BusinessNumber } from '../graph/accounts';
import type { Writing } from '../phone/customer-messages';
import type { Customer } from '../phone/customers';
import { pressed, sharedPhone, type Answered } from '../phone/pressing';
import { sampleCatalog, sampleContents, sampleGroup, sampleReferral } from '../phone/sample-contents';
import type { Simulation } from '../simulation';
import { callValue, preferenceValue } from '../fields/customer-fields';
import { ControlError, notFound } from './control-error';
import type { Input } from './input';
import { created, customerOf, numberOf, type ControlAnswer, type ControlRequest, type Route } from './route';

interface Action {
  simulation: Simulation;
  number: BusinessNumber;
  customer: Customer;
  input: Input;
}

type Members = Record<string, unknown>;

/** Everything a customer does that is more than one typed object (META §4). Each answers like a message of his. */
const actions: Readonly<Record<string, (action: Action) => ControlAnswer>> = {
  press: (action) => {
    const { simulation, customer, input } = action;
    const message = ofBusiness(action, input.only('phoneNumberId', 'wamid', 'button', 'card', 'answer', 'refuse').requiredString('wamid'));
    const button = typeof input.members['button'] === 'string' ? input.requiredString('button') : (input.whole('button', 0, 100) ?? 0);
    const answered = pressed(message, customer, { button, card: input.whole('card', 0, 9) ?? null, answer: input.object('answer') ?? null, refuse: input.boolean('refuse') ?? false }, simulation.clock.now());
    return say(action, sent(answered), message.wamid);
  },
  play: (action) => {
    const { simulation, input } = action;
    const message = ofBusiness(action, input.only('phoneNumberId', 'wamid').requiredString('wamid'));
    if (message.type !== 'audio') throw new ControlError('conflict', 'Only voice messages are played.');
    if (!simulation.teller.tellNow(message.wamid, 'played')) throw notFound('sent message', message.wamid);
    return created({ ok: true });
  },
  'share-phone': (action) => say(action, sent(sharedPhone(action.customer)), action.input.only('phoneNumberId', 'wamid').string('wamid') ?? null),
  react: (action) => {
    const { input } = action;
    const emoji = input.only('phoneNumberId', 'wamid', 'emoji').members['emoji'] === null ? '' : (input.string('emoji') ?? '');
    return say(action, { type: 'reaction', content: { message_id: input.requiredString('wamid'), ...(emoji === '' ? {} : { emoji }) } });
  },
  edit: (action) => {
    const wamid = own(action, action.input.only('phoneNumberId', 'wamid', 'text').requiredString('wamid'));
    const body = action.input.requiredString('text');
    return say(action, { type: 'edit', content: { original_message_id: wamid, message: { context: { id: wamid }, type: 'text', text: { body } } } });
  },
  revoke: (action) => say(action, { type: 'revoke', content: { original_message_id: own(action, action.input.only('phoneNumberId', 'wamid').requiredString('wamid')) } }),
  welcome: (action) => say(action, { type: 'request_welcome', content: null }),
  ad: (action) => {
    const body = action.input.only('phoneNumberId', 'text', 'referral').string('text') ?? 'Is the sale still on?';
    return say(action, { type: 'text', content: { body } }, null, { referral: action.input.object('referral') ?? sampleReferral });
  },
  'product-question': (action) => {
    const { input, number } = action;
    const body = input.only('phoneNumberId', 'text', 'wamid', 'productRetailerId').string('text') ?? 'Is this available in blue?';
    const product = { catalog_id: sampleCatalog, product_retailer_id: input.string('productRetailerId') ?? 'MUG-RED' };
    const id = input.string('wamid') ?? action.simulation.identifiers.wamid('', 'out');
    return say(action, { type: 'text', content: { body } }, null, { context: { from: number.displayPhoneNumber, id, referred_product: product } });
  },
  order: (action) => say(action, { type: 'order', content: action.input.only('phoneNumberId', 'order').object('order') ?? sampleContents['order'] }),
  unsupported: (action) => {
    const type = action.input.only('phoneNumberId', 'kind').string('kind') ?? 'poll_creation';
    return say(action, { type: 'unsupported', content: type === 'none' ? null : { type } }, null, { errors: [inboundError(131051, 'Message type unknown', 'Message type is currently not supported.')] });
  },
  unavailable: (action) => say(action, { type: 'unsupported', content: null }, null, {
    errors: [inboundError(131060, 'This message is currently unavailable.', 'Ask the user to send the message again.')],
  }),
  'media-too-big': (action) => say(action, { type: action.input.only('phoneNumberId', 'type').oneOf('type', ['image', 'video', 'audio', 'document', 'sticker'] as const) ?? 'video', content: null }, null, {
    errors: [inboundError(131052, 'Media download error', 'Media file size too big. Max file size we currently support: 100MB.')],
  }),
  'group-message': (action) => {
    const body = action.input.only('phoneNumberId', 'text', 'groupId').string('text') ?? 'Can everyone make it on Friday?';
    return say(action, { type: 'text', content: { body } }, null, { group_id: action.input.string('groupId') ?? sampleGroup });
  },
  'change-number': changeNumber,
  'change-user-id': changeUserId,
  'identity-changed': (action) => {
    const { customer, simulation } = action;
    const content = { body: `${customer.name} changed their security code`, type: 'customer_identity_changed', customer: customer.waId ?? customer.userId };
    return say(action, { type: 'system', content }, null, { from_user_id: null, identity: { acknowledged: true, created_timestamp: String(simulation.clock.seconds()), hash: 'Sjvjlx8G6Z0=' } });
  },
  'stop-marketing': (action) => preference(action, 'stop'),
  'resume-marketing': (action) => preference(action, 'resume'),
  call,
};

export const actionNames = Object.keys(actions);

export const actionRoutes: Route[] = [{ method: 'POST', path: '/customers/:ref/actions/:action', handle: act }];

function act({ simulation, params, input }: ControlRequest): ControlAnswer {
  const customer = customerOf(simulation, params['ref']);
  const number = numberOf(simulation, input.string('phoneNumberId'));
  const action = Object.hasOwn(actions, params['action']) ? actions[params['action']] : undefined;
  if (!action) throw new ControlError('not_found', `There is no action ${params['action']}. Known: ${actionNames.join(', ')}.`);
  if (customer.blocksUs) throw new ControlError('conflict', `${customer.name} blocks this business; unblock before writing.`);
  const answer = action({ simulation, number, customer, input });
  simulation.onChange();
  return answer;
}

/** Sends one message; members of `raw` replace or, with null, remove what would be there. */
function say({ simulation, number, customer }: Action, { type, content }: Answered, quoted: string | null = null, raw: Members | null = null): ControlAnswer {
  const writing: Writing = {
    customer, type, content, context: quoted === null ? null : { from: number.displayPhoneNumber, id: quoted }, timestampOffset: 0, wamid: null, message: raw,
  };
  return created(simulation.customerMessages.send(number, [writing], { batch: 'each', perPost: 1, contacts: true, extra: null, send: true }));
}

/** The person stays the same here; businesses see the old number, the new one and a new BSUID (META §4.9). */
function changeNumber(action: Action): ControlAnswer {
  const { simulation, customer, input } = action;
  input.only('phoneNumberId', 'phone', 'keepUserId');
  const phone = input.digits('phone') ?? `4477009${simulation.identifiers.digits(5)}`;
  if (simulation.customers.byPhone(phone)) throw new ControlError('conflict', `${phone} is taken.`, 'phone');
  const userId = input.boolean('keepUserId') ? customer.userId : simulation.identifiers.userId(customer.userId.slice(0, 2));
  const content = {
    body: `User ${customer.name} changed from ${customer.waId ?? customer.userId} to ${phone}`, wa_id: phone, type: 'user_changed_number', user_id: userId,
    ...(userId === customer.userId ? {} : { previous_user_id: customer.userId }),
  };
  const answer = say(action, { type: 'system', content }, null, { from_user_id: null, ...(customer.waId ? { from: customer.waId } : {}) });
  simulation.customers.change(customer, { phone, waId: phone, userId });
  simulation.changed('customer', customer.id);
  return answer;
}

function changeUserId(action: Action): ControlAnswer {
  const { simulation, customer, input } = action;
  const userId = input.only('phoneNumberId', 'userId').string('userId') ?? simulation.identifiers.userId(customer.userId.slice(0, 2));
  if (!/^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/.test(userId)) throw new ControlError('invalid', 'userId must look like GB.40718823365519027741.', 'userId');
  if (simulation.customers.byBusinessScopedId(userId)) throw new ControlError('conflict', `${userId} is taken.`, 'userId');
  const content = { body: `User ${customer.name} changed user ID`, type: 'user_changed_user_id', user_id: userId, previous_user_id: customer.userId };
  const answer = say(action, { type: 'system', content }, null, { from_user_id: null });
  simulation.customers.change(customer, { userId });
  simulation.changed('customer', customer.id);
  return answer;
}

function preference(action: Action, value: 'stop' | 'resume'): ControlAnswer {
  const { simulation, number, customer, input } = action;
  input.only('phoneNumberId');
  simulation.customers.change(customer, { stoppedMarketing: value === 'stop' });
  simulation.changed('customer', customer.id);
  return created({ deliveries: simulation.fields.publish(number, 'user_preferences', preferenceValue(number, customer, value, simulation.clock.seconds()), null) });
}

/** A call opens the window like a message (META §7.11); MailTrixy only hears of it. */
function call({ simulation, number, customer, input }: Action): ControlAnswer {
  input.only('phoneNumberId', 'outcome', 'durationSeconds');
  const outcome = input.oneOf('outcome', ['missed', 'rejected', 'completed'] as const) ?? 'missed';
  const { clock, identifiers, windows, fields } = simulation;
  const id = identifiers.wamid('', 'in').replace('wamid.', 'wacid.');
  const deliveries = (['connect', 'terminate'] as const).flatMap((event) => {
    const value = callValue(number, customer, { id, event, outcome, seconds: clock.seconds(), duration: input.whole('durationSeconds', 0, 86_400) ?? 69 });
    return fields.publish(number, 'calls', value, null);
  });
  windows.opened(number.phoneNumberId, customer.id, clock.now());
  return created({ callId: id, deliveries });
}

function ofBusiness({ simulation, number }: Action, wamid: string): NonNullable<ReturnType<Simulation['chats']['find']>>['message'] {
  const found = simulation.chats.find(wamid);
  if (!found || found.message.from !== 'business' || found.chat.phoneNumberId !== number.phoneNumberId) throw notFound('message of the business', wamid);
  return found.message;
}

function own({ simulation, customer }: Action, wamid: string): string {
  const found = simulation.chats.find(wamid);
  if (!found || found.message.from !== 'customer' || found.chat.customer !== customer) throw notFound(`message of ${customer.name}`, wamid);
  return wamid;
}

function sent(answered: Answered | string): Answered {
  if (typeof answered === 'string') throw new ControlError('conflict', answered);
  return answered;
}

function inboundError(code: number, title: string, details: string): Members {
  return { code, title, message: title, error_data: { details } };
}
