import type { AiAction, CheckResult, Decision, DecisionInput } from '../deciding/decide';
import type { StoredSource } from '../runs/stored-source';
import type { StoredChannel } from '../settings/stored-channel';
import type { StoredSettings } from '../settings/stored-settings';
import type { AiReason, AiTopic, ChannelKind, Confidence, KnowledgeHit } from '@mailtrixy/shared/dto';
import type { Turn } from './answer-rules';

/** Everything that the pipeline may know. It reads the Knowledge Base and asks the model; the rest is given. */
export interface PipelineInput {
  workspaceId: string;
  workspaceName: string;
  channelId: string | null;
  channelKind: ChannelKind;
  /** Of the channel's driver. */
  maxTextLength: number;
  settings: StoredSettings;
  channel: StoredChannel;
  /** Before the question, oldest first, since the last resolve. */
  earlier: readonly Turn[];
  question: string;
  hasText: boolean;
  /** The customer was told already that an AI writes. Absent: not yet. */
  disclosed?: boolean;
  /** The customer's own numbers and addresses. */
  ownAddresses: readonly string[];
  caps: DecisionInput['caps'];
  humanActive: boolean;
  windowOpen: boolean;
  locked: string | null;
  /** A person asks for a draft: triage hands nothing over, and their wish is heard. */
  asked: { wish: string | null } | null;
  /** For the book of the provider's calls. */
  purpose: 'answer' | 'draft' | 'playground' | 'replay' | 'exam';
}

export interface PipelineResult {
  decision: Decision;
  /** Masked, as it was searched and asked. */
  question: string;
  query: string | null;
  language: string;
  topics: AiTopic[];
  hits: KnowledgeHit[];
  confidence: Confidence | null;
  searched: { used: number; of: number };
  kind: 'generated' | 'extractive';
  action: AiAction | null;
  /** With [n] marks; '' when there is none. */
  answer: string;
  sources: StoredSource[];
  passages: { source: StoredSource; quote: string }[];
  checks: CheckResult[];
  handOff: { reason: AiReason; summary: string } | null;
  /** What kept the model from answering; the answer is then a quote. */
  problem: AiReason | null;
  /** The problem passes by itself: the same may work in a moment. */
  retryAfterMs: number | null;
  prompt: string | null;
  model: string | null;
  tokensIn: number;
  tokensOut: number;
  tookMs: number;
}
