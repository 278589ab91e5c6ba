import type { AiGate, AiMode, AiReason, AiTopic } from '@mailtrixy/shared/dto';
import { TOPIC_WORDS } from './topic-words';

export type AiAction = 'answer' | 'clarify' | 'hand_off' | 'no_reply';

/** What one validator says about an answer. */
export interface CheckResult {
  /** Stable name, e.g. 'citations', 'numbers', 'language'. */
  check: string;
  passed: boolean;
  words: string;
}

/** A limit and how much of it is used up already. */
export interface Cap {
  used: number;
  max: number;
}

/** Everything that decides whether an answer goes out by itself. No clock, no database: the caller has looked. */
export interface DecisionInput {
  mode: AiMode;
  /** extractive: quoted without a model; never sent by itself. */
  kind: 'generated' | 'extractive';
  action: AiAction;
  /** The model's own reason, for hand-offs. */
  actionWords?: string;
  /** As the provider told it: only 'stop' and 'tool-calls' are whole answers. */
  finishReason: string;
  checks: readonly CheckResult[];
  /** 0–100, the search's calibrated one. */
  confidence: number;
  draftAt: number;
  sendAt: number;
  /** Of the customer's words. */
  topics: readonly AiTopic[];
  neverTopics: readonly AiTopic[];
  triage: { handOff: AiReason | null; draftOnly: AiReason | null };
  /** Cited ones. */
  sources: readonly { title: string; autoSend: boolean }[];
  caps: { conversation: Cap; contact: Cap; channel: Cap };
  /** A person is in this conversation. */
  humanActive: boolean;
  windowOpen: boolean;
  /** Only a message with text is answered without a person. */
  hasText: boolean;
  /** Why auto-send is locked (exam), in words; null when it is not. */
  locked: string | null;
}

export interface Decision {
  outcome: 'send' | 'draft' | 'hand_off' | 'nothing';
  /** Every gate, passed or not; of a hand-off or of nothing as well. */
  gates: AiGate[];
  /** Why it is not sent; null when it is, and where the channel only drafts. */
  why: AiReason | null;
}

const WHOLE = new Set(['stop', 'tool-calls']);

/**
 * The policy between an answer and the customer. The model only proposes: `send` needs every gate, so that whatever a
 * customer or a document makes a model write, it is at most a draft.
 */
export function decide(input: DecisionInput): Decision {
  const gates = gatesOf(input);
  const failed = gates.find(({ passed }) => !passed);
  if (input.mode === 'off') return { outcome: 'nothing', gates, why: { code: 'channel_off', words: 'The AI is off for this channel.' } };
  if (input.triage.handOff) return { outcome: 'hand_off', gates, why: input.triage.handOff };
  if (input.action === 'hand_off') return { outcome: 'hand_off', gates, why: { code: 'model_hand_off', words: input.actionWords?.trim() || 'The AI asks a person to answer this.' } };
  if (input.action === 'no_reply') return { outcome: 'nothing', gates, why: { code: 'no_reply_needed', words: 'The message needs no answer.' } };
  if (input.confidence < input.draftAt) return { outcome: 'nothing', gates, why: { code: 'no_source', words: 'Nothing in the Knowledge Base answers this.' } };
  if (input.mode === 'auto' && !failed) return { outcome: 'send', gates, why: null };
  return { outcome: 'draft', gates, why: input.mode === 'auto' && failed ? { code: failed.gate, words: failed.words } : null };
}

function gatesOf(input: DecisionInput): AiGate[] {
  const touched = input.topics.filter((topic) => input.neverTopics.includes(topic));
  const unapproved = input.sources.find(({ autoSend }) => !autoSend);
  const gate = (name: string, passed: boolean, good: string, bad: string): AiGate => ({ gate: name, passed, words: passed ? good : bad });
  const cap = (name: string, { used, max }: Cap, what: string): AiGate => gate(name, used < max, `${used} of ${max} replies ${what} are used.`, `The limit of ${max} replies ${what} is reached.`);
  return [
    gate('mode', input.mode === 'auto', 'Judged by the rules of auto-send.', 'This channel only drafts.'),
    gate('locked', input.locked === null, 'Auto-send is not locked.', input.locked ?? ''),
    gate('model', input.kind === 'generated', 'A model wrote it.', 'No model wrote it: it quotes the Knowledge Base.'),
    gate('whole_answer', input.kind === 'extractive' || WHOLE.has(input.finishReason), 'The model finished its answer.', `The model did not finish its answer (${input.finishReason || 'no reason given'}).`),
    gate('action', input.action === 'answer', 'The model answers the question.', input.action === 'clarify' ? 'The model asks back instead of answering.' : 'The model does not answer.'),
    gate('text', input.hasText, 'The customer wrote text.', 'The message has no text, only a file.'),
    gate('triage', input.triage.draftOnly === null && input.triage.handOff === null, 'Nothing in the message calls for a person.', (input.triage.handOff ?? input.triage.draftOnly)?.words ?? ''),
    gate('topic', touched.length === 0, 'No topic that a person must answer.', `Never sent by itself: ${touched.map((topic) => TOPIC_WORDS[topic]).join(', ')}.`),
    gate('confidence', input.confidence >= input.sendAt, `Confidence ${input.confidence}, ${input.sendAt} is needed.`, `Confidence ${input.confidence}, but ${input.sendAt} is needed.`),
    gate('sources', input.sources.length > 0, `${input.sources.length} cited.`, 'It cites no source.'),
    gate('approved_sources', unapproved === undefined, 'Every source may be used without a person.', `“${unapproved?.title ?? ''}” is not approved for sending without a person.`),
    ...input.checks.map(({ check, passed, words }) => ({ gate: check, passed, words })),
    gate('human', !input.humanActive, 'No person answers here.', 'A person has taken this conversation over.'),
    gate('window', input.windowOpen, 'The customer may be answered freely.', 'The reply window is closed.'),
    cap('cap_conversation', input.caps.conversation, 'in this conversation'),
    cap('cap_contact', input.caps.contact, 'to this person today'),
    cap('cap_channel', input.caps.channel, 'on this channel today'),
  ];
}
