import type { Chaos } from '../delivery/chaos';
import { managementScope, type Access } from '../graph/access';
import type { Waba } from '../graph/accounts';
import { graphError, parameterError, unsupportedRequest } from '../graph/graph-error';
import type { GraphAnswer, GraphRequest } from '../graph/graph-request';
import type { Identifiers } from '../graph/identifiers';
import { asMembers } from '../graph/send-request';
import type { Settings } from '../settings';
import type { PendingTimers } from '../time/pending-timers';
import type { SimulatedClock } from '../time/simulated-clock';
import type { HeaderUploads } from './header-uploads';
import { newTemplate } from './sample-templates';
import { componentOf, type Template, type TemplateComponent } from './template';
import { subcodes, templateError } from './template-error';
import type { TemplateEvents } from './template-events';
import { filteredTemplates, pageOf, readTemplate } from './template-list';
import { checkedCategory, checkedComponents, checkedTemplate, checkedTimeToLive } from './template-rules';
import type { TemplateStore } from './template-store';

const dayMs = 86_400_000;
const success: GraphAnswer = { status: 200, body: { success: true } };

export interface TemplateContext {
  access: Access;
  store: TemplateStore;
  uploads: HeaderUploads;
  events: TemplateEvents;
  identifiers: Identifiers;
  chaos: Chaos;
  clock: SimulatedClock;
  settings: () => Settings;
  reviews: PendingTimers;
}

/** Template management (META §10). */
export class TemplateRoutes {
  constructor(private readonly context: TemplateContext) {}

  knows(id: string): boolean {
    return this.context.store.get(id) !== undefined;
  }

  list(request: GraphRequest, wabaId: string): GraphAnswer {
    const { access, store, chaos } = this.context;
    const { waba, token } = access.waba(request, wabaId);
    const page = pageOf(filteredTemplates(store.of(waba.wabaId), request.query), request.query, request.origin + request.path, token.accessToken);
    const { failPage, code } = chaos.forTemplates();
    if (failPage === page.number) throw graphError(code);
    const fields = request.query.get('fields');
    return page.body(page.rows.map((template) => readTemplate(template, fields)));
  }

  create(request: GraphRequest, wabaId: string): GraphAnswer {
    const { access, store, uploads, identifiers, clock } = this.context;
    const { waba } = access.waba(request, wabaId);
    const checked = checkedTemplate(request.body, (handle) => uploads.isHandle(handle));
    this.requireRoom(waba);
    if (store.isNameBlocked(waba.wabaId, checked.name, checked.language)) {
      throw templateError(subcodes.nameBeingDeleted, 'Message template language is being deleted', `New content for ${checked.language} can't be added while the existing content is being deleted. Try again in 30 days or use another name.`);
    }
    if (store.find(waba.wabaId, checked.name, checked.language)) {
      throw templateError(subcodes.exists, 'Content in this language already exists', `There is already ${checked.language} content for this template. You can create a new template and try again.`);
    }
    const text = textOf(checked.components);
    if (checked.category !== 'AUTHENTICATION' && store.of(waba.wabaId).some((each) => each.language === checked.language && textOf(each.components) === text)) {
      throw templateError(subcodes.exists, 'Template with this content already exists', 'Another template in this language has the same body and footer.');
    }
    if (!store.mayCreate(waba.wabaId)) throw graphError(80007, 'There have been too many template creations for this WhatsApp Business Account: at most 100 in an hour.');
    const template = store.add(newTemplate({ ...checked, components: listed(checked.components, request.origin), id: identifiers.digits(16), wabaId: waba.wabaId, status: 'PENDING', createdAt: clock.now() }));
    this.review(template, false);
    return { status: 200, body: { id: template.id, status: template.status, category: template.category } };
  }

  read(request: GraphRequest, id: string): GraphAnswer {
    return { status: 200, body: readTemplate(this.own(request, id), request.query.get('fields')) };
  }

  /** All components or the category or the time to live; name and language never (META §10.3). */
  edit(request: GraphRequest, id: string): GraphAnswer {
    const { uploads, clock } = this.context;
    const template = this.own(request, id);
    const members = asMembers(request.body) ?? {};
    if (!['category', 'components', 'message_send_ttl_seconds'].some((name) => members[name] !== undefined)) throw parameterError('One of category, components and message_send_ttl_seconds is required.');
    if (!['APPROVED', 'REJECTED', 'PAUSED'].includes(template.status)) throw templateError(subcodes.statusNotChangeable, 'Template cannot be edited', `A template with status ${template.status} cannot be edited.`);
    const category = members['category'] === undefined ? template.category : checkedCategory(String(members['category']));
    if (category !== template.category && template.status === 'APPROVED') throw templateError(subcodes.statusNotChangeable, 'Category cannot be changed', 'The category of an approved template cannot be changed.');
    const components = members['components'] === undefined ? null : checkedComponents(members['components'], category, template.parameterFormat, (handle) => uploads.isHandle(handle));
    const ttlSeconds = checkedTimeToLive(members['message_send_ttl_seconds'], category) ?? template.ttlSeconds;
    if (template.status === 'APPROVED' && components) this.countEdit(template, clock.now());
    Object.assign(template, { category, ttlSeconds });
    if (components) {
      template.components = listed(components, request.origin);
      template.status = 'PENDING';
      this.review(template, true);
    }
    return success;
  }

