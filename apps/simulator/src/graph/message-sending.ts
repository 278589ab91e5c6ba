import type { SendChaos } from '../delivery/chaos-settings';
import type { Delivery } from '../delivery/delivery-queue';
import type { Ledger } from '../ledger/ledger';
import { preparationProblem, type MediaKind } from '../media/media-rules';
import type { MediaStore } from '../media/media-store';
import type { Chats } from '../phone/chats';
import { wamidDigits, type Customer, type CustomerDirectory } from '../phone/customers';
import { countryOf, dialledDigits } from '../phone/dialling';
import { mergePlans, planFailure, planStatuses, type PartialPlan, type StatusPlan } from '../phone/status-plan';
import type { StatusTeller } from '../phone/status-teller';
import type { FreeEntryPoints } from '../phone/free-entry-points';
import { fillTemplate, type FilledTemplate } from '../sending/template-filling';
import type { Template } from '../templates/template';
import type { TemplateStore } from '../templates/template-store';
import type { ServiceWindows } from '../phone/windows';
import type { Settings } from '../settings';
import type { SimulatedClock } from '../time/simulated-clock';
import type { BusinessNumber } from './accounts';
import { graphError, parameterError } from './graph-error';
import type { GraphAnswer } from './graph-request';
import type { Identifiers } from './identifiers';
import type { RateLimits } from './rate-limits';
import { mediaKinds, mediaReferences, type ReadRequest, type SendRequest } from './send-request';

const typingMs = 25_000;
const reactionLifeMs = 30 * 86_400_000;

export interface SendingContext {
  clock: SimulatedClock;
  identifiers: Identifiers;
  customers: CustomerDirectory;
  chats: Chats;
  windows: ServiceWindows;
  teller: StatusTeller;
  ledger: Ledger;
  limits: RateLimits;
  media: MediaStore;
  templates: TemplateStore;
  freeEntry: FreeEntryPoints;
  settings: () => Settings;
  globalPlan: () => PartialPlan | null;
}

/** Why an accepted message fails. */
interface Failure {
  code: number;
  details?: string;
}

interface SentTemplate {
  row: Template;
  filled: FilledTemplate;
}

interface Recipient {
  customer: Customer | null;
  /** Digits, or the BSUID. */
  address: string;
  viaPhone: boolean;
}

/** `POST /{pnid}/messages` after its syntax was checked (META §8). */
export class MessageSending {
  constructor(private readonly context: SendingContext) {}

  /** The customer a request is for, before it is known whether the request is any good; chaos asks. */
  customerOf(number: BusinessNumber | undefined, to: unknown, recipient: unknown): Customer | undefined {
    const { customers } = this.context;
    if (typeof to === 'string' && number) {
      const digits = dialledDigits(to, number.displayPhoneNumber);
      return digits ? customers.byPhone(digits) : undefined;
    }
    return typeof recipient === 'string' ? customers.byBusinessScopedId(recipient) : undefined;
  }

  send(number: BusinessNumber, request: SendRequest, chaos: SendChaos | null): GraphAnswer {
    const { settings, limits } = this.context;
    requireSendable(number);
    const recipient = this.recipient(number, request);
    if (settings().throughputLimit) limits.takeThroughput(number);
    if (settings().pairLimit) limits.takePair(number.phoneNumberId, recipient.address);
    this.requireMedia(number, request);
    const template = request.type === 'template' ? this.template(number, request, recipient) : null;
    const failure = this.failureOf(number, request, recipient, template?.row ?? null, chaos);
    const { wamid, told } = this.accept(number, request, recipient, template, failure, chaos?.statusesBeforeResponse ?? false);
    const contact = recipient.viaPhone
      ? { input: request.to, wa_id: recipient.customer?.waId ?? recipient.customer?.phone ?? recipient.address }
      : { input: request.recipient, user_id: recipient.address };
    const status = template ? { message_status: template.row.pacing === null ? 'accepted' : 'held_for_quality_assessment' } : {};
    const body = { messaging_product: 'whatsapp', contacts: [contact], messages: [{ id: wamid, ...status }] };
    return told.length === 0 ? { status: 200, body } : { status: 200, body, ready: () => told.every(({ attempts, state }) => attempts.length > 0 || state === 'dropped') };
  }

