import type { RuleAction } from '@mailtrixy/shared/dto';
import { MATCH_WORDS, MEDIA_WORDS } from '@mailtrixy/web/auto-replies/data-access';

const options = <K extends string>(words: Readonly<Record<K, string>>): { value: K; label: string }[] => (Object.entries(words) as [K, string][]).map(([value, label]) => ({ value, label }));

/** Steps that can be added, as they begin. */
export const NEW_STEPS: readonly { value: RuleAction['do']; label: string; step: RuleAction }[] = [
  { value: 'add_label', label: 'Add a label', step: { do: 'add_label', labelId: '' } },
  { value: 'remove_label', label: 'Remove a label', step: { do: 'remove_label', labelId: '' } },
  { value: 'assign', label: 'Assign', step: { do: 'assign', userId: null } },
  { value: 'snooze', label: 'Snooze', step: { do: 'snooze', minutes: 240 } },
  { value: 'resolve', label: 'Resolve', step: { do: 'resolve' } },
  { value: 'hand_to_ai', label: 'Let the AI answer', step: { do: 'hand_to_ai' } },
  { value: 'stop_ai', label: 'Stop the AI here', step: { do: 'stop_ai' } },
  { value: 'opt_out', label: 'Stop automatic messages', step: { do: 'opt_out' } },
  { value: 'opt_in', label: 'Allow automatic messages', step: { do: 'opt_in' } },
];

export const MATCHES = options(MATCH_WORDS);
export const MEDIA_KINDS = options(MEDIA_WORDS);
export const TIMES = [
  { value: 'always' as const, label: 'any time' },
  { value: 'inside_hours' as const, label: 'business hours' },
  { value: 'outside_hours' as const, label: 'outside business hours' },
];
export const ANSWERED = [
  { value: 'yes' as const, label: 'not while a person or the AI answers' },
  { value: 'no' as const, label: 'also while somebody answers' },
];
