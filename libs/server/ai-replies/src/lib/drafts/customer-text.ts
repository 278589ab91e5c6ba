import { idToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';
import type { StoredSettings } from '../settings/stored-settings';
import { withoutMarks } from './citation-marks';

/** Whether a customer was told in this conversation that an AI writes. */
export async function wasDisclosed(manager: EntityManager, workspaceId: string, conversationId: string): Promise<boolean> {
  const [told]: unknown[] = await manager.query('SELECT 1 FROM ai_sent WHERE workspace_id = ? AND conversation_id = ? AND disclosed = 1 LIMIT 1', [idToBytes(workspaceId), idToBytes(conversationId)]);
  return told !== undefined;
}

/** Signs that `customerText` adds to an answer. */
export function addedLength(settings: Parameters<typeof customerText>[1], disclosed: boolean): number {
  return [...customerText('-', settings, disclosed)].length - 1;
}

/** What the customer gets of an automatic answer. @param disclosed whether they know already that an AI writes */
export function customerText(body: string, settings: Pick<StoredSettings, 'disclosure' | 'disclosureText' | 'signature'>, disclosed: boolean): string {
  return [settings.disclosure && !disclosed ? settings.disclosureText.trim() : '', withoutMarks(body), settings.signature.trim()].filter(Boolean).join('\n\n');
}
