import type { WriteStream } from 'node:fs';
import { Chaos } from './delivery/chaos';
import { DeliveryQueue } from './delivery/delivery-queue';
import { WebhookPublisher } from './delivery/webhook-publisher';
import { WebhookSender } from './delivery/webhook-sender';
import { FieldEvents } from './fields/field-events';
import { Access } from './graph/access';
import { Accounts } from './graph/accounts';
import { GraphApi } from './graph/graph-api';
import { GraphResponder } from './graph/graph-responder';
import { Identifiers } from './graph/identifiers';
import { MessageSending } from './graph/message-sending';
import { NodeRoutes } from './graph/node-routes';
import { RateLimits } from './graph/rate-limits';
import { Ledger } from './ledger/ledger';
import { Lookaside } from './media/lookaside';
import { MediaRoutes } from './media/media-routes';
import { MediaStore } from './media/media-store';
import { Chats } from './phone/chats';
import { CustomerDirectory } from './phone/customers';
import { CustomerMessages } from './phone/customer-messages';
import type { PartialPlan } from './phone/status-plan';
import { FreeEntryPoints } from './phone/free-entry-points';
import { StatusTeller } from './phone/status-teller';
import { ServiceWindows } from './phone/windows';
import { defaultSettings, type Settings } from './settings';
import { HeaderUploads } from './templates/header-uploads';
import { TemplateEvents } from './templates/template-events';
import { TemplateRoutes } from './templates/template-routes';
import { TemplateStore } from './templates/template-store';
import type { Environment } from './time/environment';
import { PendingTimers } from './time/pending-timers';
import { SimulatedClock } from './time/simulated-clock';

export interface SimulationOptions {
  environment: Environment;
  seed: number;
  ledgerFile: WriteStream | null;
  ledgerLimit: number;
  /** Bytes of media kept in memory. */
  mediaBudget: number;
}

/** All parts of one simulated Meta, wired once; the HTTP side and the control routes only use it. */
export class Simulation {
  settings: Settings;
  globalPlan: PartialPlan | null = null;
  /** Set by the state file: something that must survive a restart has changed. */
  onChange: () => void = () => undefined;

  readonly clock: SimulatedClock;
  readonly identifiers: Identifiers;
  readonly accounts = new Accounts();
  readonly customers = new CustomerDirectory();
  readonly chats = new Chats();
  readonly windows: ServiceWindows;
  readonly freeEntry: FreeEntryPoints;
  readonly ledger: Ledger;
  readonly chaos: Chaos;
  readonly sender = new WebhookSender();
  readonly queue: DeliveryQueue;
  readonly publisher: WebhookPublisher;
  readonly teller: StatusTeller;
  readonly customerMessages: CustomerMessages;
  readonly graph: GraphApi;
  readonly responder: GraphResponder;
  readonly media: MediaStore;
  readonly lookaside: Lookaside;
  readonly templates: TemplateStore;
  readonly templateEvents: TemplateEvents;
  readonly fields: FieldEvents;
  private readonly uploads: HeaderUploads;
  /** Templates that wait for their reviewer. */
  private readonly reviews: PendingTimers;
  /** Answers that chaos delays: accepted, not yet told. */
  readonly answers: PendingTimers;
  private readonly limits: RateLimits;

