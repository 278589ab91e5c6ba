import { contactOf } from '../fields/customer-fields';
import { messageValue, type Entry, type WebhookPublisher } from '../delivery/webhook-publisher';
import type { Delivery } from '../delivery/delivery-queue';
import type { BusinessNumber } from '../graph/accounts';
import type { Identifiers } from '../graph/identifiers';
import type { Ledger } from '../ledger/ledger';
import type { SimulatedClock } from '../time/simulated-clock';
import type { ChatMessage, Chats } from './chats';
import { wamidDigits, type Customer } from './customers';
import type { FreeEntryPoints } from './free-entry-points';
import { opensWindow, type ServiceWindows } from './windows';

export const batchModes = ['each', 'one', 'changes', 'entries'] as const;
/** `each`: a POST per message · `one`: all in one messages[] · `changes`, `entries`: one POST, several changes or entries. */
export type BatchMode = (typeof batchModes)[number];

/** What a customer does on his phone (docs/simulator.md, Customers). */
export interface Writing {
  customer: Customer;
  type: string;
  /** Object under the type's own name; for text `{body}`. null = the type has none (request_welcome). */
  content: unknown;
  context: Record<string, unknown> | null;
  timestampOffset: number;
  wamid: string | null;
  /** Raw members that replace the made ones; null removes a member. */
  message: Record<string, unknown> | null;
}

interface Written {
  customer: Customer;
  element: Record<string, unknown>;
  bubble: ChatMessage;
}

export interface SendOptions {
  batch: BatchMode;
  perPost: number;
  contacts: boolean;
  extra: Record<string, unknown> | null;
  send: boolean;
}

/** Turns what customers write into messages webhooks, chats, windows and ledger rows (META §3, §4). */
export class CustomerMessages {
  constructor(
    private readonly clock: SimulatedClock,
    private readonly identifiers: Identifiers,
    private readonly chats: Chats,
    private readonly windows: ServiceWindows,
    private readonly freeEntry: FreeEntryPoints,
    private readonly publisher: WebhookPublisher,
    private readonly ledger: Ledger,
  ) {}

  send(number: BusinessNumber, writings: Writing[], options: SendOptions): { messages: { wamid: string; timestamp: string }[]; deliveries: string[] } {
    const written = writings.map((writing) => this.write(number, writing));
    const messages = written.map(({ bubble, element }) => ({ wamid: bubble.wamid, timestamp: String(element['timestamp']) }));
    if (!options.send) return { messages, deliveries: [] };
    const deliveries: Delivery[] = [];
    const size = options.batch === 'each' ? 1 : options.perPost;
    for (let i = 0; i < written.length; i += size) deliveries.push(...this.post(number, written.slice(i, i + size), options));
    return { messages, deliveries: deliveries.map((delivery) => delivery.id) };
  }

  private write(number: BusinessNumber, writing: Writing): Written {
    const { customer, type } = writing;
    const seconds = this.clock.seconds() + writing.timestampOffset;
    const waId = customer.waId ?? customer.phone;
    const element: Record<string, unknown> = {
      ...(waId && !customer.hidesPhone ? { from: waId } : {}),
      from_user_id: customer.userId,
      id: writing.wamid ?? this.identifiers.wamid(wamidDigits(customer), 'in'),
      timestamp: String(seconds),
      ...(writing.context ? { context: writing.context } : {}),
      type,
      ...(writing.content === null ? {} : { [type]: writing.content }),
    };
    for (const [name, value] of Object.entries(writing.message ?? {})) {
      if (value === null) delete element[name];
      else element[name] = value;
    }
    const bubble = this.bubble(element, seconds);
    this.chats.add(this.chats.of(number.phoneNumberId, customer), bubble);
    if (opensWindow(bubble.type)) this.windows.opened(number.phoneNumberId, customer.id, Date.parse(bubble.at));
    if (element['referral'] !== undefined) this.freeEntry.cameFromAd(number.phoneNumberId, customer.id, Date.parse(bubble.at));
    this.ledger.append('inbound', {
      phoneNumberId: number.phoneNumberId, customer: customer.id, wamid: bubble.wamid, type: bubble.type, body: bubble.text, timestamp: element['timestamp'],
    });
    return { customer, element, bubble };
  }

  private bubble(element: Record<string, unknown>, seconds: number): ChatMessage {
    const type = String(element['type'] ?? 'text');
    const content = element[type] ?? null;
    const own = Number(element['timestamp']);
    const context = element['context'] as { id?: unknown } | undefined;
    const body = (content as { body?: unknown } | null)?.body;
    return {
      wamid: String(element['id']), from: 'customer', at: this.clock.iso((Number.isFinite(own) ? own : seconds) * 1000), type,
      text: typeof body === 'string' ? body : null, content, shown: null, contextId: typeof context?.id === 'string' ? context.id : null,
      ticks: 'sent', errorCode: null, sentAt: null, deliveredAt: null, readAt: null, failedAt: null, token: null, viaPhone: false,
    };
  }

  private post(number: BusinessNumber, written: Written[], options: SendOptions): Delivery[] {
    const change = (group: Written[]): Entry['changes'][number] => ({ value: this.value(number, group, options), field: 'messages' });
    const wabaId = number.wabaId;
    let entries: Entry[];
    if (options.batch === 'entries') entries = written.map((each) => ({ id: wabaId, changes: [change([each])] }));
    else if (options.batch === 'changes') entries = [{ id: wabaId, changes: written.map((each) => change([each])) }];
    else entries = [{ id: wabaId, changes: [change(written)] }];
    return this.publisher.publish({
      number, field: 'messages', kinds: ['message'], entries, wamids: written.map(({ bubble }) => bubble.wamid),
      customerId: written[0].customer.id,
      delivered: () => written.forEach(({ bubble }) => this.arrived(bubble)),
    });
  }

  private arrived(bubble: ChatMessage): void {
    bubble.deliveredAt ??= this.clock.iso();
    if (bubble.ticks === 'sent') bubble.ticks = 'delivered';
  }

  /** System notices have no contacts array (META §4.9). */
  private value(number: BusinessNumber, group: Written[], options: SendOptions): Record<string, unknown> {
    const people = new Map(group.filter(({ bubble }) => bubble.type !== 'system').map(({ customer }) => [customer.id, customer]));
    const contacts = [...people.values()].map(contactOf);
    return {
      ...messageValue(number, {
        ...(options.contacts && contacts.length > 0 ? { contacts } : {}),
        messages: group.map(({ element }) => element),
      }),
      ...options.extra,
    };
  }
}
