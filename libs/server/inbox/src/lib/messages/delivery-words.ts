import { whatsAppError } from '@mailtrixy/server/channels';
import type { DeliveryError } from '@mailtrixy/shared/dto';

/** Codes are unique among the providers that we know; another one gets its own table beside WhatsApp's. */
interface Words {
  words: string;
  actions: readonly DeliveryError['actions'][number][];
}

const LOST: Words = { words: "Not confirmed yet: Meta's answer was lost. It may have arrived.", actions: ['retry'] };
const WITHOUT_CODE: Words = { words: 'This message could not be sent.', actions: ['retry'] };
const UNKNOWN: Words = { words: 'Meta refused this message.', actions: ['retry'] };

/**
 * Words and actions for a message that failed or is not confirmed. Meta's code stays in brackets at the end, so that
 * it can be looked up; its message goes along unchanged as `detail`.
 */
export function deliveryError(status: string | null, facts: { code: number | null; detail: string | null; traceId: string | null }, dismissed = false): DeliveryError | null {
  if (status !== 'failed' && status !== 'unconfirmed') return null;
  const { words, actions } = status === 'unconfirmed' ? LOST : facts.code === null ? WITHOUT_CODE : (whatsAppError(facts.code) ?? UNKNOWN);
  const suffix = facts.code === null || status === 'unconfirmed' ? '' : ` (${facts.code})`;
  return { code: facts.code, words: words + suffix, detail: facts.detail ?? '', fbtraceId: facts.traceId, actions: dismissed ? [] : [...actions] };
}
