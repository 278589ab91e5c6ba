import { Inject, Injectable } from '@nestjs/common';
import { ConversationFacts, type FactsOfConversation } from '@mailtrixy/server/inbox';
import { CLOCK, type Clock } from '@mailtrixy/server/platform/clock';
import { DataSource } from 'typeorm';
import { standingOf, type Standing } from '../conversation/human-activity';
import { capsOf } from '../deciding/caps';
import { wasDisclosed } from '../drafts/customer-text';
import { ExamLock } from '../settings/exam-lock';
import { readChannel, type StoredChannel } from '../settings/stored-channel';
import { readSettings, type StoredSettings } from '../settings/stored-settings';
import type { Turn } from './answer-rules';
import { openQuestion, type OpenQuestion } from './open-question';
import type { PipelineInput } from './pipeline-input';

const MESSAGES = 10;
const CHARACTERS_MAX = 4000;

/** A conversation as the pipeline is given it, and what the caller decides by. */
export interface PreparedConversation {
  facts: FactsOfConversation;
  settings: StoredSettings;
  channel: StoredChannel;
  standing: Standing;
  open: OpenQuestion;
  input: Omit<PipelineInput, 'asked' | 'purpose'>;
}

/** Public messages since the last resolve, never a note; of one conversation of one workspace. */
@Injectable()
export class ConversationInput {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(ConversationFacts) private readonly facts: ConversationFacts,
    @Inject(ExamLock) private readonly lock: ExamLock,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws DomainError NOT_FOUND */
  async prepare(workspaceId: string, conversationId: string): Promise<PreparedConversation> {
    const { manager } = this.dataSource;
    const facts = await this.facts.load(workspaceId, conversationId, MESSAGES);
    const [settings, channel] = await Promise.all([readSettings(manager, workspaceId), readChannel(manager, workspaceId, facts.channel.id)]);
    const standing = await standingOf(manager, workspaceId, conversationId, channel.pauseAfterHuman, this.clock.now());
    const [caps, disclosed, locked] = await Promise.all([capsOf(manager, { workspaceId, conversationId, contactId: facts.contact.id }, channel, standing.resolvedSeq), wasDisclosed(manager, workspaceId, conversationId), this.lock.reason(manager, workspaceId, settings)]);
    const open = openQuestion(facts.messages);
    const input = {
      workspaceId,
      workspaceName: facts.workspaceName,
      channelId: facts.channel.id,
      channelKind: facts.channel.kind,
      maxTextLength: facts.channel.maxTextLength,
      settings,
      channel,
      earlier: open.earlier.map(({ from, text }): Turn => ({ from, text: text.slice(0, CHARACTERS_MAX) })).filter(({ text }) => text.trim()),
      question: open.question,
      hasText: Boolean(open.trigger?.text.trim()) || Boolean(open.question),
      ownAddresses: facts.contact.identities.map(({ value }) => value),
      caps,
      disclosed,
      // Handed over is a person's, also where drafts go on: their draft is not handed over once more.
      humanActive: standing.human !== null || standing.handedOver !== null,
      windowOpen: facts.windowOpen,
      locked,
    };
    return { facts, settings, channel, standing, open, input };
  }
}
