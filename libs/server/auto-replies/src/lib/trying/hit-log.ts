import { Inject, Injectable } from '@nestjs/common';
import { pageCursor, parsePageCursor } from '@mailtrixy/server/accounts';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import { notFound } from '@mailtrixy/server/platform/errors';
import type { Page, Responder, RuleHit } from '@mailtrixy/shared/dto';
import { DataSource } from 'typeorm';
import { BusinessHoursService } from '../hours/business-hours.service';
import { ARRIVED_COLUMNS, inContext, type ArrivedRow, type ArrivedText } from '../running/arrived-message';
import { firstMessageFacts, isFirst } from '../running/first-message';
import { CONSENT_RULE } from '../running/rule-hits';
import { RuleEvaluation } from '../rules/evaluate-rule';
import { loadRules } from '../rules/stored-rule';
import { outcomesOf, whyNot } from './why-not';

const PAGE = 50;
/** Messages that are looked at once more, to say why nothing happened. */
const EXPLAINED_MAX = 10;
const EXPLAINED_ROWS_MAX = 200;

interface HitRow {
  id: Buffer;
  rule_id: Buffer;
  rule_name: string;
  conversation_id: Buffer;
  message_id: Buffer;
  at: Date;
  fired: number;
  words: string;
  message_text: string;
}

/** "Why did this fire, why not": what happened is stored; why nothing did is found out when somebody asks. */
@Injectable()
export class HitLog {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(BusinessHoursService) private readonly hours: BusinessHoursService,
  ) {}

  /**
   * Newest first; the first page also says why nothing happened.
   * @throws DomainError NOT_FOUND for a conversation of another workspace, VALIDATION_FAILED for a cursor that is not one of ours
   */
  async list(workspaceId: string, { ruleId, conversationId, cursor }: { ruleId?: string; conversationId?: string; cursor?: string }): Promise<Page<RuleHit>> {
    if (conversationId) await this.mustKnow(workspaceId, conversationId);
    const after = cursor ? parsePageCursor(cursor) : null;
    const stored: HitRow[] = await this.dataSource.query(
      `SELECT id, rule_id, rule_name, conversation_id, message_id, at, fired, words, message_text FROM rule_hit WHERE workspace_id = ? ${ruleId ? 'AND rule_id = ?' : ''} ${conversationId ? 'AND conversation_id = ?' : ''} ${after ? 'AND (at < ? OR (at = ? AND id < ?))' : ''} ORDER BY at DESC, id DESC LIMIT ?`,
      [idToBytes(workspaceId), ...(ruleId ? [idToBytes(ruleId)] : []), ...(conversationId ? [idToBytes(conversationId)] : []), ...(after ? [after.at, after.at, idToBytes(after.id)] : []), PAGE + 1],
    );
    const hits = stored.slice(0, PAGE).map(toHit);
    const last = stored.length > PAGE ? hits.at(-1) : undefined;
    const explained = after || (!ruleId && !conversationId) ? [] : await this.explained(workspaceId, ruleId ?? null, conversationId ?? null);
    return { items: [...hits, ...explained].sort((a, b) => (a.at < b.at ? 1 : -1)), nextCursor: last ? pageCursor(new Date(last.at), last.id) : null };
  }

  private async explained(workspaceId: string, ruleId: string | null, conversationId: string | null): Promise<RuleHit[]> {
    const { manager } = this.dataSource;
    const rules = await loadRules(manager, workspaceId);
    const asked = ruleId ? rules.filter(({ id }) => id === ruleId) : rules;
    if (!asked.length) return [];
    const recent = await this.recent(workspaceId, conversationId);
    const outcomes = await outcomesOf(manager, workspaceId, recent.map(({ message }) => message));
    const firsts = await firstMessageFacts(manager, [...new Set(recent.map(({ message }) => message.conversationId))]);
    const explained: RuleHit[] = [];
    for (const { message, responder } of recent) {
      const evaluation = new RuleEvaluation({ ...message, firstMessage: isFirst(firsts.get(message.conversationId), message), open: await this.hours.isOpen(workspaceId, message.at), labelIds: await this.labelsOf(message.conversationId), responder });
      for (const rule of asked) {
        if (outcomes.known.has(`${rule.id}|${message.messageId}`) || explained.length >= EXPLAINED_ROWS_MAX) continue;
        const words = await whyNot(manager, rules, rule, message, evaluation, outcomes);
        explained.push({ id: `${message.messageId}:${rule.id}`, ruleId: rule.id, ruleName: rule.name, conversationId: message.conversationId, messageId: message.messageId, at: message.at.toISOString(), fired: false, words, text: message.text.slice(0, 255) });
      }
    }
    return explained;
  }

  private async recent(workspaceId: string, conversationId: string | null): Promise<{ message: ArrivedText; responder: Responder }[]> {
    const conversations: { id: Buffer; responder: Responder }[] = await this.dataSource.query(
      conversationId ? 'SELECT id, responder FROM conversation WHERE workspace_id = ? AND id = ?' : "SELECT id, responder FROM conversation FORCE INDEX (ix_conversation_status) WHERE workspace_id = ? AND status = 'open' ORDER BY last_message_at DESC LIMIT ?",
      [idToBytes(workspaceId), conversationId ? idToBytes(conversationId) : EXPLAINED_MAX],
    );
    const found: { message: ArrivedText; responder: Responder }[] = [];
    for (const { id, responder } of conversations) {
      const rows: ArrivedRow[] = await this.dataSource.query(`SELECT ${ARRIVED_COLUMNS} FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE m.conversation_id = ? AND m.direction = 'in' AND m.received_at IS NOT NULL ORDER BY m.seq DESC LIMIT ?`, [id, conversationId ? EXPLAINED_MAX : 1]);
      for (const row of rows) found.push({ message: await inContext(this.dataSource.manager, row), responder });
    }
    return found;
  }

  private async labelsOf(conversationId: string): Promise<string[]> {
    const rows: { label_id: Buffer }[] = await this.dataSource.query('SELECT label_id FROM conversation_label WHERE conversation_id = ?', [idToBytes(conversationId)]);
    return rows.map(({ label_id }) => bytesToId(label_id));
  }

  private async mustKnow(workspaceId: string, conversationId: string): Promise<void> {
    const known: unknown[] = await this.dataSource.query('SELECT 1 FROM conversation WHERE id = ? AND workspace_id = ?', [idToBytes(conversationId), idToBytes(workspaceId)]);
    if (!known.length) throw notFound('conversation');
  }
}

function toHit(row: HitRow): RuleHit {
  const ruleId = bytesToId(row.rule_id);
  return { id: bytesToId(row.id), ruleId: ruleId === CONSENT_RULE ? null : ruleId, ruleName: row.rule_name, conversationId: bytesToId(row.conversation_id), messageId: bytesToId(row.message_id), at: row.at.toISOString(), fired: row.fired === 1, words: row.words, text: row.message_text };
}
