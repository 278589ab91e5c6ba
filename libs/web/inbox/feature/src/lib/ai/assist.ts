import type { Injector } from '@angular/core';
import type { CopilotRequest } from '@mailtrixy/shared/dto';
import { ConversationAiApi } from '@mailtrixy/web/inbox/data-access';
import { Dialogs } from '@mailtrixy/web/shared/ui';
import { ApiProblem, Toasts } from '@mailtrixy/web/shared/util';
import type { CopilotWish } from '../composing/composer-tools';

export interface Assistance {
  conversationId: string;
  wish: CopilotWish;
  text: string;
}

/** @returns the text to write instead, or null where nothing is to be changed */
export async function assist(injector: Injector, { conversationId, wish, text }: Assistance): Promise<string | null> {
  const toasts = injector.get(Toasts);
  const ofConversation = wish === 'summarise' || wish === 'suggest_labels';
  if (!ofConversation && !text.trim()) {
    toasts.info('Write something first.');
    return null;
  }
  try {
    const result = await injector.get(ConversationAiApi).copilot(conversationId, request(wish, text));
    if (!ofConversation) return result.text;
    const { CopilotDialog } = await import('./copilot-dialog');
    await injector.get(Dialogs).open(CopilotDialog, { label: wish === 'summarise' ? 'Summary' : 'Suggested labels', data: { conversationId, wish, result } });
  } catch (error) {
    toasts.error(ApiProblem.from(error).message);
  }
  return null;
}

function request(wish: CopilotWish, text: string): CopilotRequest {
  if (wish === 'summarise' || wish === 'suggest_labels') return { action: wish };
  return wish === 'translate' ? { action: 'translate', text } : { action: 'rewrite', style: wish, text };
}
