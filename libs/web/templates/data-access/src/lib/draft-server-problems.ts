import type { FieldError } from '@mailtrixy/shared/dto';
import { draftComponents } from './draft-components';
import type { DraftProblems } from './draft-problems';
import type { TemplateDraft } from './template-draft';

type Parts = readonly Record<string, unknown>[];

/** Names of the form for what is a component of its own. */
const WHOLE: Readonly<Record<string, string>> = { limited_time_offer: 'offer', carousel: 'cards' };
const CODE_MEMBERS: Readonly<Record<string, string>> = { text: 'codeButton', supported_apps: 'codeApps', zero_tap_terms_accepted: 'zeroTapTerms' };

/** The server's paths into the request, as parts of the form. What has no part is answered in `rest`. */
export function serverProblems(draft: TemplateDraft, errors: readonly FieldError[]): { problems: DraftProblems; rest: string[] } {
  const components = draftComponents(draft);
  const problems: Record<string, string> = {};
  const rest: string[] = [];
  for (const { field, message } of errors) {
    const part = partOf(field, components, draft.category === 'AUTHENTICATION');
    if (part) problems[part] ??= message;
    else rest.push(message);
  }
  return { problems, rest };
}

function partOf(field: string, components: Parts, code: boolean): string | null {
  if (field === 'name' || field === 'language' || field === 'category') return field;
  const { component, rest } = stepInto(field, components);
  if (!component) return null;
  if (rest === 'code_expiration_minutes') return 'codeMinutes';
  const member = buttonMember(rest);
  if (member) return code ? (CODE_MEMBERS[member.name] ?? null) : `button.${member.index}.${valueOr(member.name)}`;
  const [, at, inCard] = /^cards\.(\d+)\.?(.*)$/.exec(rest) ?? [];
  if (at !== undefined) return partOfCard(`card.${at}`, inCard, (component['cards'] as { components: Parts }[])[Number(at)]?.components ?? []);
  const type = typeOf(component);
  return WHOLE[type] ?? type;
}

function partOfCard(card: string, field: string, components: Parts): string {
  const { component, rest } = stepInto(field, components);
  const member = buttonMember(rest);
  if (member) return `${card}.button.${member.index}.${valueOr(member.name)}`;
  const type = component && typeOf(component);
  return type === 'header' || type === 'body' ? `${card}.${type}` : card;
}

function stepInto(field: string, components: Parts): { component: Record<string, unknown> | undefined; rest: string } {
  const [, at, rest] = /^components\.(\d+)\.?(.*)$/.exec(field) ?? [];
  return { component: at === undefined ? undefined : components[Number(at)], rest: rest ?? '' };
}

function buttonMember(rest: string): { index: string; name: string } | null {
  const [, index, name] = /^buttons\.(\d+)\.?(.*)$/.exec(rest) ?? [];
  return index === undefined ? null : { index, name };
}

function valueOr(member: string): string {
  return member === 'text' || member === 'example' ? member : 'value';
}

function typeOf(component: Record<string, unknown>): string {
  return String(component['type']).toLowerCase();
}
