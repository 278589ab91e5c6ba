import type { Customer } from '../phone/customers';
import { countryOf, whatsAppVariant } from '../phone/dialling';
import type { Simulation } from '../simulation';
import { statusPlan } from './chaos-inputs';
import { ControlError } from './control-error';
import type { Input } from './input';

const members = ['name', 'phone', 'waId', 'userId', 'username', 'hidesPhone', 'online', 'readReceipts', 'blocksUs', 'stoppedMarketing', 'statusPlan', 'localVariant'];

export function makeCustomer(simulation: Simulation, input: Input): Customer {
  const { customers, identifiers } = simulation;
  input.only(...members);
  const phone = input.digits('phone') ?? null;
  const waId = input.digits('waId') ?? (phone !== null && input.boolean('localVariant') ? whatsAppVariant(phone) : phone);
  const userId = checkedUserId(input) ?? identifiers.userId(countryOf(waId));
  refuseTaken(simulation, null, phone, waId, userId);
  return customers.add({
    id: customers.nextId(),
    name: input.string('name') ?? (phone ? `Customer ${phone}` : 'Customer'),
    phone,
    waId,
    userId,
    username: input.string('username') ?? null,
    hidesPhone: input.boolean('hidesPhone') ?? false,
    online: input.boolean('online') ?? true,
    readReceipts: input.boolean('readReceipts') ?? true,
    blocksUs: input.boolean('blocksUs') ?? false,
    stoppedMarketing: input.boolean('stoppedMarketing') ?? false,
    statusPlan: statusPlan(input.members['statusPlan'], 'statusPlan'),
  });
}

export function changedCustomer(simulation: Simulation, customer: Customer, input: Input): Customer {
  input.only(...members);
  const changes: Partial<Customer> = {};
  if (input.has('name')) changes.name = input.string('name');
  if (input.has('phone')) changes.phone = input.members['phone'] === null ? null : (input.digits('phone') ?? null);
  if (input.has('waId')) changes.waId = input.members['waId'] === null ? null : (input.digits('waId') ?? null);
  // a changed phone is a changed wa_id unless both are given
  else if (changes.phone !== undefined) changes.waId = changes.phone;
  if (input.has('userId')) changes.userId = checkedUserId(input);
  if (input.has('username')) changes.username = input.members['username'] === null ? null : input.string('username');
  if (input.has('statusPlan')) changes.statusPlan = statusPlan(input.members['statusPlan'], 'statusPlan');
  for (const name of ['hidesPhone', 'online', 'readReceipts', 'blocksUs', 'stoppedMarketing'] as const) if (input.has(name)) changes[name] = input.boolean(name);
  refuseTaken(simulation, customer, changes.phone ?? null, changes.waId ?? null, changes.userId ?? null);
  return simulation.customers.change(customer, changes);
}

function checkedUserId(input: Input): string | undefined {
  const userId = input.string('userId');
  if (userId !== undefined && !/^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/.test(userId)) {
    throw new ControlError('invalid', 'userId must look like GB.40718823365519027741.', input.name('userId'));
  }
  return userId;
}

function refuseTaken({ customers }: Simulation, self: Customer | null, phone: string | null, waId: string | null, userId: string | null): void {
  for (const digits of [phone, waId]) {
    const owner = digits ? customers.byPhone(digits) : undefined;
    if (owner && owner !== self) throw new ControlError('conflict', `${digits} belongs to ${owner.id} (${owner.name}).`, 'phone');
  }
  const owner = userId ? customers.byBusinessScopedId(userId) : undefined;
  if (owner && owner !== self) throw new ControlError('conflict', `${userId} belongs to ${owner.id} (${owner.name}).`, 'userId');
}
