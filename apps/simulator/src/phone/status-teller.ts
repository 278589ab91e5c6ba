import type { Chaos } from '../delivery/chaos';
import type { Delivery } from '../delivery/delivery-queue';
import { messageValue, type Entry, type WebhookPublisher } from '../delivery/webhook-publisher';
import type { Accounts, BusinessNumber } from '../graph/accounts';
import { asynchronousError } from '../graph/graph-error';
import type { Ledger } from '../ledger/ledger';
import type { Environment } from '../time/environment';
import { PendingTimers } from '../time/pending-timers';
import type { SimulatedClock } from '../time/simulated-clock';
import { tick, type Chat, type ChatMessage } from './chats';
import type { Customer } from './customers';
import type { FreeEntryPoints } from './free-entry-points';
import type { PlannedStatus, StatusName, StatusPlan } from './status-plan';

/** A message of ours on its way; `customer` is null when nobody has that number. */
export interface Outgoing {
  number: BusinessNumber;
  customer: Customer | null;
  chat: Chat | null;
  message: ChatMessage;
  /** Digits or BSUID as dialled, for `recipient_id` of an unknown recipient. */
  recipient: string;
  plan: StatusPlan;
  acceptedAt: number;
  /** `service`, or the category of the template. */
  category: string;
}

interface Told {
  outgoing: Outgoing;
  planned: PlannedStatus;
  seconds: number;
}

/** Tells statuses of accepted messages: by plan, when the phone comes back, when the customer reads (META §6). */
export class StatusTeller {
  private readonly timers: PendingTimers;
  private readonly offline = new Map<string, Told[]>();
  private readonly outgoing = new Map<string, Outgoing>();

  constructor(
    environment: Environment,
    private readonly clock: SimulatedClock,
    private readonly accounts: Accounts,
    private readonly chaos: Chaos,
    private readonly freeEntry: FreeEntryPoints,
    private readonly publisher: WebhookPublisher,
    private readonly ledger: Ledger,
  ) {
    this.timers = new PendingTimers(environment);
  }

  /** `atOnce` is chaos "statuses before response": the pauses of the plan are skipped, the deliveries made are returned. */
  begin(outgoing: Outgoing, planned: PlannedStatus[], atOnce: boolean): Delivery[] {
    this.remember(outgoing);
    const made: Delivery[] = [];
    const groups = new Map<number, PlannedStatus[]>();
    for (const each of planned) {
      if (outgoing.plan.batch) groups.set(each.toldAfterMs, [...(groups.get(each.toldAfterMs) ?? []), each]);
      else if (atOnce) made.push(...this.tell([this.moment(outgoing, each)]));
      else this.timers.after(each.toldAfterMs, () => this.tell([this.moment(outgoing, each)]));
    }
    for (const [after, group] of groups) {
      const tell = (): Delivery[] => this.tell(group.map((each) => this.moment(outgoing, each)));
      if (atOnce) made.push(...tell());
      else this.timers.after(after, tell);
    }
    return made;
  }

  /** The customer opens the thread: everything that arrived and was not read becomes read. */
  read(chat: Chat, upTo: string | null): string[] {
    const end = upTo === null ? chat.messages.length : chat.messages.findIndex((each) => each.wamid === upTo) + 1;
    const read: string[] = [];
    for (const message of chat.messages.slice(0, end)) {
      const outgoing = this.outgoing.get(message.wamid);
      const arrived = message.ticks === 'delivered' || (message.ticks === 'sent' && outgoing?.plan.skipDelivered);
      if (message.from !== 'business' || !outgoing || !arrived || message.type === 'reaction') continue;
      read.push(message.wamid);
      this.tell([{ outgoing, planned: { status: 'read', happensAfterMs: 0, toldAfterMs: 0 }, seconds: this.clock.seconds() }]);
    }
    return read;
  }

  /** One more status of a message that was sent: `failed` after `delivered`, say. @returns false when it is not remembered */
  tellNow(wamid: string, status: StatusName, code?: number, details?: string): boolean {
    const outgoing = this.outgoing.get(wamid);
    if (!outgoing) return false;
    this.tell([{ outgoing, planned: { status, happensAfterMs: 0, toldAfterMs: 0, code, details }, seconds: this.clock.seconds() }]);
    return true;
  }

  /** What waited for the phone is delivered now. */
  cameOnline(customer: Customer): void {
    const waiting = this.offline.get(customer.id) ?? [];
    this.offline.delete(customer.id);
    const seconds = this.clock.seconds();
    for (const told of waiting) this.tell([{ ...told, seconds }]);
  }

  pending(): number {
    return this.timers.size;
  }

  clear(): void {
    this.timers.clear();
    this.offline.clear();
    this.outgoing.clear();
  }

  private moment(outgoing: Outgoing, planned: PlannedStatus): Told {
    return { outgoing, planned, seconds: Math.floor((outgoing.acceptedAt + planned.happensAfterMs) / 1000) };
  }

