import type { WebhookPublisher } from '../delivery/webhook-publisher';
import type { Ledger } from '../ledger/ledger';
import type { SimulatedClock } from '../time/simulated-clock';
import { buttonsOf, componentOf, type QualityScore, type Template, type TemplateCategory, type TemplateStatus } from './template';

/** What Meta decides about a template, and what it says of it (META §7.1). */
export interface StatusDecision {
  event: string;
  status?: TemplateStatus;
  reason?: string | null;
  rejectionInfo?: Record<string, unknown>;
  otherInfo?: Record<string, unknown>;
  disableInfo?: Record<string, unknown>;
}

const pauses = ['Your template was paused for 3 hours because of low quality.', 'Your template was paused for 6 hours because of low quality.'];

/** Changes templates as Meta's reviewers and robots do, and tells it by webhook (META §7.1–7.4). */
export class TemplateEvents {
  constructor(
    private readonly clock: SimulatedClock,
    private readonly publisher: WebhookPublisher,
    private readonly ledger: Ledger,
    private readonly changed: (what: string, id: string) => void,
  ) {}

  /** The words that belong to an event by default; a test may give its own. */
  decisionOf(event: string): StatusDecision {
    const statuses: Record<string, TemplateStatus> = {
      APPROVED: 'APPROVED', REJECTED: 'REJECTED', PAUSED: 'PAUSED', DISABLED: 'DISABLED', PENDING: 'PENDING', IN_APPEAL: 'IN_APPEAL', ARCHIVED: 'ARCHIVED',
      UNARCHIVED: 'APPROVED', REINSTATED: 'APPROVED', LIMIT_EXCEEDED: 'LIMIT_EXCEEDED', PENDING_DELETION: 'PENDING_DELETION',
    };
    const base: StatusDecision = { event, status: statuses[event], reason: 'NONE' };
    if (event === 'REJECTED') {
      return { ...base, reason: 'INVALID_FORMAT', rejectionInfo: { reason: 'Parameters are placed next to each other.', recommendation: 'Separate parameters with text.' } };
    }
    if (event === 'PAUSED') return { ...base, otherInfo: { title: 'FIRST_PAUSE', description: pauses[0] } };
    if (event === 'DISABLED') return { ...base, disableInfo: { disable_date: this.clock.seconds() }, otherInfo: { title: 'DISABLED', description: 'Your template was disabled because of low quality.' } };
    return event === 'DELETED' ? { ...base, reason: null } : base;
  }

  decide(template: Template, decision: StatusDecision, notify = true): void {
    if (decision.status) template.status = decision.status;
    template.rejectedReason = decision.event === 'REJECTED' ? (decision.reason ?? 'NONE') : template.status === 'REJECTED' ? template.rejectedReason : null;
    this.record(template, decision.event);
    if (!notify) return;
    this.tell(template, 'message_template_status_update', {
      event: decision.event, ...named(template), reason: decision.reason ?? null, message_template_category: template.category,
      ...(decision.rejectionInfo ? { rejection_info: decision.rejectionInfo } : {}),
      ...(decision.otherInfo ? { other_info: decision.otherInfo } : {}),
      ...(decision.disableInfo ? { disable_info: decision.disableInfo } : {}),
    });
  }

  quality(template: Template, score: QualityScore, notify = true): void {
    const previous = template.quality;
    template.quality = score;
    template.qualityAt = this.clock.now();
    this.record(template, `quality ${score}`);
    if (notify) this.tell(template, 'message_template_quality_update', { previous_quality_score: previous, new_quality_score: score, ...named(template) });
  }

  /** An announced change names the present category `new_category` and the coming one `correct_category` (META §7.3). */
  announceCategory(template: Template, coming: TemplateCategory): void {
    this.record(template, `announced ${coming}`);
    this.tell(template, 'template_category_update', {
      ...named(template), new_category: template.category, correct_category: coming, category_update_timestamp: this.clock.seconds() + 86_400,
    });
  }

  category(template: Template, category: TemplateCategory, notify = true): void {
    template.previousCategory = template.category;
    template.category = category;
    this.record(template, `category ${category}`);
    if (notify) this.tell(template, 'template_category_update', { ...named(template), previous_category: template.previousCategory, new_category: category });
  }

  /** After an edit; the language is written with an underscore here, unlike above (META §7.4). */
  components(template: Template): void {
    const header = componentOf(template.components, 'HEADER');
    const footer = componentOf(template.components, 'FOOTER');
    const buttons = buttonsOf(template.components);
    this.tell(template, 'message_template_components_update', {
      ...named(template), message_template_language: template.language,
      ...(header?.text ? { message_template_title: header.text } : {}),
      message_template_element: componentOf(template.components, 'BODY')?.text ?? '',
      ...(footer?.text ? { message_template_footer: footer.text } : {}),
      ...(buttons.length === 0 ? {} : {
        message_template_buttons: buttons.map((button) => ({
          message_template_button_type: button.type, message_template_button_text: button.text ?? '',
          ...(button.url ? { message_template_button_url: button.url } : {}),
          ...(button.phone_number ? { message_template_button_phone_number: button.phone_number } : {}),
        })),
      }),
    });
  }

  private record(template: Template, event: string): void {
    this.ledger.append('template', { templateId: template.id, name: template.name, language: template.language, status: template.status, event });
    this.changed('template', template.id);
  }

  private tell(template: Template, field: string, value: Record<string, unknown>): void {
    this.publisher.publish({
      number: null, wabaId: template.wabaId, field, kinds: [field], wamids: [],
      entries: [{ id: template.wabaId, time: this.clock.seconds(), changes: [{ value, field }] }],
    });
  }
}

/** Ids are JSON numbers and languages have a hyphen in these webhooks (META §7.1). */
function named(template: Template): Record<string, unknown> {
  return { message_template_id: Number(template.id), message_template_name: template.name, message_template_language: template.language.replace('_', '-') };
}
