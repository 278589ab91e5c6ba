import { SeededRandom } from '../time/seeded-random';
import {
  calmMedia, calmSend, calmTemplates, calmWebhook, mediaStage,
  type ChaosScope, type ChaosSettings, type MediaChaos, type SendChaos, type TemplatesChaos, type WebhookChaos,
} from './chaos-settings';

/** An order for the next few sends or webhooks only; it goes before the standing settings. */
export interface ChaosOrder {
  id: number;
  remaining: number;
  phoneNumberId: string | null;
  customerId: string | null;
  send: Partial<SendChaos> | null;
  webhook: Partial<WebhookChaos> | null;
  media: Partial<MediaChaos> | null;
}

export interface WebhookFate extends WebhookChaos {
  /** From `chaos/next`: the signature holds for every try of this delivery, not only for this one. */
  pinned: boolean;
}

/** Decides, with a seeded generator, what goes wrong. */
export class Chaos {
  private settings: Partial<ChaosSettings> = {};
  private orders: ChaosOrder[] = [];
  private orderCounter = 0;
  random = new SeededRandom(1);

  constructor(
    private readonly initialSeed: number,
    private readonly ofNumber: (phoneNumberId: string) => Partial<ChaosSettings> | null,
  ) {
    this.set(null);
  }

  get(): ChaosSettings {
    const { seed, send, webhook, statuses, media, templates } = this.settings;
    return {
      seed: seed ?? this.initialSeed, send: { ...calmSend, ...send }, webhook: { ...calmWebhook, ...webhook }, statuses: { loseProbability: 0, ...statuses },
      media: { ...calmMedia, ...media }, templates: { ...calmTemplates, ...templates },
    };
  }

  set(settings: Partial<ChaosSettings> | null): void {
    this.settings = settings ?? {};
    this.random = new SeededRandom(this.settings.seed ?? this.initialSeed);
  }

  order(order: Omit<ChaosOrder, 'id'>): ChaosOrder {
    const numbered = { ...order, id: ++this.orderCounter };
    this.orders.push(numbered);
    return numbered;
  }

  pendingOrders(): ChaosOrder[] {
    return [...this.orders];
  }

  clearOrders(): void {
    this.orders = [];
  }

  /** null = this request is left alone. */
  forRequest(wanted: ChaosScope[], phoneNumberId: string | null, customerId: string | null): SendChaos | null {
    const hits = (scope: ChaosScope[]): boolean => scope.some((each) => wanted.includes(each));
    const ordered = this.take((order) => !!order.send && hits(order.send.scope ?? calmSend.scope), phoneNumberId, customerId);
    const standing = { ...this.settings.send, ...(phoneNumberId ? this.ofNumber(phoneNumberId)?.send : undefined) };
    const chaos: SendChaos = { ...calmSend, ...(ordered?.send ?? standing) };
    if (!hits(chaos.scope)) return null;
    if (chaos.mode === 'ok' && chaos.delayMs === 0 && !chaos.statusesBeforeResponse) return null;
    return this.random.hit(chaos.probability) ? chaos : null;
  }

  forWebhook(phoneNumberId: string | null, customerId: string | null): WebhookFate {
    const ordered = this.take((order) => !!order.webhook, phoneNumberId, customerId);
    if (ordered) return { ...calmWebhook, ...ordered.webhook, pinned: true };
    return { ...calmWebhook, ...this.standingWebhook(phoneNumberId), pinned: false };
  }

  /** The standing webhook settings, without using up an order. */
  standingWebhook(phoneNumberId: string | null): Partial<WebhookChaos> {
    return { ...this.settings.webhook, ...(phoneNumberId ? this.ofNumber(phoneNumberId)?.webhook : undefined) };
  }

  /** null = the file is served as it is. */
  forMedia(stage: 'address' | 'bytes', phoneNumberId: string): MediaChaos | null {
    const fits = (media: Partial<MediaChaos> | null | undefined): boolean => !!media?.mode && media.mode !== 'ok' && mediaStage(media.mode) === stage;
    const ordered = this.take((order) => fits(order.media), phoneNumberId, null);
    const standing = { ...this.settings.media, ...this.ofNumber(phoneNumberId)?.media };
    const chosen = ordered?.media ?? standing;
    if (!fits(chosen)) return null;
    const chaos = { ...calmMedia, ...chosen };
    return this.random.hit(chaos.probability) ? chaos : null;
  }

  forTemplates(): TemplatesChaos {
    return { ...calmTemplates, ...this.settings.templates };
  }

  losesStatus(phoneNumberId: string): boolean {
    const probability = this.ofNumber(phoneNumberId)?.statuses?.loseProbability ?? this.settings.statuses?.loseProbability ?? 0;
    return this.random.hit(probability);
  }

  snapshot(): Partial<ChaosSettings> {
    return this.settings;
  }

  private take(wanted: (order: ChaosOrder) => boolean, phoneNumberId: string | null, customerId: string | null): ChaosOrder | undefined {
    if (this.orders.length === 0) return undefined;
    const found = this.orders.find(
      (order) =>
        wanted(order) &&
        (order.phoneNumberId === null || order.phoneNumberId === phoneNumberId) &&
        (order.customerId === null || order.customerId === customerId),
    );
    if (found && --found.remaining <= 0) this.orders = this.orders.filter((order) => order !== found);
    return found;
  }
}
