import type { Injector } from '@angular/core';
import { Router } from '@angular/router';
import type { AiLesson } from '@mailtrixy/shared/dto';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { Toasts } from '@mailtrixy/web/shared/util';

const OFFERED_MS = 15_000;

/**
 * Offers an answer that was another than the AI's as the start of an article, to those who may write articles. Nothing is
 * learnt by itself (AI.md §3.11): the article is a draft until they publish it. The words go by the browser's history, not by the address.
 */
export function offerLesson(injector: Injector, lesson: AiLesson): void {
  if (!injector.get(SessionStore).can('knowledge.manage')) return;
  const router = injector.get(Router);
  injector.get(Toasts).info('You answered otherwise than the AI would have.', { label: 'Make it an article', run: () => void router.navigate(['/knowledge/articles/new'], { state: { lesson } }) }, OFFERED_MS);
}