  /** Marks this message and all earlier ones of the thread (META §8.8). A foreign or unknown id is 131009. */
  markRead(number: BusinessNumber, request: ReadRequest): GraphAnswer {
    const { chats, clock, ledger } = this.context;
    const found = chats.find(request.messageId);
    if (!found || found.chat.phoneNumberId !== number.phoneNumberId || found.message.from !== 'customer') {
      throw graphError(131009, `Message with id ${request.messageId} not found.`);
    }
    const at = clock.iso();
    const marked = chats.unreadUpTo(found.chat, request.messageId);
    for (const message of marked) {
      message.ticks = 'read';
      message.readAt = at;
    }
    if (request.typing) found.chat.typingUntil = clock.now() + typingMs;
    ledger.append('mark_read', {
      phoneNumberId: number.phoneNumberId, customer: found.chat.customer.id, wamid: request.messageId, typing: request.typing,
      marked: marked.map((message) => message.wamid),
    });
    return { status: 200, body: { success: true } };
  }

  private recipient(number: BusinessNumber, request: SendRequest): Recipient {
    const { customers } = this.context;
    if (request.to === null) {
      const address = request.recipient ?? '';
      return { customer: customers.byBusinessScopedId(address) ?? null, address, viaPhone: false };
    }
    const digits = dialledDigits(request.to, number.displayPhoneNumber);
    if (digits === null) throw graphError(131009, "Parameter 'to' is not a valid WhatsApp number.");
    if (digits === number.displayPhoneNumber) throw graphError(131021);
    if (number.node['account_mode'] === 'SANDBOX' && !number.testRecipients.includes(digits)) throw graphError(131030);
    return { customer: customers.byPhone(digits) ?? this.unknownRecipient(digits), address: digits, viaPhone: true };
  }

  private unknownRecipient(digits: string): Customer | null {
    const { customers, identifiers, settings } = this.context;
    if (settings().unknownRecipients !== 'create') return null;
    return customers.add({
      id: customers.nextId(), name: `Customer ${digits}`, phone: digits, waId: digits, userId: identifiers.userId(countryOf(digits)), username: null,
      hidesPhone: false, online: true, readReceipts: true, blocksUs: false, statusPlan: null,
    });
  }

  /** Why an accepted message will fail, or null. A closed window refuses at once only where so configured. */
  private failureOf(number: BusinessNumber, request: SendRequest, { customer }: Recipient, template: Template | null, chaos: SendChaos | null): Failure | null {
    const { settings, windows } = this.context;
    if (chaos?.mode === 'failed') return { code: chaos.code, ...(chaos.details === null ? {} : { details: chaos.details }) };
    const enforcement = number.windowEnforcement ?? settings().windowEnforcement;
    const closed = request.type !== 'template' && enforcement !== 'off' && (!customer || windows.expiresAt(number.phoneNumberId, customer.id) === null);
    if (closed && customer && enforcement === 'sync') throw graphError(131047);
    if (!customer) return { code: 131026 };
    if (customer.blocksUs) return { code: 130403 };
    if (closed) return { code: 131047 };
    if (template?.category === 'MARKETING' && customer.stoppedMarketing) return { code: 131050 };
    if (template?.pacing === 'drop') return { code: 132015, details: 'The message was held for quality assessment and dropped, because the template was paused.' };
    if (request.type === 'reaction') return this.reactionFailure(number, customer, request);
    const problem = this.mediaProblem(request);
    return problem === null ? null : { code: 131053, details: problem };
  }

  /** Only approved templates go out, in exactly this language, and fully filled (META §8.7, §10.1). */
  private template(number: BusinessNumber, request: SendRequest, recipient: Recipient): SentTemplate {
    const { name, language, components } = request.content as { name: string; language: { code: string }; components?: unknown };
    const row = this.context.templates.find(number.wabaId, name, language.code);
    if (row?.status === 'PAUSED') throw graphError(132015, `Template ${name} is paused due to low quality.`);
    if (row?.status === 'DISABLED') throw graphError(132016, `Template ${name} is disabled.`);
    if (row?.status !== 'APPROVED') throw graphError(132001, `template name (${name}) does not exist in ${language.code}`);
    if (row.category === 'AUTHENTICATION' && !recipient.viaPhone) throw graphError(131062, 'Authentication templates cannot be sent to a business-scoped user ID.');
    return { row, filled: fillTemplate(row, components) };
  }

