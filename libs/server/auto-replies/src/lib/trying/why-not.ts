import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';
import type { ArrivedText } from '../running/arrived-message';
import { CONSENT_RULE, readAfter } from '../running/rule-hits';
import type { RuleEvaluation } from '../rules/evaluate-rule';
import type { StoredRule } from '../rules/stored-rule';

interface Row {
  rule_id: Buffer;
  rule_name: string;
  message_id: Buffer;
  verdict: unknown;
}

/** What became of a few messages, by what was stored then. */
export interface Outcomes {
  /** `rule|message` of everything that was stored. */
  known: ReadonlySet<string>;
  /** By message: what let nothing come after it. */
  stoppers: ReadonlyMap<string, { ruleId: string; name: string }>;
  /** Messages that automation still has to look at. */
  waiting: ReadonlySet<string>;
}

export async function outcomesOf(manager: EntityManager, workspaceId: string, messages: readonly ArrivedText[]): Promise<Outcomes> {
  if (!messages.length) return { known: new Set(), stoppers: new Map(), waiting: new Set() };
  const ids = messages.map(({ messageId }) => idToBytes(messageId));
  const conversations = [...new Set(messages.map(({ conversationId }) => conversationId))].map(idToBytes);
  const rows: Row[] = await manager.query('SELECT rule_id, rule_name, message_id, verdict FROM rule_hit WHERE workspace_id = ? AND conversation_id IN (?) AND message_id IN (?)', [idToBytes(workspaceId), conversations, ids]);
  const tasks: { message_id: Buffer }[] = await manager.query("SELECT message_id FROM automation_task WHERE message_id IN (?) AND state <> 'failed'", [ids]);
  const known = new Set(rows.map(({ rule_id, message_id }) => `${bytesToId(rule_id)}|${bytesToId(message_id)}`));
  const stoppers = new Map(rows.flatMap((row) => (stops(row) ? [[bytesToId(row.message_id), { ruleId: bytesToId(row.rule_id), name: row.rule_name }] as const] : [])));
  return { known, stoppers, waiting: new Set(tasks.map(({ message_id }) => bytesToId(message_id))) };
}

/** Why a rule did nothing about a message, as the rule is now; it may have been another when the message came. */
export async function whyNot(manager: EntityManager, rules: readonly StoredRule[], rule: StoredRule, message: ArrivedText, evaluation: RuleEvaluation, { stoppers, waiting }: Outcomes): Promise<string> {
  const stopper = stoppers.get(message.messageId);
  if (stopper && stopper.ruleId !== rule.id && isBelow(rules, rule, stopper.ruleId)) return `Not reached: “${stopper.name}” lets nothing come after it.`;
  const seen = evaluation.of(rule);
  if (!seen.matched) return seen.words;
  if (waiting.has(message.messageId)) return 'Not looked at yet.';
  if (stopper) return `Not reached: “${stopper.name}” let nothing come after it.`;
  if (await wasMetas(manager, message)) return "Not reached: Meta's own AI agent answers this conversation.";
  return 'The rule as it is now would match; when the message came it was another, switched off, or the message was older than ten minutes.';
}

function stops({ rule_id, verdict }: Row): boolean {
  return bytesToId(rule_id) === CONSENT_RULE || (readAfter(verdict)?.stop ?? false);
}

/** Words of consent come before all rules. Of a rule that is gone by now nobody knows the place. */
function isBelow(rules: readonly StoredRule[], rule: StoredRule, stopperId: string): boolean {
  if (stopperId === CONSENT_RULE) return true;
  const place = rules.findIndex(({ id }) => id === stopperId);
  return place >= 0 && place < rules.findIndex(({ id }) => id === rule.id);
}

/** The line that tells of a change of hands is written in the transaction of the message that showed it, right after it. */
async function wasMetas(manager: EntityManager, { messageId, conversationId }: ArrivedText): Promise<boolean> {
  const [line]: { type: string }[] = await manager.query(
    "SELECT l.type FROM message l JOIN message m ON m.id = ? WHERE l.conversation_id = ? AND l.direction = 'system' AND l.type IN ('meta_agent_took_over', 'meta_agent_left', 'handover_to_us', 'handover_to_meta_agent') AND l.created_at <= m.created_at + INTERVAL 1 SECOND ORDER BY l.seq DESC LIMIT 1",
    [idToBytes(messageId), idToBytes(conversationId)],
  );
  return line?.type === 'meta_agent_took_over' || line?.type === 'handover_to_meta_agent';
}
