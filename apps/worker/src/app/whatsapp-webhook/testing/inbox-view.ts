import { ConversationDetails, MessagePages } from '@mailtrixy/server/inbox';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { ContactRef, ConversationDetail, Message } from '@mailtrixy/shared/dto';
import type { DataSource } from 'typeorm';

/** A workspace's inbox as the browser gets it: conversations in the order they began, and all their messages. */
export interface InboxView {
  contacts: ContactRef[];
  conversations: ConversationDetail[];
  messages: Message[];
}

export async function loadInbox(dataSource: DataSource, workspaceId: string): Promise<InboxView> {
  const rows: { id: Buffer }[] = await dataSource.query('SELECT id FROM conversation WHERE workspace_id = ? ORDER BY created_at, id', [idToBytes(workspaceId)]);
  const details = new ConversationDetails(dataSource);
  const pages = new MessagePages(dataSource);
  const conversations = await Promise.all(rows.map(({ id }) => details.get(workspaceId, bytesToId(id))));
  const messages = await Promise.all(rows.map(async ({ id }) => (await pages.page(workspaceId, bytesToId(id), { limit: 100 })).items));
  return { contacts: [...new Map(conversations.map(({ contact }) => [contact.id, contact])).values()], conversations, messages: messages.flat() };
}
