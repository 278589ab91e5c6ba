import type { AiMode, AiReason, AiSchedule, ConversationStatus } from '@mailtrixy/shared/dto';

/** What must hold before anything is thought about. Looked up by the caller. */
export interface Circumstances {
  killSwitch: boolean;
  mode: AiMode;
  channelActive: boolean;
  /** The newest message is a customer's own. */
  fromCustomer: boolean;
  /** All of what the customer wrote. */
  text: string;
  optedOut: boolean;
  heldByMetaAgent: boolean;
  status: ConversationStatus;
  ageMs: number;
  ageMaxMs: number;
  windowOpen: boolean;
  schedule: AiSchedule;
  open: boolean;
  somebodyOnline: boolean;
  /** A pause that stops drafts too. */
  silent: AiReason | null;
}

/** Words by which carriers and customers unsubscribe; alone in a message they are never a question. */
const STOP_WORDS = new Set(['stop', 'stopall', 'stop all', 'unsubscribe', 'cancel', 'end', 'quit', 'start', 'unstop', 'optout', 'opt out', 'revoke', 'abmelden', 'stopp', 'baja', 'arret', 'arrêt', 'désabonner', 'cancelar', 'parar', 'afmelden', 'annulla']);

/** @returns why the AI stays silent; null when it may think */
export function silenceOf(at: Circumstances): AiReason | null {
  const rules: [boolean, string, string][] = [
    [at.killSwitch, 'kill_switch', 'The AI is stopped for the whole workspace.'],
    [at.mode === 'off', 'channel_off', 'The AI is off for this channel.'],
    [!at.channelActive, 'channel_inactive', 'This channel is switched off or on hold.'],
    [!at.fromCustomer, 'not_a_question', 'The newest message is not the customer’s.'],
    [at.heldByMetaAgent, 'meta_agent', 'Meta’s own AI agent answers this conversation.'],
    [at.status === 'resolved', 'resolved', 'The conversation has been resolved meanwhile.'],
    [at.optedOut, 'opted_out', 'This person asked to get no more messages.'],
    [!at.text.trim(), 'media_only', 'The customer sent files without words.'],
    [isStopWord(at.text), 'stop_word', 'The message is a word by which people unsubscribe or subscribe.'],
    [at.ageMs > at.ageMaxMs, 'too_old', 'The message came more than ten minutes ago.'],
    [!at.windowOpen, 'window_closed', 'The reply window is closed: only a template may be sent.'],
    [at.schedule === 'outside_hours' && at.open, 'schedule', 'The AI works outside business hours only.'],
    [at.schedule === 'nobody_online' && at.somebodyOnline, 'schedule', 'The AI works only while nobody is online.'],
  ];
  const rule = rules.find(([holds]) => holds);
  return rule ? { code: rule[1], words: rule[2] } : at.silent;
}

export function isStopWord(text: string): boolean {
  return STOP_WORDS.has(text.trim().toLowerCase().replace(/[.!…]+$/u, '').replace(/\s+/gu, ' '));
}
