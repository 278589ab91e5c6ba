import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { LabelColour, LabelRef } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';

/** Labels of conversations by name; keys are the conversations' ids as hexadecimal digits. */
export async function loadLabels(manager: EntityManager, workspaceId: string, conversationIds: readonly Buffer[]): Promise<Map<string, LabelRef[]>> {
  const labels = new Map<string, LabelRef[]>();
  if (!conversationIds.length) return labels;
  const rows: { conversation_id: Buffer; id: Buffer; name: string; colour: LabelColour }[] = await manager.query('SELECT j.conversation_id, l.id, l.name, l.colour FROM conversation_label j JOIN label l ON l.id = j.label_id WHERE j.conversation_id IN (?) AND j.workspace_id = ? ORDER BY l.name', [conversationIds, idToBytes(workspaceId)]);
  for (const { conversation_id, id, name, colour } of rows) {
    const key = conversation_id.toString('hex');
    labels.set(key, [...(labels.get(key) ?? []), { id: bytesToId(id), name, colour }]);
  }
  return labels;
}
