import { Inject, Injectable } from '@nestjs/common';
import { AuditLog, type Actor } from '@mailtrixy/server/accounts';
import { keepFileForReplies } from '@mailtrixy/server/inbox';
import { newId } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes, inTransaction, isDuplicate } from '@mailtrixy/server/platform/database';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import type { AutoReplies, AutoReplyRule, BusinessHours, SaveRuleRequest } from '@mailtrixy/shared/dto';
import { DataSource, type EntityManager } from 'typeorm';
import { BusinessHoursService } from '../hours/business-hours.service';
import { ruleErrors } from './check-rule';
import { conflictsOf } from './rule-conflicts';
import { loadReferences, missingReferences } from './rule-references';
import { findRule, loadRules, regexOf, type StoredRule } from './stored-rule';
import { TemplateReplies } from './template-replies';

export const RULES_MAX = 200;

/** The workspace's rules as people see and change them. */
@Injectable()
export class AutoRepliesService {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(BusinessHoursService) private readonly hours: BusinessHoursService,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
    @Inject(TemplateReplies) private readonly templates: TemplateReplies,
  ) {}

  async list(workspaceId: string): Promise<AutoReplies> {
    return { rules: await this.rules(workspaceId), hours: await this.hours.get(workspaceId) };
  }

  /** The same clientId gives the same rule back. A new rule runs last. @throws DomainError RULE_INVALID, VALIDATION_FAILED */
  async create(workspaceId: string, actor: Actor, request: SaveRuleRequest): Promise<{ rule: AutoReplyRule; created: boolean }> {
    const id = newId();
    if (!request.clientId) throw new DomainError('VALIDATION_FAILED', 'A new rule needs a clientId.', { errors: [{ field: 'clientId', message: 'is needed' }] });
    try {
      await inTransaction(this.dataSource, async (tx) => {
        const before = await lockOrder(tx, workspaceId);
        if (before.length >= RULES_MAX) throw new DomainError('RULE_INVALID', `A workspace may have ${RULES_MAX} rules.`, { errors: [{ field: 'name', message: `There are ${RULES_MAX} rules already.` }] });
        await this.check(tx, workspaceId, request);
        await tx.query('INSERT INTO auto_reply_rule (id, workspace_id, position, name, enabled, conditions, actions, limits, client_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)', [idToBytes(id), idToBytes(workspaceId), before.length + 1, ...columnsOf(request), request.clientId]);
        await this.audit.record(tx, actor, 'rule.created', { kind: 'rule', id, name: request.name });
        await announce(tx, workspaceId, id);
      });
    } catch (error) {
      const [known]: { id: Buffer }[] = isDuplicate(error) ? await this.dataSource.query('SELECT id FROM auto_reply_rule WHERE workspace_id = ? AND client_id = ?', [idToBytes(workspaceId), request.clientId]) : [];
      if (!known) throw error;
      return { rule: await this.get(workspaceId, bytesToId(known.id)), created: false };
    }
    this.doorbell.ringOutbox();
    return { rule: await this.get(workspaceId, id), created: true };
  }

  /** @throws DomainError NOT_FOUND, VERSION_CONFLICT, RULE_INVALID */
  async update(workspaceId: string, actor: Actor, id: string, request: SaveRuleRequest): Promise<AutoReplyRule> {
    await inTransaction(this.dataSource, async (tx) => {
      const before = await findRule(tx, workspaceId, id, true);
      if (!before) throw notFound('rule');
      if (request.version !== undefined && request.version !== before.version) throw new DomainError('VERSION_CONFLICT', 'Somebody else changed this rule meanwhile. Look at it again.');
      await this.check(tx, workspaceId, request);
      await tx.query('UPDATE auto_reply_rule SET name = ?, enabled = ?, conditions = ?, actions = ?, limits = ?, version = version + 1, updated_at = NOW(3) WHERE id = ?', [...columnsOf(request), idToBytes(id)]);
      await this.audit.record(tx, actor, 'rule.changed', { kind: 'rule', id, name: request.name }, { enabled: { before: before.enabled, after: request.enabled }, conditions: { before: before.conditions, after: request.conditions }, actions: { before: before.actions, after: request.actions }, limits: { before: before.limits, after: request.limits } });
      await announce(tx, workspaceId, id);
    });
    this.doorbell.ringOutbox();
    return this.get(workspaceId, id);
  }

  /** What it did stays in the log. @throws DomainError NOT_FOUND */
  async remove(workspaceId: string, actor: Actor, id: string): Promise<void> {
    await inTransaction(this.dataSource, async (tx) => {
      const order = await lockOrder(tx, workspaceId);
      const rule = await findRule(tx, workspaceId, id, true);
      if (!rule) throw notFound('rule');
      await tx.query('DELETE FROM auto_reply_rule WHERE id = ?', [idToBytes(id)]);
      await number(tx, order.filter((one) => one !== id));
      await this.audit.record(tx, actor, 'rule.removed', { kind: 'rule', id, name: rule.name });
      await announce(tx, workspaceId, id);
    });
    this.doorbell.ringOutbox();
  }

  /**
   * @param seen the order that was looked at, where that is known
   * @throws DomainError VALIDATION_FAILED, VERSION_CONFLICT when the ids are not exactly the workspace's rules, or their order is not the seen one any more
   */
  async order(workspaceId: string, actor: Actor, ids: readonly string[], seen?: readonly string[]): Promise<AutoReplies> {
    await inTransaction(this.dataSource, async (tx) => {
      const before = await lockOrder(tx, workspaceId);
      if (new Set(ids).size !== ids.length) throw new DomainError('VALIDATION_FAILED', 'A rule is in the order twice.', { errors: [{ field: 'ids', message: 'holds an id twice' }] });
      if (ids.length !== before.length || !before.every((id) => ids.includes(id))) throw new DomainError('VERSION_CONFLICT', 'The rules have changed meanwhile. Look at them again.');
      if (isSame(before, ids)) return;
      if (seen && !isSame(before, seen)) throw new DomainError('VERSION_CONFLICT', 'Somebody else moved the rules meanwhile. Look at them again.');
      await number(tx, ids);
      await this.audit.record(tx, actor, 'rules.ordered', { kind: 'rule', name: 'Auto-replies' });
      await announce(tx, workspaceId, null);
    });
    this.doorbell.ringOutbox();
    return this.list(workspaceId);
  }

  private async check(tx: EntityManager, workspaceId: string, request: SaveRuleRequest): Promise<void> {
    const errors = ruleErrors(request);
    if (!errors.length) {
      const known = await loadReferences(tx, workspaceId, [request]);
      const missing = [...missingReferences(request, known), ...(await this.templates.problems(tx, workspaceId, request, known))];
      // A rule that is switched off may name what is not there (any more): it does nothing.
      errors.push(...(request.enabled ? missing : missing.filter(({ field }) => field.endsWith('attachmentId'))));
      for (const action of request.actions) if (action.do === 'reply_media' && !errors.length) await keepFileForReplies(tx, workspaceId, action.attachmentId);
      for (const action of request.actions) if (action.do === 'reply_template') for (const value of Object.values(action.values)) await keepIfFile(tx, workspaceId, value);
    }
    if (errors.length) throw new DomainError('RULE_INVALID', errors.length === 1 ? errors[0].message : `${errors.length} things are wrong with this rule. ${errors[0].message}`, { errors });
  }

  private async get(workspaceId: string, id: string): Promise<AutoReplyRule> {
    const rule = (await this.rules(workspaceId)).find((one) => one.id === id);
    if (!rule) throw notFound('rule');
    return rule;
  }

  private async rules(workspaceId: string): Promise<AutoReplyRule[]> {
    const { manager } = this.dataSource;
    const rules = await loadRules(manager, workspaceId);
    const [known, hits] = [await loadReferences(manager, workspaceId, rules), await hitsOf(manager, workspaceId)];
    const conflicts = conflictsOf(rules);
    const hours = await this.hours.get(workspaceId);
    const found: AutoReplyRule[] = [];
    for (const [index, rule] of rules.entries()) {
      const missing = [...missingReferences(rule, known), ...(await this.templates.problems(manager, workspaceId, rule, known))].map(({ message }) => message);
      const never = conflicts.filter(({ ruleId }) => ruleId === rule.id).map(({ words }) => words);
      found.push({
        id: rule.id,
        version: rule.version,
        name: rule.name,
        enabled: rule.enabled,
        position: index + 1,
        conditions: rule.conditions,
        actions: rule.actions,
        limits: rule.limits,
        hits7d: hits.get(rule.id)?.week ?? 0,
        lastHitAt: hits.get(rule.id)?.last?.toISOString() ?? null,
        problems: [...new Set([...missing, ...this.templates.warnings(rule, known), ...patternProblem(rule), ...hoursProblem(rule, hours), ...never])],
      });
    }
    return found;
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

async function keepIfFile(tx: EntityManager, workspaceId: string, value: unknown): Promise<void> {
  if (typeof value === 'string' && UUID.test(value)) await keepFileForReplies(tx, workspaceId, value);
}

function patternProblem({ conditions }: StoredRule): string[] {
  return conditions.match === 'regex' && !regexOf(conditions) ? ['Its pattern cannot be read any more.'] : [];
}

/** Hours that are switched off are always open. */
function hoursProblem({ conditions }: StoredRule, { enabled }: BusinessHours): string[] {
  return conditions.during === 'outside_hours' && !enabled ? ['It waits for closing time, but business hours are switched off, so it never runs. Switch them on under Settings → Business hours.'] : [];
}

function columnsOf({ name, enabled, conditions, actions, limits }: SaveRuleRequest): unknown[] {
  return [name.trim(), enabled, JSON.stringify(conditions), JSON.stringify(actions), JSON.stringify(limits)];
}

/** Ids in order. The workspace's row is the lock: two people order and add at once. */
async function lockOrder(tx: EntityManager, workspaceId: string): Promise<string[]> {
  await tx.query('SELECT 1 FROM workspace WHERE id = ? FOR UPDATE', [idToBytes(workspaceId)]);
  const rows: { id: Buffer }[] = await tx.query('SELECT id FROM auto_reply_rule WHERE workspace_id = ? ORDER BY position, id', [idToBytes(workspaceId)]);
  return rows.map(({ id }) => bytesToId(id));
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}

async function number(tx: EntityManager, ids: readonly string[]): Promise<void> {
  for (const [index, id] of ids.entries()) await tx.query('UPDATE auto_reply_rule SET position = ? WHERE id = ?', [index + 1, idToBytes(id)]);
}

function announce(tx: EntityManager, workspaceId: string, entityId: string | null): Promise<void> {
  return appendOutbox(tx, [{ workspaceId, topic: 'rules.updated', entityId }]);
}

async function hitsOf(manager: EntityManager, workspaceId: string): Promise<Map<string, { week: number; last: Date | null }>> {
  const rows: { id: Buffer; week: number | string; last: Date | null }[] = await manager.query(
    `SELECT r.id, (SELECT COUNT(*) FROM rule_hit h WHERE h.workspace_id = r.workspace_id AND h.rule_id = r.id AND h.at > NOW(3) - INTERVAL 7 DAY AND h.fired = 1) AS week,
       (SELECT h.at FROM rule_hit h WHERE h.workspace_id = r.workspace_id AND h.rule_id = r.id AND h.fired = 1 ORDER BY h.at DESC LIMIT 1) AS last FROM auto_reply_rule r WHERE r.workspace_id = ?`,
    [idToBytes(workspaceId)],
  );
  return new Map(rows.map(({ id, week, last }) => [bytesToId(id), { week: Number(week), last }]));
}
