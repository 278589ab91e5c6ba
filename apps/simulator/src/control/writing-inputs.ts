import type { BusinessNumber } from '../graph/accounts';
import { batchModes, type SendOptions, type Writing } from '../phone/customer-messages';
import { sampleContents } from '../phone/sample-contents';
import type { Customer } from '../phone/customers';
import type { Simulation } from '../simulation';
import { sampleOfType } from '../media/sample-files';
import { ControlError } from './control-error';
import type { Input } from './input';
import { inboundMedia } from './media-routes';

const maxMessages = 200_000;

/** What one call lets a customer write. Members beside the known ones are the object of `type`. */
export function writings(simulation: Simulation, number: BusinessNumber, customer: Customer, input: Input, origin: string): Writing[] {
  const type = input.string('type') ?? 'text';
  input.only('phoneNumberId', 'text', 'type', 'message', 'count', 'context', 'timestampOffset', 'batch', 'perPost', 'wamid', 'contacts', 'extra', 'send', 'forwarded', type);
  const count = input.whole('count', 1, maxMessages) ?? 1;
  const message = input.object('message') ?? null;
  const wamid = input.string('wamid') ?? null;
  if (count > 1 && (wamid !== null || message?.['id'] !== undefined)) throw new ControlError('invalid', 'count > 1 cannot share one wamid.', 'count');
  const context = contextOf(simulation, number, customer, input);
  const timestampOffset = input.number('timestampOffset', -1e9, 1e9) ?? 0;
  return Array.from({ length: count }, (_, i) => ({
    customer, type, content: inboundMedia(simulation, number, type, contentOf(input, type, i + 1, message), origin), context, timestampOffset, wamid, message,
  }));
}

export function sendOptions(input: Input): SendOptions {
  return {
    batch: input.oneOf('batch', batchModes) ?? 'each',
    // Meta puts at most 1,000 updates into one POST (META §2.4)
    perPost: input.whole('perPost', 1, 1000) ?? 1000,
    contacts: input.boolean('contacts') ?? true,
    extra: input.object('extra') ?? null,
    send: input.boolean('send') ?? true,
  };
}

function contentOf(input: Input, type: string, n: number, message: Record<string, unknown> | null): unknown {
  if (type === 'text') {
    const text = typeof input.members['text'] === 'object' ? input.object('text') : input.string('text');
    if (text === undefined && message === null) throw new ControlError('invalid', 'text is required.', 'text');
    return typeof text === 'string' ? { body: text.replaceAll('{n}', String(n)) } : (text ?? null);
  }
  // a type alone sends its sample
  return input.members[type] ?? (message !== null ? null : sampleOfType[type] !== undefined ? {} : (sampleContents[type] ?? null));
}

/** A wamid becomes `{from, id}`; `from` is the author of the quoted message (META §4.16). */
function contextOf(simulation: Simulation, number: BusinessNumber, customer: Customer, input: Input): Record<string, unknown> | null {
  const forwarded = input.members['forwarded'];
  if (forwarded === 'often') return { frequently_forwarded: true };
  if (input.boolean('forwarded') === true) return { forwarded: true };
  if (typeof input.members['context'] !== 'string') return input.object('context') ?? null;
  const id = input.requiredString('context');
  const quoted = simulation.chats.find(id)?.message;
  const ownPhone = customer.hidesPhone ? null : (customer.waId ?? customer.phone);
  const from = quoted?.from === 'customer' ? ownPhone : number.displayPhoneNumber;
  return { ...(from ? { from } : {}), id };
}
