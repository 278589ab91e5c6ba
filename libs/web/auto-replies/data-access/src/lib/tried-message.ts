import type { RuleMediaKind, TryRulesRequest } from '@mailtrixy/shared/dto';

/** A message that somebody makes up, and what would be known around it. */
export interface TriedMessage {
  kind: 'text' | 'button' | RuleMediaKind;
  text: string;
  /** Of kind button, beside its label; empty: told apart by the label alone. */
  buttonId: string;
  /** Empty: whichever. */
  channelId: string;
  firstMessage: boolean;
  /** On the workspace's clock, as a datetime-local field has it; empty: now. */
  at: string;
  /** Empty: what the text reads as. */
  language: string;
  labelIds: string[];
}

export const PLAIN_MESSAGE: TriedMessage = { kind: 'text', text: '', buttonId: '', channelId: '', firstMessage: false, at: '', language: '', labelIds: [] };

/** What the server is asked; null while there is nothing to try. Files come without words too. */
export function tryRequest(message: TriedMessage, timeZone: string): Omit<TryRulesRequest, 'rule'> | null {
  const { kind, text, channelId, firstMessage, language, labelIds } = message;
  const buttonId = kind === 'button' ? message.buttonId.trim() || text.trim() : null;
  if (kind === 'text' && !text.trim()) return null;
  if (kind === 'button' && !buttonId) return null;
  const at = message.at ? instantOf(message.at, timeZone) : null;
  return {
    text,
    channelId: channelId || null,
    mediaKind: kind === 'text' || kind === 'button' ? null : kind,
    buttonId,
    firstMessage,
    language: language || null,
    labelIds,
    ...(at ? { at } : {}),
  };
}

/** When a clock on the wall of that zone shows this time; null for what is no time. One that is skipped in spring is the hour after. */
export function instantOf(wallClock: string, timeZone: string): string | null {
  const asUtc = Date.parse(`${wallClock}Z`);
  if (Number.isNaN(asUtc)) return null;
  // The offset at a first guess may be another than at the time meant, close to a change of clocks.
  const guess = asUtc - offsetAt(asUtc, timeZone);
  return new Date(asUtc - offsetAt(guess, timeZone)).toISOString();
}

/** Milliseconds that the zone's clock is ahead of UTC. */
function offsetAt(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en', { timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' }).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) - Math.floor(at / 1000) * 1000;
}