  unpause(request: GraphRequest, id: string): GraphAnswer {
    const template = this.own(request, id);
    if (template.status !== 'PAUSED') throw templateError(subcodes.statusNotChangeable, 'Template is not paused', 'Only paused templates can be unpaused.');
    this.context.events.decide(template, { event: 'APPROVED', status: 'APPROVED', reason: 'NONE', otherInfo: { title: 'UNPAUSE', description: 'Your template was unpaused.' } });
    return { status: 200, body: { success: true, reason: '' } };
  }

  /** By name all languages go, with `hsm_id` that one (META §10.4). */
  remove(request: GraphRequest, wabaId: string): GraphAnswer {
    const { access, store, events } = this.context;
    const { waba } = access.waba(request, wabaId);
    const body = asMembers(request.body) ?? {};
    const member = (name: string): string => String(request.query.get(name) ?? body[name] ?? '');
    const [name, id] = [member('name'), member('hsm_id')];
    if (name === '') throw parameterError('The parameter name is required.');
    const found = store.of(waba.wabaId).filter((template) => template.name === name && (id === '' || template.id === id));
    if (found.length === 0) throw templateError(subcodes.notFound, 'Message Template Not Found', `Message template ${name} was not found.`);
    if (found.some(({ status }) => status === 'DISABLED')) throw templateError(subcodes.statusNotChangeable, 'Template cannot be deleted', 'A disabled template cannot be deleted.');
    for (const template of found) {
      store.remove(template);
      events.decide(template, events.decisionOf('DELETED'));
    }
    return success;
  }

  /** A reviewer decides after a while, or when the control API says so (`settings.templateReview`). */
  private review(template: Template, edited: boolean): void {
    const { settings, reviews, events, store } = this.context;
    const { afterMs, decision } = settings().templateReview;
    events.decide(template, { event: 'PENDING', status: 'PENDING', reason: 'NONE' }, false);
    if (afterMs === null) return;
    reviews.after(afterMs, () => {
      if (store.get(template.id) !== template || template.status !== 'PENDING') return;
      events.decide(template, events.decisionOf(decision));
      if (edited && decision === 'APPROVED') events.components(template);
    });
  }

  private countEdit(template: Template, now: number): void {
    const edits = template.edits.filter((at) => at > now - 30 * dayMs);
    if (edits.some((at) => at > now - dayMs)) throw templateError(subcodes.statusNotChangeable, 'Edit limit reached', 'An approved template can be edited once in 24 hours.');
    if (edits.length >= 10) throw templateError(subcodes.statusNotChangeable, 'Edit limit reached', 'An approved template can be edited 10 times in 30 days.');
    template.edits = [...edits, now];
  }

  private requireRoom(waba: Waba): void {
    const most = waba.node['business_verification_status'] === 'verified' ? 6000 : 250;
    if (this.context.store.of(waba.wabaId).length >= most) throw templateError(subcodes.tooMany, 'Template limit reached', `This WhatsApp Business Account has reached its limit of ${most} templates.`);
  }

  private own(request: GraphRequest, id: string): Template {
    const { access, store } = this.context;
    const template = store.get(id);
    if (!template) throw unsupportedRequest(request.method, id);
    access.wabaObject(request, id, template.wabaId, managementScope);
    return template;
  }
}

/** Meta writes the text of authentication templates itself, and lists header examples as addresses. */
function listed(components: TemplateComponent[], origin: string): TemplateComponent[] {
  return components.map((component) => {
    if (component.type === 'CAROUSEL') return { ...component, cards: component.cards?.map((card) => ({ components: listed(card.components, origin) })) };
    if (component.type === 'HEADER' && Array.isArray(component.example?.['header_handle'])) {
      const [handle] = component.example['header_handle'] as string[];
      return { ...component, example: { header_handle: [handle.startsWith('https:') ? handle : `https://scontent.example.org/v/t61/${handle.slice(2, 18)}`] } };
    }
    if (component.type === 'BODY' && component.text === undefined) {
      const advice = component['add_security_recommendation'] === true ? ' For your security, do not share this code.' : '';
      return { ...component, text: `*{{1}}* is your verification code.${advice}`, example: { body_text: [['123456']] } };
    }
    if (component.type === 'FOOTER' && component['code_expiration_minutes'] !== undefined) return { ...component, text: `This code expires in ${String(component['code_expiration_minutes'])} minutes.` };
    if (component.type === 'BUTTONS' && component.buttons?.[0]?.type === 'OTP') {
      const [button] = component.buttons;
      const [app] = Array.isArray(button['supported_apps']) ? (button['supported_apps'] as Record<string, string>[]) : [];
      const taker = app ? `&package_name=${encodeURIComponent(app['package_name'])}&signature_hash=${encodeURIComponent(app['signature_hash'])}` : '';
      const url = `https://www.whatsapp.com/otp/code/?otp_type=${String(button.otp_type).toUpperCase()}${taker}&code=otp{{1}}`;
      // what was asked for stands in the address alone
      return { ...component, buttons: [{ type: 'URL', text: button.text ?? 'Copy code', url, example: [url.replace('{{1}}', '123456')] }] };
    }
    if (component.type === 'BUTTONS') return { ...component, buttons: component.buttons?.map((button) => (button.type === 'REQUEST_CONTACT_INFO' ? { ...button, text: 'Share Contact Info' } : button)) };
    return component;
  });
}

function textOf(components: TemplateComponent[]): string {
  const carousel = componentOf(components, 'CAROUSEL');
  return [componentOf(components, 'BODY')?.text, componentOf(components, 'FOOTER')?.text, carousel ? JSON.stringify(carousel.cards?.map((card) => textOf(card.components))) : ''].join('\n');
}