  constructor(options: SimulationOptions) {
    const { environment } = options;
    this.settings = { ...defaultSettings(), ledgerLimit: options.ledgerLimit };
    this.clock = new SimulatedClock(environment);
    const { clock, accounts, customers, chats } = this;
    const now = (): number => clock.now();
    const settings = (): Settings => this.settings;
    this.identifiers = new Identifiers(environment);
    this.windows = new ServiceWindows(now);
    this.freeEntry = new FreeEntryPoints(now);
    this.ledger = new Ledger(() => clock.iso(), () => this.settings.ledgerLimit, options.ledgerFile);
    this.chaos = new Chaos(options.seed, (id) => accounts.numbers.get(id)?.chaos ?? null);
    const secretOf = (appId: string | null): string => accounts.apps.get(appId ?? '')?.appSecret ?? '';
    this.queue = new DeliveryQueue(environment, (ms) => clock.iso(ms), settings, this.chaos, secretOf, this.sender, this.ledger);
    this.publisher = new WebhookPublisher(environment, accounts, this.chaos, this.queue, this.ledger);
    this.teller = new StatusTeller(environment, clock, accounts, this.chaos, this.freeEntry, this.publisher, this.ledger);
    this.customerMessages = new CustomerMessages(clock, this.identifiers, chats, this.windows, this.freeEntry, this.publisher, this.ledger);
    this.limits = new RateLimits(now);
    const trace = (): string => this.identifiers.trace();
    this.media = new MediaStore(this.identifiers, now, options.mediaBudget);
    this.fields = new FieldEvents(this.publisher, this.ledger);
    this.templates = new TemplateStore(now);
    this.templateEvents = new TemplateEvents(clock, this.publisher, this.ledger, (what, id) => this.changed(what, id));
    const sending = new MessageSending({
      clock, identifiers: this.identifiers, customers, chats, windows: this.windows, teller: this.teller, ledger: this.ledger,
      limits: this.limits, media: this.media, templates: this.templates, freeEntry: this.freeEntry, settings, globalPlan: () => this.globalPlan,
    });
    const access = new Access(accounts, now);
    const nodes = new NodeRoutes(accounts, access, this.sender, this.identifiers, (what, id) => this.changed(what, id));
    const hangs = new PendingTimers(environment);
    this.lookaside = new Lookaside(this.media, access, this.chaos, this.ledger, hangs);
    const mediaRoutes = new MediaRoutes(access, this.media, this.chaos, this.ledger);
    this.reviews = new PendingTimers(environment);
    this.uploads = new HeaderUploads(accounts, access, this.identifiers);
    const templateRoutes = new TemplateRoutes({
      access, store: this.templates, uploads: this.uploads, events: this.templateEvents, identifiers: this.identifiers, chaos: this.chaos, clock, settings, reviews: this.reviews,
    });
    this.graph = new GraphApi(accounts, access, sending, nodes, mediaRoutes, templateRoutes, this.uploads, this.chaos, this.ledger, trace, now);
    this.responder = new GraphResponder(hangs, trace);
    this.answers = new PendingTimers(environment);
  }

  /** Nothing that waits may fire any more. */
  stop(): void {
    this.answers.clear();
    this.reviews.clear();
  }

  changed(what: string, id?: string): void {
    this.ledger.append('change', { what, ...(id === undefined ? {} : { id }) });
    this.onChange();
  }

  pending(): { statuses: number; deliveries: number; inFlight: number; retrying: number; answers: number; reviews: number; total: number } {
    const { queued, inFlight, retrying } = this.queue.pending();
    const parts = { statuses: this.teller.pending(), deliveries: queued + this.publisher.pending(), inFlight, retrying, answers: this.answers.size, reviews: this.reviews.size };
    return { ...parts, total: parts.statuses + parts.deliveries + inFlight + retrying + parts.answers + parts.reviews };
  }

  reset(keep: 'nothing' | 'accounts' | 'customers'): void {
    this.teller.clear();
    this.publisher.clear();
    this.queue.clear();
    this.chats.clear();
    this.media.clear();
    this.reviews.clear();
    this.uploads.clear();
    this.windows.clear();
    this.freeEntry.clear();
    this.limits.clear();
    this.chaos.set(null);
    this.chaos.clearOrders();
    this.globalPlan = null;
    this.settings = { ...defaultSettings(), ledgerLimit: this.settings.ledgerLimit };
    this.clock.offsetMs = 0;
    this.ledger.clear();
    if (keep !== 'customers') this.customers.clear();
    if (keep === 'nothing') {
      this.accounts.clear();
      this.templates.clear();
    }
    for (const number of this.accounts.numbers.values()) Object.assign(number, { statusPlan: null, chaos: null, windowEnforcement: null });
    this.changed('reset');
  }
}
