import { newTemplate, sampleTemplates } from '../templates/sample-templates';
import { qualityScores, templateCategories, templateStatuses, type Template, type TemplateComponent } from '../templates/template';
import type { Simulation } from '../simulation';
import { ControlError, notFound } from './control-error';
import { created, ok, type ControlAnswer, type ControlRequest, type Route } from './route';

const events = ['APPROVED', 'ARCHIVED', 'UNARCHIVED', 'DELETED', 'DISABLED', 'FLAGGED', 'IN_APPEAL', 'LIMIT_EXCEEDED', 'LOCKED', 'PAUSED', 'PENDING', 'PENDING_DELETION', 'REINSTATED', 'REJECTED'] as const;

/** Meta's side of templates: what exists, and what reviewers decide. */
export const templateRoutes: Route[] = [
  {
    method: 'GET', path: '/templates',
    handle: ({ simulation, query }) => ok({ templates: simulation.templates.all().filter(({ wabaId }) => !query.get('wabaId') || query.get('wabaId') === wabaId) }),
  },
  { method: 'POST', path: '/templates', handle: add },
  { method: 'GET', path: '/templates/:id', handle: ({ simulation, params }) => ok(templateOf(simulation, params['id'])) },
  { method: 'POST', path: '/templates/:id/decide', handle: decide },
  { method: 'PATCH', path: '/templates/:id', handle: change },
  {
    method: 'DELETE', path: '/templates/:id',
    handle: ({ simulation, params, query }) => {
      const template = templateOf(simulation, params['id']);
      simulation.templates.remove(template);
      simulation.templateEvents.decide(template, simulation.templateEvents.decisionOf('DELETED'), query.get('notify') !== 'false');
      return ok({ ok: true });
    },
  },
];

/** Any template at all, without Meta's checks: old ones and unknown kinds exist. */
function add({ simulation, input }: ControlRequest): ControlAnswer {
  input.only('wabaId', 'name', 'language', 'category', 'status', 'parameterFormat', 'components', 'quality', 'rejectedReason', 'pacing', 'samples', 'count');
  const { wabas } = simulation.accounts;
  const [only] = wabas.keys();
  const wabaId = input.string('wabaId') ?? (wabas.size === 1 ? only : input.requiredString('wabaId'));
  if (!wabas.has(wabaId)) throw notFound('WABA', wabaId);
  const now = simulation.clock.now();
  const made = input.boolean('samples') ? sampleTemplates(wabaId, simulation.identifiers, now) : Array.from({ length: input.whole('count', 1, 10_000) ?? 1 }, (_, i) => newTemplate({
    id: simulation.identifiers.digits(16), wabaId, name: input.requiredString('name').replaceAll('{n}', String(i + 1)), language: input.string('language') ?? 'en_US',
    category: input.oneOf('category', templateCategories) ?? 'UTILITY', status: input.oneOf('status', templateStatuses) ?? 'APPROVED',
    parameterFormat: input.oneOf('parameterFormat', ['POSITIONAL', 'NAMED'] as const) ?? 'POSITIONAL',
    components: (input.objects('components') ?? [{ type: 'BODY', text: 'Hello there.' }]) as TemplateComponent[],
    quality: input.oneOf('quality', qualityScores) ?? 'UNKNOWN', rejectedReason: input.string('rejectedReason') ?? null, createdAt: now,
    pacing: input.oneOf('pacing', ['deliver', 'drop'] as const) ?? null,
  }));
  for (const template of made) simulation.templates.add(template);
  simulation.changed('template', made[0].id);
  return created(made.length === 1 ? made[0] : { templates: made });
}

/** A status webhook; the status follows the event unless it is given. */
function decide({ simulation, params, input }: ControlRequest): ControlAnswer {
  const template = templateOf(simulation, params['id']);
  input.only('event', 'status', 'reason', 'rejectionInfo', 'otherInfo', 'disableInfo', 'notify');
  const event = input.oneOf('event', events);
  if (!event) throw new ControlError('invalid', 'event is required.', 'event');
  const decision = simulation.templateEvents.decisionOf(event);
  simulation.templateEvents.decide(template, {
    event, status: input.oneOf('status', templateStatuses) ?? decision.status, reason: input.string('reason') ?? decision.reason,
    rejectionInfo: input.object('rejectionInfo') ?? decision.rejectionInfo, otherInfo: input.object('otherInfo') ?? decision.otherInfo,
    disableInfo: input.object('disableInfo') ?? decision.disableInfo,
  }, input.boolean('notify') ?? true);
  return ok(template);
}

/** Quality, category and content; each is told by its own webhook unless `notify` is false. */
function change({ simulation, params, input }: ControlRequest): ControlAnswer {
  const template = templateOf(simulation, params['id']);
  input.only('quality', 'category', 'announceCategory', 'components', 'pacing', 'notify');
  const notify = input.boolean('notify') ?? true;
  const { templateEvents } = simulation;
  const quality = input.oneOf('quality', qualityScores);
  const category = input.oneOf('category', templateCategories);
  const coming = input.oneOf('announceCategory', templateCategories);
  const components = input.objects('components') as TemplateComponent[] | undefined;
  if (input.members['pacing'] === null) template.pacing = null;
  else if (input.has('pacing')) template.pacing = input.oneOf('pacing', ['deliver', 'drop'] as const) ?? null;
  if (quality) templateEvents.quality(template, quality, notify);
  if (coming) templateEvents.announceCategory(template, coming);
  if (category) templateEvents.category(template, category, notify);
  if (components) {
    template.components = components;
    if (notify) templateEvents.components(template);
  }
  simulation.changed('template', template.id);
  return ok(template);
}

function templateOf(simulation: Simulation, id: string): Template {
  const template = simulation.templates.get(id) ?? simulation.templates.all().find(({ name }) => name === id);
  if (!template) throw notFound('template', id);
  return template;
}
