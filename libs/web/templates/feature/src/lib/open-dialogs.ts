import type { Injector } from '@angular/core';
import type { ChosenTemplate, StartFrom, StartOutcome, TemplateTarget } from '@mailtrixy/web/templates/data-access';
import { Dialogs } from '@mailtrixy/web/shared/ui';
import { NewConversationDialog } from './new-conversation-dialog';
import { TemplatePickerDialog } from './template-picker-dialog';

export function openTemplatePicker(injector: Injector, target: TemplateTarget): Promise<ChosenTemplate | 'write' | undefined> {
  return injector.get(Dialogs).open<ChosenTemplate | 'write', TemplateTarget>(TemplatePickerDialog, { data: target, label: `Template for ${target.contactName}` });
}

export function openNewConversation(injector: Injector, from: StartFrom): Promise<StartOutcome | undefined> {
  return injector.get(Dialogs).open<StartOutcome, StartFrom>(NewConversationDialog, { data: from, label: 'New conversation', autoFocus: 'mx-select select' });
}
