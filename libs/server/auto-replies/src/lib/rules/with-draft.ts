import { DomainError } from '@mailtrixy/server/platform/errors';
import type { TriedRule } from '@mailtrixy/shared/dto';
import { ruleErrors } from './check-rule';
import { regexOf, type StoredRule } from './stored-rule';

/** The draft stands in its rule's place, or after all others; a new one has the id ''. @throws DomainError RULE_INVALID */
export function withDraft(rules: StoredRule[], workspaceId: string, rule: TriedRule | undefined): StoredRule[] {
  if (!rule) return rules;
  const errors = ruleErrors(rule);
  if (errors.length) throw new DomainError('RULE_INVALID', errors[0].message, { errors: errors.map(({ field, message }) => ({ field: `rule.${field}`, message })) });
  const draft: StoredRule = { id: rule.id ?? '', workspaceId, version: 0, position: rules.length + 1, name: rule.name, enabled: rule.enabled, conditions: rule.conditions, actions: rule.actions, limits: rule.limits, regex: regexOf(rule.conditions) };
  return rules.some(({ id }) => id === rule.id) ? rules.map((one) => (one.id === rule.id ? draft : one)) : [...rules, draft];
}
