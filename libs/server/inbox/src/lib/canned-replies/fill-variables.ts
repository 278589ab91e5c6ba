import { bytesToId, idToBytes, nullableIdToBytes } from '@mailtrixy/server/platform/database';
import type { FilledCannedReply } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import { loadContacts } from '../conversations/contact-refs';

const VARIABLE = /\{\{\s*([a-z_]+(?:\.[a-z0-9_]+){1,2})\s*\}\}/g;

/** What variables stand for, by name; a missing or empty one is a hole. */
export type VariableValues = Readonly<Record<string, string | null>>;

/** Fills {{contact.first_name}} and the like. Names without a value stay as they are and are told. */
export function fillVariables(body: string, values: VariableValues): FilledCannedReply {
  const holes = new Set<string>();
  const filled = body.replace(VARIABLE, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name]?.trim() : null;
    if (!value) holes.add(name);
    return value || whole;
  });
  return { body: filled, holes: [...holes] };
}

/** For messages that nobody looks at first: a hole goes, together with the space before it ("Hi {{contact.first_name}}," → "Hi,"). */
export function fillOrLeaveOut(body: string, values: VariableValues): string {
  const { body: filled } = fillVariables(body, values);
  return filled.replace(new RegExp(`[ \\t]?${VARIABLE.source}`, 'g'), '').trim();
}

/** @param userId whose name is {{agent.name}}; null for automation */
export async function variablesOf(manager: EntityManager, workspaceId: string, contactId: string, userId: string | null): Promise<VariableValues> {
  const contact = (await loadContacts(manager, workspaceId, [contactId])).get(contactId);
  const [names]: { workspace_name: string; agent_name: string | null }[] = await manager.query('SELECT w.name AS workspace_name, u.name AS agent_name FROM workspace w LEFT JOIN `user` u ON u.id = ? WHERE w.id = ?', [nullableIdToBytes(userId), idToBytes(workspaceId)]);
  const name = contact?.savedName ?? contact?.profileName ?? null;
  const attributes = Object.entries(contact?.attributes ?? {}).map(([key, value]) => [`contact.attributes.${key}`, value]);
  return { ...Object.fromEntries(attributes), 'contact.name': name, 'contact.first_name': firstName(name), 'agent.name': names?.agent_name ?? null, 'workspace.name': names?.workspace_name ?? null };
}

/** @throws nothing: null where the conversation is not the workspace's */
export async function contactOf(manager: EntityManager, workspaceId: string, conversationId: string): Promise<string | null> {
  const [row]: { contact_id: Buffer }[] = await manager.query('SELECT contact_id FROM conversation WHERE id = ? AND workspace_id = ?', [idToBytes(conversationId), idToBytes(workspaceId)]);
  return row ? bytesToId(row.contact_id) : null;
}

/** Names that are no name of a person, such as "~" or an emoji, give none. */
export function firstName(name: string | null): string | null {
  const first = name?.trim().split(/\s+/u)[0] ?? '';
  return /\p{L}/u.test(first) ? first : null;
}
