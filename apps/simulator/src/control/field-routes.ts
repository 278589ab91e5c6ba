import { fieldSamples } from '../fields/field-samples';
import type { Customer } from '../phone/customers';
import type { Simulation } from '../simulation';
import { ControlError, notFound } from './control-error';
import { created, customerOf, numberOf, ok, type ControlAnswer, type ControlRequest, type Route } from './route';

/** Webhooks of every field but ordinary messages (META §7). */
export const fieldRoutes: Route[] = [
  { method: 'GET', path: '/fields', handle: () => ok({ fields: Object.entries(fieldSamples).map(([name, { field }]) => ({ name, field })) }) },
  { method: 'POST', path: '/fields/:name', handle: send },
];

/** `value` members replace those of the sample; a name without a sample is the field itself and needs its value. */
function send({ simulation, params, input }: ControlRequest): ControlAnswer {
  input.only('phoneNumberId', 'customer', 'value', 'replace', 'time', 'entryId');
  const number = numberOf(simulation, input.string('phoneNumberId'));
  const waba = simulation.accounts.wabas.get(number.wabaId);
  if (!waba) throw notFound('WABA', number.wabaId);
  const sample = Object.hasOwn(fieldSamples, params['name']) ? fieldSamples[params['name']] : undefined;
  const given = input.object('value');
  if (!sample && !given) throw new ControlError('invalid', `There is no sample ${params['name']}; give value. Known: ${Object.keys(fieldSamples).join(', ')}.`, 'value');
  const context = { number, waba, customer: someone(simulation, input.string('customer')), identifiers: simulation.identifiers, seconds: simulation.clock.seconds() };
  const base = sample && input.boolean('replace') !== true ? sample.value(context) : {};
  const time = input.members['time'] === null ? null : (input.whole('time', 0, 1e11) ?? (sample?.timed === false ? null : context.seconds));
  const field = sample?.field ?? params['name'];
  return created({ field, deliveries: simulation.fields.publish(number, field, { ...base, ...given }, time, input.string('entryId')) });
}

/** The customer of events that concern one; a stranger where there is nobody. */
function someone(simulation: Simulation, ref: string | undefined): Customer {
  if (ref !== undefined) return customerOf(simulation, ref);
  return simulation.customers.all()[0] ?? {
    id: 'nobody', name: 'Nadia Okoro', phone: '447700900142', waId: '447700900142', userId: 'GB.40718823365519027741', username: null, hidesPhone: false, online: true,
    readReceipts: true, blocksUs: false, statusPlan: null,
  };
}
