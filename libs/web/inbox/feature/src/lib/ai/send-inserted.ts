import type { Injector } from '@angular/core';
import type { AiDraft } from '@mailtrixy/shared/dto';
import { ConversationAiApi } from '@mailtrixy/web/inbox/data-access';
import { uuidv7 } from '@mailtrixy/web/shared/util';
import { offerLesson } from './offer-lesson';

/**
 * Sends a draft that was changed in the composer, so that it counts as used. Whatever stands in the way (somebody settled
 * it, the connection), the words go as an ordinary message with the same clientId: never lost, never twice.
 */
export async function sendInserted(injector: Injector, draft: AiDraft, text: string, sendAsUsual: (clientId: string) => void): Promise<void> {
  const clientId = uuidv7();
  try {
    const { lesson } = await injector.get(ConversationAiApi).send(draft.id, { clientId, version: draft.version, body: text });
    if (lesson) offerLesson(injector, lesson);
  } catch {
    sendAsUsual(clientId);
  }
}