  private tell(all: Told[]): Delivery[] {
    const ready = all.filter((told) => this.mayTell(told));
    const changes: Entry['changes'] = [];
    for (const { outgoing, planned, seconds } of ready) {
      const { number, message } = outgoing;
      tick(message, planned.status, this.clock.iso(seconds * 1000), planned.code);
      const lost = this.chaos.losesStatus(number.phoneNumberId);
      this.ledger.append('status', {
        phoneNumberId: number.phoneNumberId, wamid: message.wamid, status: planned.status, token: message.token,
        ...(planned.code === undefined ? {} : { code: planned.code }), ...(lost ? { lost } : {}),
      });
      if (!lost) changes.push({ value: this.value(outgoing, planned, seconds), field: 'messages' });
    }
    if (changes.length === 0) return [];
    const { number, customer, message } = ready[0].outgoing;
    return this.publisher.publish({
      number, field: 'messages', kinds: ['status'], wamids: [message.wamid], customerId: customer?.id ?? null,
      entries: [{ id: number.wabaId, changes }],
    });
  }

  private mayTell(told: Told): boolean {
    const { customer } = told.outgoing;
    const { status } = told.planned;
    if (!customer || status === 'sent' || status === 'failed') return true;
    if (!customer.online) {
      this.offline.set(customer.id, [...(this.offline.get(customer.id) ?? []), told]);
      return false;
    }
    return customer.readReceipts || status === 'delivered';
  }

  private value(outgoing: Outgoing, planned: PlannedStatus, seconds: number): Record<string, unknown> {
    const { number, customer, message } = outgoing;
    const failed = planned.status === 'failed';
    const contacts = customer && !failed ? { contacts: [this.contact(outgoing, customer, planned.status)] } : {};
    return messageValue(number, { ...contacts, statuses: [this.status(outgoing, planned, message, seconds)] });
  }

  /** Contacts stand beside sent, delivered and read; the username only on the last two (META §5). */
  private contact(outgoing: Outgoing, customer: Customer, status: StatusName): Record<string, unknown> {
    const profile = { name: customer.name, ...(customer.username && status !== 'sent' ? { username: customer.username } : {}) };
    const waId = customer.waId ?? customer.phone;
    const shown = waId && (!customer.hidesPhone || outgoing.message.viaPhone);
    return { ...(shown ? { wa_id: waId } : {}), user_id: customer.userId, profile };
  }

  private status(outgoing: Outgoing, planned: PlannedStatus, message: ChatMessage, seconds: number): Record<string, unknown> {
    const { customer, plan } = outgoing;
    const waId = customer ? (customer.waId ?? customer.phone) : outgoing.recipient;
    // a phone that we dialled ourselves is known to us, hidden or not (META §5)
    const named = customer ? waId && (message.viaPhone || !customer.hidesPhone) : message.viaPhone;
    const failedToPhone = planned.status === 'failed' && message.viaPhone;
    return {
      id: message.wamid, status: planned.status, timestamp: String(seconds),
      ...(named ? { recipient_id: waId } : {}),
      ...(customer && !failedToPhone ? { recipient_user_id: customer.userId } : {}),
      ...(!customer && !message.viaPhone ? { recipient_user_id: outgoing.recipient } : {}),
      ...(message.token !== null && plan.opaqueOn.includes(planned.status) ? { biz_opaque_callback_data: message.token } : {}),
      ...this.conversation(outgoing, planned.status, message),
      ...this.pricing(outgoing, planned.status),
      ...(planned.status === 'failed' ? { errors: [asynchronousError(planned.code ?? 131000, planned.details)] } : {}),
    };
  }

  /** Below v24 always, its id per message since PMP; later only in a free entry point; `sent` alone has the expiration (META §6). */
  private conversation(outgoing: Outgoing, status: StatusName, message: ChatMessage): Record<string, unknown> {
    if (status !== 'sent' && status !== 'delivered') return {};
    const waba = this.accounts.wabas.get(outgoing.number.wabaId);
    const app = this.accounts.apps.get(waba?.subscribedApps[0]?.appId ?? '');
    const free = this.freeUntil(outgoing);
    if (free === null && (!app || Number(app.webhookVersion.slice(1)) >= 24)) return {};
    const expires = status === 'sent' ? { expiration_timestamp: String(Math.floor((free ?? outgoing.acceptedAt + 86_400_000) / 1000)) } : {};
    const id = Buffer.from(message.wamid.slice(-16)).toString('hex').slice(0, 24);
    return { conversation: { id, ...expires, origin: { type: free === null ? outgoing.category : 'referral_conversion' } } };
  }

  /** Only on `sent` and on one of delivered and read (META §6). Prices are not simulated, only their names. */
  private pricing(outgoing: Outgoing, status: StatusName): Record<string, unknown> {
    if (status !== 'sent' && status !== (outgoing.plan.skipDelivered ? 'read' : 'delivered')) return {};
    const { category } = outgoing;
    if (this.freeUntil(outgoing) !== null) return { pricing: { billable: false, pricing_model: 'PMP', type: 'free_entry_point', category: 'referral_conversion' } };
    return category === 'service'
      ? { pricing: { billable: false, pricing_model: 'PMP', type: 'free_customer_service', category } }
      : { pricing: { billable: true, pricing_model: 'PMP', type: 'regular', category } };
  }

  private freeUntil({ number, customer }: Outgoing): number | null {
    return customer ? this.freeEntry.until(number.phoneNumberId, customer.id) : null;
  }

  /** The customer may read a message long after its plan ended, so what its statuses need is kept for a while. */
  private remember(outgoing: Outgoing): void {
    this.outgoing.set(outgoing.message.wamid, outgoing);
    if (this.outgoing.size <= 55_000) return;
    let surplus = this.outgoing.size - 50_000;
    for (const wamid of this.outgoing.keys()) {
      if (surplus-- <= 0) break;
      this.outgoing.delete(wamid);
    }
  }
}
