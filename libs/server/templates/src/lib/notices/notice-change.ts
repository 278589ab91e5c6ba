import { upper, wire, words } from '../components/wire';
import { statusWords } from '../sync/swap-templates';

/** What one webhook says about one template. */
export interface NoticeChange {
  externalId: string | null;
  name: string | null;
  language: string | null;
  event: string;
  words: string;
  status?: string;
  rejectedReason?: string | null;
  recommendation?: string | null;
  quality?: string;
  category?: string;
  previousCategory?: string;
  deleted?: boolean;
}

export const TEMPLATE_FIELDS_OF_WEBHOOK = ['message_template_status_update', 'message_template_quality_update', 'template_category_update', 'template_correct_category_detection', 'message_template_components_update'] as const;

/** Events that name a state. The others (FLAGGED, LOCKED, …) leave it as it is. */
const STATUS_OF_EVENT: Readonly<Record<string, string>> = {
  APPROVED: 'APPROVED',
  REINSTATED: 'APPROVED',
  UNARCHIVED: 'APPROVED',
  PENDING: 'PENDING',
  REJECTED: 'REJECTED',
  PAUSED: 'PAUSED',
  DISABLED: 'DISABLED',
  IN_APPEAL: 'IN_APPEAL',
  PENDING_DELETION: 'PENDING_DELETION',
  DELETED: 'DELETED',
  LIMIT_EXCEEDED: 'LIMIT_EXCEEDED',
  ARCHIVED: 'ARCHIVED',
};

export function isTemplateField(field: string): boolean {
  return (TEMPLATE_FIELDS_OF_WEBHOOK as readonly string[]).includes(field);
}

/** Never throws; an event that we do not know changes nothing but is kept in the history. */
export function noticeChange(field: string, value: Record<string, unknown>): NoticeChange {
  const about = { externalId: idOf(value['message_template_id']), name: words(value['message_template_name']), language: words(value['message_template_language']) };
  // Meta's own example of a quality update stands under the field of the status.
  if (value['new_quality_score'] !== undefined) return { ...about, ...qualityChange(value) };
  if (field === 'message_template_status_update') return { ...about, ...statusChange(value) };
  if (field === 'message_template_components_update') return { ...about, event: 'content', words: 'Text or buttons changed at Meta' };
  return { ...about, ...categoryChange(value) };
}

/** The webhook writes en-US where the list has en_US. */
export function sameLanguage(a: string, b: string): boolean {
  return a.replaceAll('-', '_').toLowerCase() === b.replaceAll('-', '_').toLowerCase();
}

function statusChange(value: Record<string, unknown>): Omit<NoticeChange, 'externalId' | 'name' | 'language'> {
  const event = upper(value['event']);
  const status = STATUS_OF_EVENT[event];
  const rejection = wire(value['rejection_info']);
  const told = words(value['reason']);
  const reason = told && told.toUpperCase() !== 'NONE' ? told : null;
  const advice = [words(rejection['reason']), words(rejection['recommendation'])].filter((part) => part !== null).join(' ') || null;
  const description = words(wire(value['other_info'])['description']);
  const text = [status ? statusWords(status, reason) : `Meta says: ${event.toLowerCase().replaceAll('_', ' ') || 'changed'}`, description ?? advice, disableWords(value)].filter((part) => part !== null).join('. ');
  const category = upper(value['message_template_category']);
  return {
    event: 'status',
    words: text,
    ...(status ? { status, rejectedReason: status === 'REJECTED' || status === 'DISABLED' ? reason : null, recommendation: status === 'REJECTED' ? advice : null, deleted: status === 'DELETED' } : {}),
    ...(category ? { category } : {}),
  };
}

function disableWords(value: Record<string, unknown>): string | null {
  const at = Number(wire(value['disable_info'])['disable_date']);
  return Number.isFinite(at) && at > 0 ? `Disabled from ${day(at)}` : null;
}

function qualityChange(value: Record<string, unknown>): Omit<NoticeChange, 'externalId' | 'name' | 'language'> {
  const [before, after] = [upper(value['previous_quality_score']), upper(value['new_quality_score'])];
  return { event: 'quality', words: `Quality ${before.toLowerCase() || 'unknown'} → ${after.toLowerCase() || 'unknown'}`, quality: after || 'UNKNOWN' };
}

/** Announced: new_category is the one of now, correct_category the coming one. Done: previous_category → new_category. */
function categoryChange(value: Record<string, unknown>): Omit<NoticeChange, 'externalId' | 'name' | 'language'> {
  const [now, coming, before] = [upper(value['new_category']), upper(value['correct_category']), upper(value['previous_category'])];
  if (coming) {
    const at = Number(value['category_update_timestamp']);
    return { event: 'category', words: `Meta will change the category to ${coming.toLowerCase()}${at > 0 ? ` on ${day(at)}` : ''}` };
  }
  if (!now) return { event: 'category', words: 'Meta looked at the category' };
  return { event: 'category', words: `Category ${before ? `${before.toLowerCase()} → ` : 'is now '}${now.toLowerCase()}`, category: now, ...(before ? { previousCategory: before } : {}) };
}

function day(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? 'a later day' : date.toISOString().slice(0, 10);
}

/** As text: longer than a number can hold exactly. A number that lost digits would name another template. */
function idOf(value: unknown): string | null {
  if (typeof value === 'string') return /^\d{1,64}$/.test(value) ? value : null;
  return Number.isSafeInteger(value) ? String(value) : null;
}
