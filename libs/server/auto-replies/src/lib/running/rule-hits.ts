import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';
import type { ArrivedText } from './arrived-message';

/** rule_hit.rule_id of the built-in words that stop and start messages. */
export const CONSENT_RULE = '00000000-0000-0000-0000-000000000000';

export const CONSENT_NAME = 'Opt-out words';

/** What comes after a rule that matched within its limits, whatever became of its reply; told again to whoever runs the message a second time. */
export interface AfterRule {
  stop: boolean;
  handToAi: boolean;
  stopAi: boolean;
}

export interface NewHit {
  ruleId: string;
  ruleName: string;
  /** It did what it is for; counted by its limits. */
  fired: boolean;
  words: string;
  after: AfterRule | null;
}

export async function findHit(tx: EntityManager, ruleId: string, messageId: string): Promise<{ after: AfterRule | null } | null> {
  const [row]: { verdict: unknown }[] = await tx.query('SELECT verdict FROM rule_hit WHERE rule_id = ? AND message_id = ?', [idToBytes(ruleId), idToBytes(messageId)]);
  return row ? { after: readAfter(row.verdict) } : null;
}

export function readAfter(verdict: unknown): AfterRule | null {
  return (typeof verdict === 'string' ? JSON.parse(verdict) : verdict) as AfterRule | null;
}

export async function addHit(tx: EntityManager, workspaceId: string, message: ArrivedText, hit: NewHit): Promise<void> {
  await tx.query('INSERT INTO rule_hit (id, workspace_id, rule_id, rule_name, conversation_id, contact_id, message_id, fired, words, message_text, verdict) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', [
    idToBytes(newId()), idToBytes(workspaceId), idToBytes(hit.ruleId), hit.ruleName, idToBytes(message.conversationId), idToBytes(message.contactId), idToBytes(message.messageId), hit.fired, [...hit.words].slice(0, 500).join(''), [...message.text].slice(0, 255).join(''), hit.after ? JSON.stringify(hit.after) : null,
  ]);
}

/** Why a rule may not act for this contact again yet. */
export async function limitProblem(tx: EntityManager, workspaceId: string, rule: { id: string; limits: { coolDownMinutes: number; oncePerConversation: boolean } }, message: ArrivedText): Promise<string | null> {
  const { coolDownMinutes, oncePerConversation } = rule.limits;
  const key = [idToBytes(workspaceId), idToBytes(rule.id), idToBytes(message.contactId)];
  if (coolDownMinutes > 0) {
    const recent: unknown[] = await tx.query('SELECT 1 FROM rule_hit WHERE workspace_id = ? AND rule_id = ? AND contact_id = ? AND fired = 1 AND at > NOW(3) - INTERVAL ? MINUTE LIMIT 1', [...key, coolDownMinutes]);
    if (recent.length) return `it already ran for this contact within the last ${minutesWords(coolDownMinutes)}.`;
  }
  if (oncePerConversation) {
    // A conversation that is opened again begins anew, as it does for the AI's limits.
    const before: unknown[] = await tx.query(
      `SELECT 1 FROM rule_hit h JOIN message m ON m.id = h.message_id WHERE h.workspace_id = ? AND h.rule_id = ? AND h.contact_id = ? AND h.fired = 1 AND h.conversation_id = ?
         AND m.seq > COALESCE((SELECT MAX(r.seq) FROM message r WHERE r.conversation_id = ? AND r.direction = 'system' AND r.type = 'resolved'), 0) LIMIT 1`,
      [...key, idToBytes(message.conversationId), idToBytes(message.conversationId)],
    );
    if (before.length) return 'it already ran in this conversation since it was last resolved.';
  }
  return null;
}

function minutesWords(minutes: number): string {
  if (minutes % 1440 === 0) return minutes === 1440 ? 'day' : `${minutes / 1440} days`;
  if (minutes % 60 === 0) return minutes === 60 ? 'hour' : `${minutes / 60} hours`;
  return minutes === 1 ? 'minute' : `${minutes} minutes`;
}