  /** The target must be a message of this thread, not older than 30 days and not itself a reaction (META §8.5). */
  private reactionFailure(number: BusinessNumber, customer: Customer, request: SendRequest): Failure | null {
    const { chats, clock } = this.context;
    const target = chats.find(String((request.content as { message_id?: unknown }).message_id));
    const known = target && target.chat.phoneNumberId === number.phoneNumberId && target.chat.customer === customer;
    if (!known || target.message.type === 'reaction') return { code: 131009, details: 'The message that was reacted to does not exist or cannot be reacted to.' };
    return clock.now() - Date.parse(target.message.at) > reactionLifeMs ? { code: 131009, details: 'The message that was reacted to is older than 30 days.' } : null;
  }

  /** A media id is good for the number that uploaded or received it (META §9). */
  private requireMedia(number: BusinessNumber, request: SendRequest): void {
    for (const { id, path } of mediaReferences(request)) {
      if (this.context.media.get(id)?.phoneNumberId === number.phoneNumberId) continue;
      throw parameterError(`Param ${path}['id'] is not a valid whatsapp business account media attachment ID`);
    }
  }

  /** The file is prepared after acceptance; what is wrong with it comes as a failed status (META §9, §20). */
  private mediaProblem(request: SendRequest): string | null {
    const { id, voice } = request.content as { id?: unknown; voice?: unknown };
    const media = mediaKinds.has(request.type) && typeof id === 'string' ? this.context.media.get(id) : undefined;
    return media ? preparationProblem(request.type as MediaKind, media.mimeType, media.bytes, voice === true) : null;
  }

  private accept(number: BusinessNumber, request: SendRequest, recipient: Recipient, template: SentTemplate | null, failure: Failure | null, atOnce: boolean): { wamid: string; told: Delivery[] } {
    const { clock, identifiers, ledger, chats, teller, freeEntry } = this.context;
    const { customer, address, viaPhone } = recipient;
    const wamid = identifiers.wamid(customer ? wamidDigits(customer) : address.replace(/\D/g, ''), 'out');
    ledger.append('accept', {
      phoneNumberId: number.phoneNumberId, wamid, token: request.token, to: address, customer: customer?.id ?? null, type: request.type,
      body: request.text, content: request.content, contextId: request.contextId,
      ...(template ? { template: { id: template.row.id, name: template.row.name, language: template.row.language, category: template.row.category } } : {}),
    });
    const message = {
      wamid, from: 'business' as const, at: clock.iso(), type: request.type, text: template?.filled.body ?? shownText(request), content: request.content, contextId: request.contextId,
      shown: template?.filled ?? null, ticks: 'accepted' as const, errorCode: null, sentAt: null, deliveredAt: null, readAt: null, failedAt: null, token: request.token, viaPhone,
    };
    if (customer) freeEntry.answered(number.phoneNumberId, customer.id);
    const chat = customer ? chats.of(number.phoneNumberId, customer) : null;
    if (chat) {
      chats.add(chat, message);
      chat.typingUntil = 0;
    }
    const plan = this.plan(number, customer);
    const planned = failure === null ? planStatuses(plan, request.type) : planFailure(plan, failure.code, failure.details);
    const told = teller.begin({ number, customer, chat, message, recipient: address, plan, acceptedAt: clock.now(), category: template?.row.category.toLowerCase() ?? 'service' }, planned, atOnce);
    return { wamid, told };
  }

  private plan(number: BusinessNumber, customer: Customer | null): StatusPlan {
    return mergePlans(this.context.globalPlan(), number.statusPlan, customer?.statusPlan);
  }
}

/** Numbers that Meta does not let send (META §11.1, §12.2). */
function requireSendable(number: BusinessNumber): void {
  const { platform_type: platform, status } = number.node;
  if (platform !== 'CLOUD_API' || status === 'DISCONNECTED' || status === 'PENDING' || status === 'UNVERIFIED') throw graphError(133010);
  if (status === 'BANNED' || status === 'DELETED') throw graphError(131031);
}

/** The line that stands for a message in a list: its words, where it has any. */
function shownText(request: SendRequest): string | null {
  if (request.type !== 'interactive') return request.text;
  const text = (request.content as { body?: { text?: unknown } }).body?.text;
  return typeof text === 'string' ? text : null;
}
