import { Injectable, Injector, inject } from '@angular/core';
import type { ChosenTemplate, StartFrom, StartOutcome, TemplateDialogs, TemplateTarget } from '@mailtrixy/web/templates/entry';

/** The dialogs of templates come with their first use; the inbox does not wait for them. */
@Injectable({ providedIn: 'root' })
export class LazyTemplateDialogs implements TemplateDialogs {
  private readonly injector = inject(Injector);

  async choose(target: TemplateTarget): Promise<ChosenTemplate | 'write' | undefined> {
    const { openTemplatePicker } = await import('@mailtrixy/web/templates/feature');
    return openTemplatePicker(this.injector, target);
  }

  async start(from: StartFrom = {}): Promise<StartOutcome | undefined> {
    const { openNewConversation } = await import('@mailtrixy/web/templates/feature');
    return openNewConversation(this.injector, from);
  }
}
