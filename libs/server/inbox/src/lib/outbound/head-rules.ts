import { OPTED_OUT_CODE, WINDOW_CLOSED_CODE } from '@mailtrixy/server/channels';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';
import type { LockedConversation } from '../conversations/conversation-lock';
import type { Head } from './lane-heads';

/** Why a head fails before it is sent; our own rules use the code and title that Meta would use. */
export interface HeadRefusal {
  code: number | null;
  title: string;
  detail: string;
}

export const WINDOW_REFUSAL: HeadRefusal = { code: WINDOW_CLOSED_CODE, title: 'Re-engagement message', detail: 'The 24-hour window closed before the message could be sent. MailTrixy did not send it.' };
const OPTED_OUT: HeadRefusal = { code: OPTED_OUT_CODE, title: 'User opted out', detail: 'This person stopped marketing messages before it could be sent. MailTrixy did not send it.' };
/** Meta's codes for templates by the status that our copy has. */
const TEMPLATE_REFUSALS: Readonly<Record<string, HeadRefusal>> = {
  PAUSED: { code: 132015, title: 'Template paused', detail: 'Meta paused the template before the message could be sent. MailTrixy did not send it.' },
  DISABLED: { code: 132016, title: 'Template disabled', detail: 'Meta disabled the template before the message could be sent. MailTrixy did not send it.' },
};

/**
 * Templates that may not go any more though they might when they were queued: by conversation.
 * @param heads that are due and whose message is a template
 */
export async function refusedTemplates(tx: EntityManager, heads: readonly { conversation: LockedConversation; head: Head }[]): Promise<Map<string, HeadRefusal>> {
  const refused = new Map<string, HeadRefusal>();
  const templates = heads.flatMap(({ conversation, head }) => (head.outgoing.type === 'template' ? [{ conversation, template: head.outgoing.template }] : []));
  if (!templates.length) return refused;
  const [gone, rows]: [{ id: Buffer }[], { id: Buffer; status: string }[]] = [
    await tx.query('SELECT id FROM contact WHERE id IN (?) AND opted_out_at IS NOT NULL', [templates.map(({ conversation }) => idToBytes(conversation.contactId))]),
    await tx.query('SELECT id, status FROM template WHERE id IN (?)', [templates.map(({ template }) => idToBytes(template.templateId))]),
  ];
  const optedOut = new Set(gone.map(({ id }) => bytesToId(id)));
  const statuses = new Map(rows.map(({ id, status }) => [bytesToId(id), status]));
  for (const { conversation, template } of templates) {
    const refusal = template.category === 'MARKETING' && optedOut.has(conversation.contactId) ? OPTED_OUT : TEMPLATE_REFUSALS[statuses.get(template.templateId) ?? ''];
    if (refusal) refused.set(conversation.id, refusal);
  }
  return refused;
}
