import type { SendAttemptInfo } from '@mailtrixy/shared/dto';

/** Meta's remarks on an accepted send (META-CLOUD-API §8.2). */
const NOTES: Readonly<Record<string, string>> = {
  held_for_quality_assessment: 'Meta holds this template back while it checks its quality. It is sent later, or fails.',
  paused: 'Meta paused this template. The message is sent when the pause ends, or fails.',
};

/** MySQL hands JSON over parsed, MariaDB as text. What it costs is Meta's matter: only its own two words are passed on. */
export function attemptPricing(pricing: unknown): SendAttemptInfo['pricing'] {
  const parsed = (typeof pricing === 'string' ? JSON.parse(pricing) : pricing) as Record<string, unknown> | null;
  const word = (member: string) => (typeof parsed?.[member] === 'string' ? parsed[member] : null);
  return parsed && (word('category') || word('type')) ? { category: word('category'), type: word('type') } : null;
}

/** What an attempt's times alone do not tell. */
export function attemptNotes({ note, failed, delivered }: { note: string | null; failed: boolean; delivered: boolean }): string[] {
  return [
    ...(note ? [NOTES[note] ?? `Meta's remark: ${note}`] : []),
    // The phone has it: a failure that is told afterwards or before cannot take that back.
    ...(failed && delivered ? ['WhatsApp reported both a delivery and a failure of this attempt. It was delivered.'] : []),
  ];
}
