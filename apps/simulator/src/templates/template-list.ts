import { parameterError } from '../graph/graph-error';
import type { GraphAnswer } from '../graph/graph-request';
import { componentOf, type Template } from './template';

const defaults = ['name', 'parameter_format', 'components', 'language', 'status', 'category', 'sub_category', 'previous_category', 'id'];
const known = new Set([
  ...defaults, 'quality_score', 'rejected_reason', 'message_send_ttl_seconds', 'correct_category', 'cta_url_link_tracking_opted_out', 'last_updated_time', 'library_template_name',
]);
const defaultLimit = 25;

/** A template as Graph reads give it; what has no value is left out. */
export function readTemplate(template: Template, fields: string | null): Record<string, unknown> {
  const node: Record<string, unknown> = {
    name: template.name, parameter_format: template.parameterFormat, components: template.components, language: template.language, status: template.status,
    category: template.category, previous_category: template.previousCategory, quality_score: { score: template.quality, date: Math.floor(template.qualityAt / 1000) },
    rejected_reason: template.rejectedReason ?? (template.status === 'REJECTED' ? 'NONE' : null), message_send_ttl_seconds: template.ttlSeconds,
    sub_category: componentOf(template.components, 'BUTTONS')?.buttons?.some((button) => button.type === 'FLOW') ? 'FORM' : null, id: template.id,
  };
  const names = fields === null || fields.trim() === '' ? defaults : fields.replace(/\{[^}]*\}/g, '').split(',').map((name) => name.trim()).filter((name) => name !== '');
  for (const name of names) if (!known.has(name)) throw parameterError(`Tried accessing nonexisting field (${name}) on node type (MessageTemplate)`);
  return Object.fromEntries([...names, 'id'].filter((name) => node[name] !== null && node[name] !== undefined).map((name) => [name, node[name]]));
}

/** The rows that the filters of a listing leave (META §10.1). */
export function filteredTemplates(all: Template[], query: URLSearchParams): Template[] {
  const text = (template: Template): string => template.components.map((each) => each.text ?? '').join('\n').toLowerCase();
  const listed = (value: string): string[] => value.replace(/[[\]"\s]/g, '').split(',').map((each) => each.toUpperCase());
  const filters: Record<string, (template: Template, value: string) => boolean> = {
    status: (template, value) => listed(value).includes(template.status),
    category: (template, value) => listed(value).includes(template.category),
    quality_score: (template, value) => listed(value).includes(template.quality),
    language: (template, value) => listed(value).includes(template.language.toUpperCase()),
    name: (template, value) => template.name.includes(value.toLowerCase()),
    content: (template, value) => text(template).includes(value.toLowerCase()),
    name_or_content: (template, value) => template.name.includes(value.toLowerCase()) || text(template).includes(value.toLowerCase()),
  };
  const wanted = Object.entries(filters).filter(([name]) => query.get(name));
  return all.filter((template) => wanted.every(([name, fits]) => fits(template, query.get(name) ?? '')));
}

export interface Page {
  rows: Template[];
  /** Counted from 1. */
  number: number;
  body(data: unknown[]): GraphAnswer;
}

/** `limit` and cursors; `paging.next` holds the token, as Graph's does (META §1). */
export function pageOf(all: Template[], query: URLSearchParams, address: string, token: string): Page {
  const limit = Number(query.get('limit') ?? defaultLimit);
  if (!Number.isInteger(limit) || limit < 1) throw parameterError('Param limit must be a positive number.');
  const after = query.get('after');
  const before = query.get('before');
  let start = 0;
  if (after) start = position(all, after) + 1;
  else if (before) start = Math.max(0, position(all, before) - limit);
  const rows = all.slice(start, start + limit);
  const link = (members: Record<string, string>): string => {
    const next = new URLSearchParams(query);
    for (const name of ['after', 'before', 'access_token']) next.delete(name);
    return `${address}?${new URLSearchParams({ access_token: token, ...Object.fromEntries(next), ...members })}`;
  };
  return {
    rows,
    number: Math.floor(start / limit) + 1,
    body: (data) => {
      if (rows.length === 0) return { status: 200, body: { data } };
      const cursors = { before: cursor(rows[0]), after: cursor(rows[rows.length - 1]) };
      const paging = {
        cursors,
        ...(start + limit < all.length ? { next: link({ after: cursors.after }) } : {}),
        ...(start > 0 ? { previous: link({ before: cursors.before }) } : {}),
      };
      return { status: 200, body: { data, paging } };
    },
  };
}

function cursor(template: Template): string {
  return Buffer.from(`MAZDZD${template.id}`).toString('base64url');
}

function position(all: Template[], text: string): number {
  const at = all.findIndex((template) => cursor(template) === text);
  if (at < 0) throw parameterError('Invalid cursors values');
  return at;
}
