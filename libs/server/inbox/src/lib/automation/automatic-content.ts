import { newId } from '@mailtrixy/server/platform/clock';
import type { SendMessageRequest, TemplateChoice } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import type { LockedConversation } from '../conversations/conversation-lock';
import { copyKeptFile } from './kept-files';

export type AutomaticContent = { type: 'text'; body: string } | { type: 'template'; choice: TemplateChoice } | { type: 'media'; attachmentId: string; caption: string };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The request that a person would have made; kept files become this message's own. */
export async function asRequest(tx: EntityManager, conversation: LockedConversation, content: AutomaticContent): Promise<SendMessageRequest> {
  const shared = { clientId: newId(), kind: 'reply' as const };
  switch (content.type) {
    case 'text':
      return { ...shared, type: 'text', body: content.body };
    case 'media':
      return { ...shared, type: 'media', body: content.caption, attachmentId: await ownFile(tx, conversation, content.attachmentId) };
    case 'template': {
      const values: Record<string, string> = {};
      for (const [slot, value] of Object.entries(content.choice.values)) values[slot] = await ownFile(tx, conversation, value);
      return { ...shared, type: 'template', body: '', template: { templateId: content.choice.templateId, values } };
    }
  }
}

/** Words stay as they are: only an id can be a file's. */
async function ownFile(tx: EntityManager, conversation: LockedConversation, value: string): Promise<string> {
  return UUID.test(value) ? copyKeptFile(tx, conversation, value) : value;
}
