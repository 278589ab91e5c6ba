import { chaosSettings, mediaChaos, sendChaos, statusPlan, webhookChaos } from './chaos-inputs';
import { errorCodes } from '../graph/error-codes';
import { ControlError } from './control-error';
import { created, customerOf, numberOf, ok, type ControlAnswer, type ControlRequest, type Route } from './route';

/** What goes wrong, and how statuses are told. */
export const chaosRoutes: Route[] = [
  {
    method: 'GET', path: '/error-codes',
    handle: () => ok({ codes: Object.entries(errorCodes).map(([code, { http, title, details }]) => ({ code: Number(code), http, title, details: details ?? null })) }),
  },
  { method: 'GET', path: '/chaos', handle: ({ simulation }) => ok(simulation.chaos.get()) },
  {
    method: 'PUT', path: '/chaos',
    handle: ({ simulation, body }) => {
      simulation.chaos.set(chaosSettings(body));
      simulation.changed('chaos');
      return ok(simulation.chaos.get());
    },
  },
  { method: 'GET', path: '/chaos/next', handle: ({ simulation }) => ok({ orders: simulation.chaos.pendingOrders() }) },
  { method: 'POST', path: '/chaos/next', handle: next },
  {
    method: 'DELETE', path: '/chaos/next',
    handle: ({ simulation }) => {
      simulation.chaos.clearOrders();
      return ok({ ok: true });
    },
  },
  { method: 'GET', path: '/numbers/:pnid/chaos', handle: ({ simulation, params }) => ok(numberOf(simulation, params['pnid']).chaos) },
  {
    method: 'PUT', path: '/numbers/:pnid/chaos',
    handle: ({ simulation, params, body }) => {
      const number = numberOf(simulation, params['pnid']);
      number.chaos = chaosSettings(body);
      simulation.changed('chaos', number.phoneNumberId);
      return ok(number.chaos);
    },
  },
  { method: 'GET', path: '/status-plan', handle: ({ simulation }) => ok(simulation.globalPlan) },
  {
    method: 'PUT', path: '/status-plan',
    handle: ({ simulation, body }) => {
      simulation.globalPlan = statusPlan(body);
      simulation.changed('settings');
      return ok(simulation.globalPlan);
    },
  },
  { method: 'GET', path: '/numbers/:pnid/status-plan', handle: ({ simulation, params }) => ok(numberOf(simulation, params['pnid']).statusPlan) },
  {
    method: 'PUT', path: '/numbers/:pnid/status-plan',
    handle: ({ simulation, params, body }) => {
      const number = numberOf(simulation, params['pnid']);
      number.statusPlan = statusPlan(body);
      simulation.changed('number', number.phoneNumberId);
      return ok(number.statusPlan);
    },
  },
  { method: 'GET', path: '/customers/:ref/status-plan', handle: ({ simulation, params }) => ok(customerOf(simulation, params['ref']).statusPlan) },
  {
    method: 'PUT', path: '/customers/:ref/status-plan',
    handle: ({ simulation, params, body }) => {
      const customer = customerOf(simulation, params['ref']);
      customer.statusPlan = statusPlan(body);
      simulation.changed('customer', customer.id);
      return ok(customer.statusPlan);
    },
  },
];

function next({ simulation, input }: ControlRequest): ControlAnswer {
  input.only('count', 'phoneNumberId', 'customer', 'send', 'webhook', 'media');
  if (!['send', 'webhook', 'media'].some((each) => input.has(each))) throw new ControlError('invalid', 'Give send, webhook, media or several of them.', 'send');
  const ref = input.string('customer');
  const phoneNumberId = input.string('phoneNumberId');
  const { id, remaining } = simulation.chaos.order({
    remaining: input.whole('count', 1, 1_000_000) ?? 1,
    phoneNumberId: phoneNumberId === undefined ? null : numberOf(simulation, phoneNumberId).phoneNumberId,
    customerId: ref === undefined ? null : customerOf(simulation, ref).id,
    send: input.has('send') ? sendChaos(input.child('send')) : null,
    webhook: input.has('webhook') ? webhookChaos(input.child('webhook')) : null,
    media: input.has('media') ? mediaChaos(input.child('media')) : null,
  });
  return created({ id, remaining });
}
