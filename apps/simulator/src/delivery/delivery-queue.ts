import type { Ledger } from '../ledger/ledger';
import type { Settings } from '../settings';
import type { Environment } from '../time/environment';
import { PendingTimers } from '../time/pending-timers';
import type { Chaos, WebhookFate } from './chaos';
import { calmWebhook, type SignatureMode } from './chaos-settings';
import { signature256, signatureHeaders } from './webhook-body';
import type { WebhookAnswer, WebhookSender } from './webhook-sender';

export type DeliveryState = 'queued' | 'sending' | 'retrying' | 'delivered' | 'dropped';
export type Signature = SignatureMode | { secret: string } | { value: string };

export interface DeliveryAttempt {
  n: number;
  at: string;
  status: number | null;
  error: string | null;
  ms: number;
  signature: string;
}

/** One POST that is owed to a receiver; its bytes never change between tries. */
export interface Delivery {
  id: string;
  number: number;
  eventId: string;
  appId: string | null;
  phoneNumberId: string | null;
  url: string;
  state: DeliveryState;
  kinds: string[];
  wamids: string[];
  createdAt: string;
  nextAttemptAt: string | null;
  attempts: DeliveryAttempt[];
  body: Buffer;
  method: string;
  headers: Record<string, string>;
  retry: boolean;
  /** null = decided by chaos at every try. */
  signature: Signature | null;
  fate: WebhookFate | null;
  keepBody: boolean;
  settled: ((delivery: Delivery, answer: WebhookAnswer | null) => void) | null;
}

export type NewDelivery = Pick<Delivery, 'appId' | 'phoneNumberId' | 'url' | 'kinds' | 'wamids' | 'body'> & Partial<Delivery>;

const keptDeliveries = 20_000;

/** Sends deliveries with bounded concurrency; anything but exactly 200 is tried again, later and later (META §2.3, §2.4). */
export class DeliveryQueue {
  private readonly deliveries = new Map<string, Delivery>();
  private readonly waiting: Delivery[] = [];
  private head = 0;
  private inFlight = 0;
  private readonly retries: PendingTimers;
  private readonly wakeUps = new Map<string, () => void>();
  private counter = 0;
  private generation = 0;

  constructor(
    environment: Environment,
    private readonly iso: (ms?: number) => string,
    private readonly settings: () => Settings,
    private readonly chaos: Chaos,
    private readonly secretOf: (appId: string | null) => string,
    private readonly sender: WebhookSender,
    private readonly ledger: Ledger,
  ) {
    this.retries = new PendingTimers(environment);
  }

  /** Numbers a delivery without sending it yet (chaos may hold it back). */
  create(wanted: NewDelivery): Delivery {
    const number = ++this.counter;
    const delivery: Delivery = {
      number, id: `d${number}`, eventId: `d${number}`, state: 'queued', createdAt: this.iso(), nextAttemptAt: null, attempts: [],
      method: 'POST', headers: {}, retry: true, signature: null, fate: null, keepBody: false, settled: null, ...wanted,
    };
    this.deliveries.set(delivery.id, delivery);
    if (this.deliveries.size > keptDeliveries * 1.25) this.forgetOld();
    return delivery;
  }

  send(delivery: Delivery): void {
    if (!this.deliveries.has(delivery.id)) return;
    this.waiting.push(delivery);
    this.pump();
  }

  get(id: string): Delivery | undefined {
    return this.deliveries.get(id);
  }

  all(): IterableIterator<Delivery> {
    return this.deliveries.values();
  }

  pending(): { queued: number; inFlight: number; retrying: number } {
    return { queued: this.waiting.length - this.head, inFlight: this.inFlight, retrying: this.retries.size };
  }

  /** Waiting retries go at once. */
  retryNow(): number {
    const woken = [...this.wakeUps.values()];
    for (const wake of woken) wake();
    return woken.length;
  }

  clear(): void {
    this.generation++;
    this.inFlight = 0;
    this.retries.clear();
    this.wakeUps.clear();
    this.deliveries.clear();
    this.waiting.length = 0;
    this.head = 0;
  }

  private pump(): void {
    const { concurrency } = this.settings();
    while (this.inFlight < concurrency && this.head < this.waiting.length) {
      const delivery = this.waiting[this.head++];
      if (this.head > 1024 && this.head * 2 > this.waiting.length) {
        this.waiting.splice(0, this.head);
        this.head = 0;
      }
      void this.attempt(delivery);
    }
  }

