import { batchModes } from '../phone/customer-messages';
import { countryOf } from '../phone/dialling';
import { changedCustomer, makeCustomer } from './customer-inputs';
import { ControlError } from './control-error';
import { created, customerOf, numberOf, ok, queryNumber, type ControlAnswer, type ControlRequest, type Route } from './route';
import { sendOptions, writings } from './writing-inputs';

/** Customers and what they do on their phones. */
export const customerRoutes: Route[] = [
  {
    method: 'POST', path: '/customers',
    handle: ({ simulation, input }) => {
      const customer = makeCustomer(simulation, input);
      simulation.changed('customer', customer.id);
      return created(customer);
    },
  },
  { method: 'GET', path: '/customers', handle: ({ simulation }) => ok({ customers: simulation.customers.all() }) },
  { method: 'GET', path: '/customers/:ref', handle: ({ simulation, params }) => ok(customerOf(simulation, params['ref'])) },
  { method: 'PATCH', path: '/customers/:ref', handle: change },
  {
    method: 'DELETE', path: '/customers/:ref',
    handle: ({ simulation, params }) => {
      const customer = customerOf(simulation, params['ref']);
      simulation.customers.remove(customer);
      simulation.chats.forget(customer);
      simulation.changed('customer', customer.id);
      return ok({ ok: true });
    },
  },
  { method: 'POST', path: '/customers/:ref/messages', handle: write },
  {
    method: 'POST', path: '/customers/:ref/read',
    handle: ({ simulation, params, input }) => {
      const customer = customerOf(simulation, params['ref']);
      const number = numberOf(simulation, input.only('phoneNumberId', 'upTo').string('phoneNumberId'));
      const chat = simulation.chats.of(number.phoneNumberId, customer);
      return ok({ read: customer.online ? simulation.teller.read(chat, input.string('upTo') ?? null) : [] });
    },
  },
  { method: 'POST', path: '/customers/:ref/window', handle: setWindow },
  { method: 'GET', path: '/customers/:ref/chat', handle: chat },
  { method: 'POST', path: '/burst', handle: burst },
];

function change({ simulation, params, input }: ControlRequest): ControlAnswer {
  const customer = customerOf(simulation, params['ref']);
  const wasOnline = customer.online;
  changedCustomer(simulation, customer, input);
  simulation.changed('customer', customer.id);
  if (customer.online && !wasOnline) simulation.teller.cameOnline(customer);
  return ok(customer);
}

function write({ simulation, params, input, graphBaseUrl }: ControlRequest): ControlAnswer {
  const customer = customerOf(simulation, params['ref']);
  const number = numberOf(simulation, input.string('phoneNumberId'));
  const all = writings(simulation, number, customer, input, graphBaseUrl);
  if (customer.blocksUs) throw new ControlError('conflict', `${customer.name} blocks this business; unblock before writing.`);
  const result = simulation.customerMessages.send(number, all, sendOptions(input));
  simulation.onChange();
  return created(result);
}

/** Moves only the simulator's view of the window: what Meta would enforce. */
function setWindow({ simulation, params, input }: ControlRequest): ControlAnswer {
  const customer = customerOf(simulation, params['ref']);
  const number = numberOf(simulation, input.only('phoneNumberId', 'close', 'expiresInSeconds').string('phoneNumberId'));
  const seconds = input.number('expiresInSeconds', 0, 1e9);
  const close = input.boolean('close') ?? false;
  if (close === (seconds !== undefined)) throw new ControlError('invalid', 'Give either close or expiresInSeconds.', 'expiresInSeconds');
  simulation.windows.set(number.phoneNumberId, customer.id, seconds === undefined ? null : simulation.clock.now() + seconds * 1000);
  simulation.changed('customer', customer.id);
  const at = simulation.windows.expiresAt(number.phoneNumberId, customer.id);
  return ok({ expiresAt: at === null ? null : simulation.clock.iso(at) });
}

function chat({ simulation, params, query }: ControlRequest): ControlAnswer {
  const { clock, windows, chats } = simulation;
  const customer = customerOf(simulation, params['ref']);
  const number = numberOf(simulation, query.get('phoneNumberId'));
  const thread = chats.of(number.phoneNumberId, customer);
  const expiresAt = windows.expiresAt(number.phoneNumberId, customer.id);
  const messages = thread.messages.slice(-queryNumber(query, 'limit', 200, 1000) || thread.messages.length);
  return ok({
    customer, phoneNumberId: number.phoneNumberId, windowExpiresAt: expiresAt === null ? null : clock.iso(expiresAt),
    typingUntil: thread.typingUntil > clock.now() ? clock.iso(thread.typingUntil) : null,
    messages: messages.map(({ viaPhone: _viaPhone, ...bubble }) => bubble),
  });
}

/** Load: many messages of many customers, who are made where they are missing. */
function burst({ simulation, input }: ControlRequest): ControlAnswer {
  input.only('phoneNumberId', 'count', 'customers', 'text', 'perPost', 'batch', 'prefix');
  const number = numberOf(simulation, input.string('phoneNumberId'));
  const count = input.whole('count', 1, 200_000) ?? 1;
  const prefix = input.string('prefix') ?? '4477009';
  if (!/^\d{1,10}$/.test(prefix)) throw new ControlError('invalid', 'prefix must be up to 10 digits.', 'prefix');
  const text = input.string('text') ?? 'Message {n}';
  const { customers, identifiers } = simulation;
  const people = Array.from({ length: input.whole('customers', 1, 50_000) ?? 1 }, (_, i) => {
    const digits = prefix + String(i).padStart(5, '0');
    return customers.byPhone(digits) ?? customers.add({
      id: customers.nextId(), name: `Customer ${i + 1}`, phone: digits, waId: digits, userId: identifiers.userId(countryOf(digits)), username: null,
      hidesPhone: false, online: true, readReceipts: true, blocksUs: false, statusPlan: null,
    });
  });
  const all = Array.from({ length: count }, (_, i) => ({
    customer: people[i % people.length], type: 'text', content: { body: text.replaceAll('{n}', String(i + 1)) }, context: null, timestampOffset: 0, wamid: null, message: null,
  }));
  const perPost = input.whole('perPost', 1, 1000) ?? 1;
  const batch = input.oneOf('batch', batchModes) ?? (perPost > 1 ? 'one' : 'each');
  simulation.customerMessages.send(number, all, { batch, perPost, contacts: true, extra: null, send: true });
  simulation.onChange();
  return created({ accepted: count, customers: people.map((customer) => customer.id) });
}
