import { createHash } from 'node:crypto';
import type { SeededWorkspace } from '@mailtrixy/server/accounts/testing';
import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import type { DataSource } from 'typeorm';

/** A workspace with one row of everything that a route's path can name. */
export interface Victim {
  workspace: SeededWorkspace;
  userId: string;
  invitationId: string;
  sessionId: string;
  channelId: string;
  secretId: string;
  conversationId: string;
  contactId: string;
  otherContactId: string;
  mergeId: string;
  messageId: string;
  labelId: string;
  ruleId: string;
  otherLabelId: string;
  cannedReplyId: string;
  attachmentId: string;
  logId: string;
  rejectedId: string;
  templateId: string;
  noticeId: string;
  knowledgeFileId: string;
  articleId: string;
  passageId: string;
  websiteId: string;
  gapId: string;
  aiRunId: string;
  aiDraftId: string;
  aiReplayId: string;
  examCaseId: string;
  examRunId: string;
}

/** Writes the rows by hand, so that the walk does not depend on the code it tests. */
export async function seedVictim(dataSource: DataSource, workspace: SeededWorkspace): Promise<Victim> {
  const ids = { attachmentId: newId(), invitationId: newId(), sessionId: newId(), channelId: newId(), secretId: newId(), conversationId: newId(), contactId: newId(), otherContactId: newId(), mergeId: newId(), messageId: newId(), labelId: newId(), ruleId: newId(), otherLabelId: newId(), cannedReplyId: newId(), logId: newId(), rejectedId: newId(), templateId: newId(), noticeId: newId(), knowledgeFileId: newId(), articleId: newId(), passageId: newId(), websiteId: newId(), gapId: newId(), aiRunId: newId(), aiDraftId: newId(), aiReplayId: newId(), examCaseId: newId(), examRunId: newId() };
  const ws = idToBytes(workspace.workspaceId);
  const owner = idToBytes(workspace.members.owner.userId);
  const [contactId, mergedId] = [idToBytes(ids.contactId), idToBytes(newId())];
  const channel = idToBytes(ids.channelId);
  const number = String(Math.floor(Math.random() * 1e15));
  const hash = () => createHash('sha256').update(newId()).digest();
  const insert = (table: string, row: Record<string, unknown>) => dataSource.query(`INSERT INTO \`${table}\` (${Object.keys(row).join(', ')}) VALUES (${Object.keys(row).map(() => '?').join(', ')})`, Object.values(row));
  const at = new Date();

  await insert('invitation', { id: idToBytes(ids.invitationId), workspace_id: ws, client_id: newId(), email: null, role: 'agent', token_hash: hash(), created_by: owner, expires_at: new Date(Date.now() + 86_400_000) });
  await insert('session', { id: idToBytes(ids.sessionId), token_hash: hash(), user_id: owner, workspace_id: ws, ip: '192.0.2.1', user_agent: 'x', expires_at: new Date(Date.now() + 86_400_000) });
  await insert('channel', { id: channel, workspace_id: ws, kind: 'whatsapp', mode: 'live', status: 'active', name: 'Victim', external_id: number, waba_id: '1', active_key: number, settings: '{"readReceipts":"off","reopenWithinDays":null}' });
  await insert('channel_secret', { id: idToBytes(ids.secretId), workspace_id: ws, channel_id: channel, name: 'app_secret', ciphertext: Buffer.alloc(40, 1), key_id: 'k0', last4: '1234', state: 'retiring', set_by: owner });
  await insert('channel_health', { channel_id: channel, workspace_id: ws });
  await insert('contact', { id: contactId, workspace_id: ws, profile_name: 'Customer' });
  await insert('contact', { id: idToBytes(ids.otherContactId), workspace_id: ws, profile_name: 'Other customer' });
  await insert('contact', { id: mergedId, workspace_id: ws, profile_name: 'Same customer', merged_into: contactId });
  await insert('contact_merge', { id: idToBytes(ids.mergeId), workspace_id: ws, kept_id: contactId, merged_id: mergedId, merged_name: 'Same customer', moved: '{"identities":[],"conversations":[],"resolved":[],"windows":[],"facts":{"savedName":null,"profileName":null,"optedOut":false}}' });
  await insert('contact_identity', { id: idToBytes(newId()), workspace_id: ws, contact_id: contactId, kind: 'wa_id', value: number, unique_value: number });
  await insert('conversation', { id: idToBytes(ids.conversationId), workspace_id: ws, channel_id: channel, contact_id: contactId, status: 'open', open_slot: 1, address_kind: 'wa_id', address: number, last_seq: 1, last_message_at: at, preview: 'hello', preview_seq: 1, unread_count: 1, unread_flag: 1 });
  await insert('message', { conversation_id: idToBytes(ids.conversationId), seq: 1, id: idToBytes(ids.messageId), workspace_id: ws, channel_id: channel, direction: 'out', type: 'text', body: 'hello', author_kind: 'user', author_id: owner, delivery_status: 'failed', failed_at: at });
  await insert('label', { id: idToBytes(ids.labelId), workspace_id: ws, name: 'vip', colour: 'red' });
  await insert('label', { id: idToBytes(ids.otherLabelId), workspace_id: ws, name: 'later', colour: 'blue' });
  await insert('auto_reply_rule', { id: idToBytes(ids.ruleId), workspace_id: ws, position: 1, name: 'Hours', enabled: 0, conditions: '{"match":"exact","words":["hours"],"wholeWord":false,"mediaKinds":[],"channelIds":[],"firstMessage":false,"during":"always","languages":[],"labelIds":[],"notWhileAnswered":false}', actions: '[{"do":"resolve"}]', limits: '{"coolDownMinutes":0,"oncePerConversation":false,"stop":false}' });
  await insert('canned_reply', { id: idToBytes(ids.cannedReplyId), workspace_id: ws, owner_id: owner, unique_owner: Buffer.alloc(16), scope: 'all', name: 'Thanks', shortcut: 'thanks', body: 'Thank you!' });
  await insert('attachment', { id: idToBytes(ids.attachmentId), workspace_id: ws, direction: 'out', kind: 'image', state: 'ready', mime_type: 'image/png', size_bytes: 1, storage_key: `${workspace.workspaceId}/00/${ids.attachmentId}.original`, client_id: newId(), created_by: owner });
  await insert('reply_window', { channel_id: channel, contact_id: contactId, workspace_id: ws, expires_at: new Date(Date.now() + 3_600_000) });
  await insert('webhook_event', { id: idToBytes(ids.logId), state: 'done', source: 'http', received_at: at, body: Buffer.from('{}'), body_bytes: 2, body_sha256: hash(), matched_channels: channel, remote_ip: '192.0.2.1', request_id: 'r' });
  await insert('webhook_event_channel', { workspace_id: ws, channel_id: channel, received_at: at, event_id: idToBytes(ids.logId), subject: 'messages', state: 'done' });
  await insert('webhook_rejected', { id: idToBytes(ids.rejectedId), workspace_id: ws, channel_id: channel, method: 'POST', received_at: at, reason: 'signature', claimed_external_id: number, headers: '{}', tried: '[]', body: Buffer.from('{}'), body_bytes: 2, body_whole: 1, remote_ip: '192.0.2.1', request_id: 'r' });
  await insert('channel_notice', { id: idToBytes(ids.noticeId), workspace_id: ws, channel_id: channel, dedup_key: hash(), field: 'security', severity: 'warn', words: 'x', at });
  await insert('template', { id: idToBytes(ids.templateId), workspace_id: ws, waba_id: '1', external_id: '17', name: 'parcel_update', language: 'en', status: 'REJECTED', category: 'UTILITY', components: '[{"type":"BODY","text":"Hi"}]', content_hash: hash() });
  await insert('ai_run', { id: idToBytes(ids.aiRunId), workspace_id: ws, conversation_id: idToBytes(ids.conversationId), channel_id: channel, contact_id: contactId, origin: 'message', question: 'hello', code: 'draft', words: 'x', would_be: 'draft', at });
  await insert('ai_replay', { id: idToBytes(ids.aiReplayId), workspace_id: ws, client_id: newId(), channel_id: channel, state: 'running', cases: '[]', total: 1 });
  await insert('ai_exam_case', { id: idToBytes(ids.examCaseId), workspace_id: ws, client_id: newId(), question: 'hello?', history: '[]', expect: 'answer', document_ids: '[]', must_say: '[]' });
  await insert('ai_exam_run', { id: idToBytes(ids.examRunId), workspace_id: ws, state: 'running', because: 'x', fingerprint: 'x', total: 1, results: '[]' });
  await insert('ai_draft', { id: idToBytes(ids.aiDraftId), workspace_id: ws, conversation_id: idToBytes(ids.conversationId), channel_id: channel, run_id: idToBytes(ids.aiRunId), state: 'ready', question: 'hello', seq: 1, responder_version: 0, body: 'Hello [1].', sources: '[]', passages: '[]', searched: '{"used":0,"of":0}', gates: '[]' });
  await insert('knowledge_document', { id: idToBytes(ids.knowledgeFileId), workspace_id: ws, kind: 'file', title: 'Secret manual', published: 1, state: 'ready', index_version: 1, passages: 1, file_name: 'manual.pdf', mime_type: 'application/pdf', size_bytes: 1, storage_key: `${workspace.workspaceId}/00/${ids.knowledgeFileId}.knowledge`, owner_id: owner });
  await insert('knowledge_passage', { id: idToBytes(ids.passageId), workspace_id: ws, document_id: idToBytes(ids.knowledgeFileId), index_version: 1, no: 1, headings: '[]', text: 'Secret', language: 'en', tokens: 2 });
  await insert('knowledge_document', { id: idToBytes(ids.articleId), workspace_id: ws, kind: 'article', title: 'Secret article', markdown: 'Text', published: 1, state: 'ready', owner_id: owner });
  await insert('knowledge_version', { workspace_id: ws, document_id: idToBytes(ids.articleId), no: 1, title: 'Secret article', markdown: 'Text', questions: '[]', at });
  await insert('knowledge_website', { id: idToBytes(ids.websiteId), workspace_id: ws, client_id: newId(), client_hash: hash(), url: 'https://lampandoak.example/', mode: 'sitemap', depth: 0, max_pages: 10, audience: 'public', state: 'found' });
  await insert('knowledge_found_page', { workspace_id: ws, website_id: idToBytes(ids.websiteId), url_hash: createHash('sha256').update('https://lampandoak.example/help').digest(), no: 1, url: 'https://lampandoak.example/help' });
  await insert('knowledge_gap', { id: idToBytes(ids.gapId), workspace_id: ws, question_hash: hash(), question: 'Secret?', first_at: at, last_at: at });
  return { ...ids, workspace, userId: workspace.members.agent.userId };
}

/** Every row of the workspace in every table, as one text to compare. */
export async function everythingOf(dataSource: DataSource, workspaceId: string): Promise<string> {
  const tables: { name: string }[] = await dataSource.query("SELECT TABLE_NAME AS name FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND COLUMN_NAME = 'workspace_id' ORDER BY TABLE_NAME");
  const parts: string[] = [];
  for (const { name } of tables) parts.push(`${name}: ${rowsAsText(await dataSource.query(`SELECT * FROM \`${name}\` WHERE workspace_id = ?`, [idToBytes(workspaceId)]))}`);
  parts.push(`user: ${rowsAsText(await dataSource.query('SELECT u.* FROM `user` u JOIN membership m ON m.user_id = u.id WHERE m.workspace_id = ?', [idToBytes(workspaceId)]))}`);
  return parts.join('\n');
}

function rowsAsText(rows: object[]): string {
  return rows.map((row) => JSON.stringify(row)).sort().join('\n');
}