  private async attempt(delivery: Delivery): Promise<void> {
    const { generation } = this;
    this.inFlight++;
    delivery.state = 'sending';
    delivery.nextAttemptAt = null;
    const at = this.iso();
    const signature = this.signatureOf(delivery);
    const answer = await this.sender.post({
      url: delivery.url,
      method: delivery.method,
      headers: { 'content-type': 'application/json', ...this.headersFor(delivery, signature), ...delivery.headers },
      body: delivery.method === 'GET' ? null : delivery.body,
      timeoutMs: this.settings().retry.timeoutMs,
      slowBodyMs: delivery.fate?.slowBody ?? 0,
      keepBody: delivery.keepBody,
    });
    if (generation !== this.generation) return; // a reset happened meanwhile: nobody knows this delivery any more
    this.inFlight--;
    const n = delivery.attempts.length + 1;
    const label = typeof signature === 'string' ? signature : 'custom';
    delivery.attempts.push({ n, at, status: answer.status, error: answer.error, ms: answer.ms, signature: label });
    this.ledger.append('webhook', {
      ...(delivery.phoneNumberId ? { phoneNumberId: delivery.phoneNumberId } : {}),
      eventId: delivery.eventId, deliveryId: delivery.id, n, code: answer.status ?? 0, ms: answer.ms,
      ...(answer.error ? { error: answer.error } : {}),
      signature: label, wamids: delivery.wamids, kinds: delivery.kinds, appId: delivery.appId,
    });
    this.settle(delivery, answer, n);
    this.pump();
  }

  private settle(delivery: Delivery, answer: WebhookAnswer, n: number): void {
    if (answer.status === 200) {
      delivery.state = 'delivered';
      this.tellSettled(delivery, answer);
      return;
    }
    const { retry } = this.settings();
    if (!delivery.retry || n >= retry.maxTries) {
      delivery.state = 'dropped';
      this.ledger.append('webhook_dropped', {
        ...(delivery.phoneNumberId ? { phoneNumberId: delivery.phoneNumberId } : {}),
        eventId: delivery.eventId, deliveryId: delivery.id, reason: 'max_tries', wamids: delivery.wamids,
      });
      this.tellSettled(delivery, answer);
      return;
    }
    const pause = Math.min(retry.capMs, retry.baseMs * retry.factor ** (n - 1));
    delivery.state = 'retrying';
    delivery.nextAttemptAt = this.iso(Date.parse(this.iso()) + pause);
    const again = (): void => {
      this.wakeUps.delete(delivery.id);
      delivery.state = 'queued';
      this.send(delivery);
    };
    const cancel = this.retries.after(pause, again);
    this.wakeUps.set(delivery.id, () => {
      cancel();
      again();
    });
  }

  /** Once; the listener is dropped, so that an old delivery keeps no chat alive. */
  private tellSettled(delivery: Delivery, answer: WebhookAnswer): void {
    const { settled } = delivery;
    delivery.settled = null;
    settled?.(delivery, answer);
  }

  private signatureOf(delivery: Delivery): Signature {
    if (delivery.signature !== null) return delivery.signature;
    // standing chaos is asked again at every try, so that switching it off lets the retry pass
    const fate = delivery.fate?.pinned ? delivery.fate : this.chaos.standingWebhook(delivery.phoneNumberId);
    const { signature, signatureProbability } = { ...calmWebhook, ...fate };
    return signature !== 'ok' && this.chaos.random.hit(signatureProbability) ? signature : 'ok';
  }

  private headersFor(delivery: Delivery, signature: Signature): Record<string, string> {
    if (typeof signature === 'string') return signatureHeaders(delivery.body, this.secretOf(delivery.appId), signature);
    if ('value' in signature) return { 'x-hub-signature-256': signature.value };
    return { 'x-hub-signature-256': signature256(delivery.body, signature.secret) };
  }

  private forgetOld(): void {
    let surplus = this.deliveries.size - keptDeliveries;
    for (const [id, delivery] of this.deliveries) {
      if (surplus <= 0) return;
      if (delivery.state !== 'delivered' && delivery.state !== 'dropped') continue;
      this.deliveries.delete(id);
      surplus--;
    }
  }
}
