import type { Accounts, BusinessNumber } from '../graph/accounts';
import type { Ledger } from '../ledger/ledger';
import type { Environment } from '../time/environment';
import { subscribableFields } from '../fields/subscribable-fields';
import { PendingTimers } from '../time/pending-timers';
import type { Chaos } from './chaos';
import type { Delivery, DeliveryQueue } from './delivery-queue';
import { webhookBody } from './webhook-body';

export interface Change {
  value: Record<string, unknown>;
  field: string;
}

export interface Entry {
  id: string;
  /** On management fields only (META §3). */
  time?: number;
  changes: Change[];
}

/** An event of one number or of a whole WABA, before it is known who receives it. */
export interface Publication {
  number: BusinessNumber | null;
  /** Needed where there is no number. */
  wabaId?: string;
  field: string;
  entries: Entry[];
  kinds: string[];
  wamids: string[];
  customerId?: string | null;
  delivered?: () => void;
}

/** `value` as it begins for every message-like field (META §3). */
export function messageValue(number: BusinessNumber, rest: Record<string, unknown>): Record<string, unknown> {
  return {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: number.displayPhoneNumber, phone_number_id: number.phoneNumberId },
    ...rest,
  };
}

/** Finds the receivers of an event, lets chaos have its way and hands the deliveries to the queue. */
export class WebhookPublisher {
  private readonly held: PendingTimers;
  private shuffling: Delivery[] = [];
  private endShuffle: (() => void) | null = null;

  constructor(
    environment: Environment,
    private readonly accounts: Accounts,
    private readonly chaos: Chaos,
    private readonly queue: DeliveryQueue,
    private readonly ledger: Ledger,
  ) {
    this.held = new PendingTimers(environment);
  }

  /** Every subscribed app gets the event; number override before WABA override before app callback (META §2.6). */
  publish(publication: Publication): Delivery[] {
    const { number } = publication;
    const waba = this.accounts.wabas.get(number?.wabaId ?? publication.wabaId ?? '');
    const made: Delivery[] = [];
    let body: Buffer | null = null;
    let receivers = 0;
    for (const subscription of waba?.subscribedApps ?? []) {
      const app = this.accounts.apps.get(subscription.appId);
      if (!app || !subscribed(app.fields, publication.field)) continue;
      receivers++;
      const url = number?.webhookOverrides[app.appId] ?? subscription.overrideCallbackUri ?? app.callbackUrl;
      if (!url) {
        this.skip(publication, 'no_callback_url');
        continue;
      }
      body ??= webhookBody({ object: 'whatsapp_business_account', entry: publication.entries });
      made.push(...this.deliver(publication, app.appId, url, body));
    }
    if (receivers === 0) this.skip(publication, 'not_subscribed');
    return made;
  }

  pending(): number {
    return this.held.size + this.shuffling.length;
  }

  clear(): void {
    this.held.clear();
    this.shuffling = [];
    this.endShuffle = null;
  }

  private deliver(publication: Publication, appId: string, url: string, body: Buffer): Delivery[] {
    const { number, kinds, wamids, delivered } = publication;
    const fate = this.chaos.forWebhook(number?.phoneNumberId ?? null, publication.customerId ?? null);
    if (this.chaos.random.hit(fate.dropProbability)) {
      this.skip(publication, 'chaos');
      return [];
    }
    const copies = fate.duplicate > 1 && this.chaos.random.hit(fate.duplicateProbability) ? fate.duplicate : 1;
    const made: Delivery[] = [];
    for (let i = 0; i < copies; i++) {
      const delivery = this.queue.create({
        appId, phoneNumberId: number?.phoneNumberId ?? null, url, kinds, wamids, body, fate,
        settled: delivered ? (done) => done.state === 'delivered' && delivered() : null,
      });
      if (i > 0) delivery.eventId = made[0].eventId;
      made.push(delivery);
      if (fate.delayMs > 0 || fate.delayJitterMs > 0) {
        this.held.after(fate.delayMs + fate.delayJitterMs * this.chaos.random.next(), () => this.queue.send(delivery));
      } else if (fate.reorderWindow > 1) this.shuffle(delivery, fate.reorderWindow, fate.reorderMaxWaitMs);
      else this.queue.send(delivery);
    }
    return made;
  }

  /** Collects a window of deliveries and lets them go in another order. */
  private shuffle(delivery: Delivery, window: number, maxWaitMs: number): void {
    this.shuffling.push(delivery);
    if (this.shuffling.length >= window) this.letGo();
    else this.endShuffle ??= this.held.after(maxWaitMs, () => this.letGo());
  }

  private letGo(): void {
    this.endShuffle?.();
    this.endShuffle = null;
    const window = this.shuffling;
    this.shuffling = [];
    for (const delivery of this.chaos.random.shuffle(window)) this.queue.send(delivery);
  }

  private skip(publication: Publication, reason: string): void {
    this.ledger.append('webhook_dropped', { ...(publication.number ? { phoneNumberId: publication.number.phoneNumberId } : {}), reason, wamids: publication.wamids, kinds: publication.kinds });
  }
}

/** A field that Meta invents tomorrow reaches whoever takes management fields at all; only known ones can be unticked. */
function subscribed(fields: string[], field: string): boolean {
  return fields.includes(field) || (!(subscribableFields as readonly string[]).includes(field) && fields.length > 1);
}
