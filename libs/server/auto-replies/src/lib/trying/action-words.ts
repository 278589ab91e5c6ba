import type { RuleAction } from '@mailtrixy/shared/dto';
import type { KnownReferences } from '../rules/rule-references';

const GONE = 'something that does not exist any more';

/** What an action does, in words. */
export function actionWords(action: RuleAction, known: KnownReferences): string {
  const name = (names: ReadonlyMap<string, string>, id: string) => names.get(id) ?? GONE;
  switch (action.do) {
    case 'reply_text':
      return 'Reply with a text';
    case 'reply_canned':
      return `Reply with the canned reply ${known.canned.get(action.cannedReplyId)?.name ?? GONE}`;
    case 'reply_template':
      return `Reply with the template ${known.templates.get(action.templateId)?.name ?? 'that does not exist any more'}`;
    case 'reply_media':
      return `Reply with the file ${name(known.files, action.attachmentId)}`;
    case 'add_label':
      return `Add the label ${name(known.labels, action.labelId)}`;
    case 'remove_label':
      return `Remove the label ${name(known.labels, action.labelId)}`;
    case 'assign':
      return action.userId === null ? 'Assign to nobody' : `Assign to ${name(known.people, action.userId)}`;
    case 'snooze':
      return `Snooze for ${action.minutes} minutes`;
    case 'resolve':
      return 'Resolve';
    case 'hand_to_ai':
      return 'Hand to the AI';
    case 'stop_ai':
      return 'Stop the AI';
    case 'opt_out':
      return 'Opt out';
    case 'opt_in':
      return 'Opt in';
  }
}
