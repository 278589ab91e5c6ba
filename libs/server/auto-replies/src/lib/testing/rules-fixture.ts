import { randomBytes } from 'node:crypto';
import { AuditLog } from '@mailtrixy/server/accounts';
import { AutomaticMessages, AutomationActions, ConversationActions, ConversationFacts, SystemNotices } from '@mailtrixy/server/inbox';
import { createInboxFixture, type InboxFixture } from '@mailtrixy/server/inbox/testing';
import { newId } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import type { RuleAction, RuleConditions, RuleLimits } from '@mailtrixy/shared/dto';
import { BusinessHoursService } from '../hours/business-hours.service';
import { ConsentWords } from '../running/consent-words';
import { RuleRunner } from '../running/rule-runner';
import { RunActions } from '../running/run-actions';
import { AutomatedChannels } from '../tasks/automated-channels';
import { AutomationInbox } from '../tasks/automation-inbox';
import { AutomationTasks } from '../tasks/automation-tasks';
import type { AutomationTask } from '../tasks/automation-task';

export const CONDITIONS: RuleConditions = { match: 'exact', words: ['hours'], wholeWord: false, mediaKinds: [], channelIds: [], firstMessage: false, during: 'always', languages: [], labelIds: [], notWhileAnswered: false };
export const LIMITS: RuleLimits = { coolDownMinutes: 0, oncePerConversation: false, stop: false };

export interface RulesFixture {
  inbox: InboxFixture;
  runner: RuleRunner;
  tasks: AutomationTasks;
  hours: BusinessHoursService;
  audit: AuditLog;
  /** Another worker's reader. */
  reader: () => AutomationInbox;
  query: <T = Record<string, unknown>>(sql: string, values?: unknown[]) => Promise<T[]>;
  rule: (over?: { name?: string; position?: number; enabled?: boolean; conditions?: Partial<RuleConditions>; actions?: RuleAction[]; limits?: Partial<RuleLimits> }) => Promise<string>;
  /** A customer's message, as inbound stores it, and the task that it becomes. */
  says: (conversation: string, text: string, topic?: 'message.received' | 'message.created') => Promise<AutomationTask>;
  label: (name: string) => Promise<string>;
  /** An approved one of the channel's account. */
  template: (components: unknown[], over?: { name?: string; wabaId?: string; status?: string; defaults?: unknown }) => Promise<string>;
  /** An uploaded picture that waits to be used. */
  file: () => Promise<string>;
  /** By a person, who opens it again at once. */
  resolve: (conversation: string) => Promise<void>;
  /** Our messages in a conversation, oldest first. */
  replies: (conversation: string) => Promise<string[]>;
  close: () => Promise<void>;
}

export async function createRulesFixture(): Promise<RulesFixture> {
  const inbox = await createInboxFixture();
  const { dataSource } = inbox.database;
  const audit = { record: async () => undefined } as unknown as AuditLog;
  const hours = new BusinessHoursService(dataSource, audit);
  const messages = new AutomaticMessages(dataSource, inbox.rules, inbox.contents, inbox.doorbell);
  const actions = new AutomationActions(dataSource, inbox.doorbell);
  const runner = new RuleRunner(dataSource, new ConversationFacts(dataSource, inbox.rules), hours, messages, new ConsentWords(dataSource, messages, actions), new SystemNotices(dataSource, inbox.doorbell), new RunActions(messages, actions));
  const query = <T>(sql: string, values: unknown[] = []): Promise<T[]> => dataSource.query(sql, values);
  let position = 0;
  return {
    inbox,
    runner,
    tasks: new AutomationTasks(dataSource),
    hours,
    audit,
    reader: () => new AutomationInbox(dataSource, new AutomatedChannels(dataSource), inbox.doorbell),
    query,
    async rule(over = {}) {
      const id = newId();
      await query('INSERT INTO auto_reply_rule (id, workspace_id, position, name, enabled, conditions, actions, limits) VALUES (?, ?, ?, ?, ?, ?, ?, ?)', [
        idToBytes(id), idToBytes(inbox.workspaceId), over.position ?? ++position, over.name ?? 'Hours', over.enabled ?? true, JSON.stringify({ ...CONDITIONS, ...over.conditions }), JSON.stringify(over.actions ?? [{ do: 'reply_text', text: 'At nine.' }]), JSON.stringify({ ...LIMITS, ...over.limits }),
      ]);
      return id;
    },
    async says(conversation, text, topic = 'message.received') {
      const { id, seq } = await inbox.inbound(conversation, text);
      const [{ channel_id: channel }] = await query<{ channel_id: Buffer }>('SELECT channel_id FROM conversation WHERE id = ?', [idToBytes(conversation)]);
      await dataSource.transaction((tx) => appendOutbox(tx, [{ workspaceId: inbox.workspaceId, topic, channelId: bytesToId(channel), conversationId: conversation, entityId: id }]));
      return { workspaceId: inbox.workspaceId, channelId: bytesToId(channel), conversationId: conversation, messageId: id, seq, consentOnly: false, tries: 1 };
    },
    async label(name) {
      const id = newId();
      await query("INSERT INTO label (id, workspace_id, name, colour) VALUES (?, ?, ?, 'red')", [idToBytes(id), idToBytes(inbox.workspaceId), name]);
      return id;
    },
    async template(components, over = {}) {
      const id = newId();
      await query("INSERT INTO template (id, workspace_id, waba_id, name, language, status, category, components, content_hash, defaults) VALUES (?, ?, ?, ?, 'en', ?, 'UTILITY', ?, ?, ?)", [idToBytes(id), idToBytes(inbox.workspaceId), over.wabaId ?? '210984455012377', over.name ?? `t_${id.slice(-12)}`, over.status ?? 'APPROVED', JSON.stringify(components), randomBytes(32), over.defaults ? JSON.stringify(over.defaults) : null]);
      return id;
    },
    async file() {
      const id = newId();
      await query("INSERT INTO attachment (id, workspace_id, direction, kind, state, mime_type, size_bytes, storage_key, client_id, created_by) VALUES (?, ?, 'out', 'image', 'ready', 'image/png', 1, ?, ?, ?)", [idToBytes(id), idToBytes(inbox.workspaceId), `k-${id}`, newId(), idToBytes(inbox.userId)]);
      return id;
    },
    async resolve(conversation) {
      const people = new ConversationActions(dataSource, inbox.doorbell);
      for (const status of ['resolved', 'open'] as const) await people.setStatus(inbox.workspaceId, { userId: inbox.userId, role: 'agent' }, conversation, status);
    },
    replies: async (conversation) => (await query<{ body: string }>("SELECT body FROM message WHERE conversation_id = ? AND direction = 'out' ORDER BY seq", [idToBytes(conversation)])).map(({ body }) => body),
    close: () => inbox.close(),
  };
}
