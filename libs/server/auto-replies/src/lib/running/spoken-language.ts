import { idToBytes } from '@mailtrixy/server/platform/database';
import { detectLanguage } from '@mailtrixy/server/platform/language';
import type { EntityManager } from 'typeorm';

/** Earlier texts that are asked for the language. */
const EARLIER = 10;
/** A text this sure of itself, or this long, tells the language of what comes after it; "ok" does not. */
const SURE = 0.6;
const LONG_SURE = 0.45;
const LONG_LETTERS = 12;

/** The language of a text, after what the same person wrote before it: "ok" within a German chat is German. */
export function languageOf(text: string, before: string | null): { language: string; after: string | null } {
  const found = detectLanguage(text, { conversation: before });
  const tells = found.by === 'text' && (found.confidence > SURE || (found.confidence >= LONG_SURE && (text.match(/\p{L}/gu)?.length ?? 0) >= LONG_LETTERS));
  return { language: found.language, after: tells ? found.language : before };
}

/** Of what the customer wrote in this conversation before this message; null where none of it tells. */
export async function languageBefore(manager: EntityManager, conversationId: string, seq: number): Promise<string | null> {
  const rows: { body: string }[] = await manager.query("SELECT body FROM message WHERE conversation_id = ? AND seq < ? AND direction = 'in' AND type <> 'reaction' AND body <> '' AND revoked_at IS NULL ORDER BY seq DESC LIMIT ?", [idToBytes(conversationId), seq, EARLIER]);
  for (const { body } of rows) {
    const { after } = languageOf(body, null);
    if (after) return after;
  }
  return null;
}
