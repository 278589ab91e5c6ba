import type { BusinessNumber } from '../graph/accounts';
import type { Customer } from '../phone/customers';
import type { Simulation } from '../simulation';
import { ControlError, notFound } from './control-error';
import type { Input } from './input';

export interface ControlRequest {
  simulation: Simulation;
  graphBaseUrl: string;
  params: Record<string, string>;
  query: URLSearchParams;
  /** The parsed body; routes that take `null` as a whole body look at this. */
  body: unknown;
  input: Input;
}

export interface ControlAnswer {
  status: number;
  body: unknown;
}

export interface Route {
  method: string;
  /** Below /_control, `:name` is a parameter. */
  path: string;
  handle(request: ControlRequest): ControlAnswer | Promise<ControlAnswer>;
}

export function ok(body: unknown): ControlAnswer {
  return { status: 200, body };
}

export function created(body: unknown): ControlAnswer {
  return { status: 201, body };
}

export function customerOf(simulation: Simulation, ref: string): Customer {
  const customer = simulation.customers.find(ref);
  if (!customer) throw notFound('customer', ref);
  return customer;
}

/** The named number, or the only one there is. */
export function numberOf(simulation: Simulation, phoneNumberId: string | null | undefined): BusinessNumber {
  const { numbers } = simulation.accounts;
  if (phoneNumberId) {
    const number = numbers.get(phoneNumberId);
    if (!number) throw notFound('number', phoneNumberId);
    return number;
  }
  const [only] = numbers.values();
  if (numbers.size !== 1) throw new ControlError('invalid', `phoneNumberId is required: there are ${numbers.size} numbers.`, 'phoneNumberId');
  return only;
}

export function queryNumber(query: URLSearchParams, name: string, fallback: number, max: number): number {
  const text = query.get(name);
  if (text === null || text === '') return fallback;
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new ControlError('invalid', `${name} must be a number.`, name);
  return Math.min(value, max);
}
