import type { AiLength, AiReason, AiTone, AiTopic, ChannelKind, KnowledgeHit } from '@mailtrixy/shared/dto';
import type { CheckResult } from '../deciding/decide';

/** One turn of a conversation as the model may see it: public, since the last resolve, masked. */
export interface Turn {
  from: 'customer' | 'us';
  text: string;
}

/** What triage finds in the customer's words, before any model is asked. */
export interface Triage {
  /** A person must answer: asked for one, angry, legal threat. */
  handOff: AiReason | null;
  /** Never sent by itself, e.g. it reads like an attempt to steer the AI. */
  draftOnly: AiReason | null;
  /** Thanks or a greeting: nothing to answer. */
  noReply: AiReason | null;
  topics: AiTopic[];
}

/** How answers are to be written. */
export interface Style {
  assistantName: string;
  workspaceName: string;
  tone: AiTone;
  formalAddress: boolean;
  length: AiLength;
  instructions: string;
  /** Set by a person for this one draft, e.g. "shorter". */
  wish: string | null;
}

/** What generation is given. The passages are numbered from 1 in this order. */
export interface AnswerTask {
  turns: readonly Turn[];
  question: string;
  passages: readonly KnowledgeHit[];
  /** The language to answer in. */
  language: string;
  channelKind: ChannelKind;
  maxLength: number;
  style: Style;
}

/** What the validators compare an answer with. */
export interface AnswerToCheck {
  task: AnswerTask;
  /** Plain, with its [n] marks. */
  answer: string;
  /** As the model wrote it: what was taken out of it counts too. */
  raw?: string;
  citations: readonly number[];
  sentences: readonly { text: string; cite: readonly number[] }[];
  /** As the model says. */
  language: string;
  /** The system prompt and the secret word in it. */
  system: string;
  canary: string;
  neverPromise: readonly string[];
  linkHosts: readonly string[];
  /** The customer's own addresses, which may be said to them. */
  ownAddresses: readonly string[];
}

export type { CheckResult };
