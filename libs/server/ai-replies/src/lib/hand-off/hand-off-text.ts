import { NEXT_OPENING } from '@mailtrixy/shared/dto';
import type { StoredSettings } from '../settings/stored-settings';

/** The form once asked for {{opens}}: stored texts have either. */
const SPELLINGS = [NEXT_OPENING, '{{opens}}'];

/**
 * The one sentence that a customer gets when a person takes over.
 * @param opening when it opens again, in words; null: it is open now. '' when nobody knows
 */
export function handOffText(settings: Pick<StoredSettings, 'handOffText' | 'handOffTextClosed'>, opening: string | null): string {
  if (opening === null) return settings.handOffText.trim();
  const text = SPELLINGS.reduce((done, spelling) => done.replaceAll(spelling, () => opening), settings.handOffTextClosed);
  return text.replace(/\s+([.,;:!?])/gu, '$1').replace(/[ \t]{2,}/gu, ' ').trim();
}
