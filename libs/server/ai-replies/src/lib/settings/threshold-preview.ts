import { Inject, Injectable } from '@nestjs/common';
import { KnowledgeSearch } from '@mailtrixy/server/knowledge';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import { detectLanguage } from '@mailtrixy/server/platform/language';
import type { AiGate, AiTopic, ThresholdPreview } from '@mailtrixy/shared/dto';
import { DataSource } from 'typeorm';
import { languageBefore } from '../pipeline/language-before';
import { pastEpisode, type PastEpisode } from '../replays/past-episode';
import { jsonColumn } from '../rows/json-column';
import { triage } from '../triage/triage';
import { AiChannelsService } from './ai-channels.service';
import { readSettings, type StoredSettings } from './stored-settings';

const DAYS = 7;
const CONVERSATIONS_MAX = 100;
const EXAMPLES_MAX = 10;
/** These say how things are today, not what the question was like. */
const TODAY_ONLY = new Set(['mode', 'locked', 'confidence', 'human', 'window', 'cap_conversation', 'cap_contact', 'cap_channel', 'model']);

interface Case {
  conversationId: string;
  question: string;
  confidence: number;
  /** The most that it can come to, however sure the search is. */
  most: ThresholdPreview['examples'][number]['outcome'];
}

/** Last week's questions against other thresholds, without asking a model. */
@Injectable()
export class ThresholdPreviews {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(AiChannelsService) private readonly channels: AiChannelsService,
    @Inject(KnowledgeSearch) private readonly knowledge: KnowledgeSearch,
  ) {}

  /** @throws DomainError NOT_FOUND */
  async preview(workspaceId: string, channelId: string, wanted: { draftAt?: number; sendAt?: number }): Promise<ThresholdPreview> {
    const channel = await this.channels.get(workspaceId, channelId);
    const [draftAt, sendAt] = [wanted.draftAt ?? channel.draftAt, wanted.sendAt ?? channel.sendAt];
    const cases = await this.cases(workspaceId, channelId, channel.neverTopics);
    const outcomes = cases.map((one) => ({ ...one, outcome: one.confidence < draftAt ? ('nothing' as const) : one.most === 'send' && one.confidence < sendAt ? ('draft' as const) : one.most }));
    const count = (outcome: string) => outcomes.filter((one) => one.outcome === outcome).length;
    // Those nearest to the line say most about where to draw it.
    const examples = [...outcomes].sort((a, b) => Math.abs(a.confidence - sendAt) - Math.abs(b.confidence - sendAt)).slice(0, EXAMPLES_MAX);
    return { questions: cases.length, wouldSend: count('send'), wouldDraft: count('draft'), noAnswer: count('nothing'), examples: examples.map(({ conversationId, question, confidence, outcome }) => ({ conversationId, question, confidence, outcome })) };
  }

  /** From the runs that there are; where the AI was off or looked for nothing, by triage and the search. */
  private async cases(workspaceId: string, channelId: string, neverTopics: readonly AiTopic[]): Promise<Case[]> {
    const { manager } = this.dataSource;
    const conversations: { id: Buffer }[] = await manager.query(`SELECT id FROM conversation WHERE workspace_id = ? AND channel_id = ? AND last_message_at > NOW(3) - INTERVAL ${DAYS} DAY ORDER BY last_message_at DESC LIMIT ${CONVERSATIONS_MAX}`, [idToBytes(workspaceId), idToBytes(channelId)]);
    const settings = await readSettings(manager, workspaceId);
    const cases: Case[] = [];
    for (const { id } of conversations) {
      const [run]: { question: string; confidence: number; gates: unknown }[] = await manager.query(`SELECT question, confidence, gates FROM ai_run WHERE workspace_id = ? AND conversation_id = ? AND origin = 'message' AND confidence IS NOT NULL AND at > NOW(3) - INTERVAL ${DAYS} DAY ORDER BY at DESC LIMIT 1`, [idToBytes(workspaceId), id]);
      if (run) cases.push({ conversationId: bytesToId(id), question: run.question, confidence: run.confidence, most: jsonColumn<AiGate[]>(run.gates, []).every(({ gate, passed }) => passed || TODAY_ONLY.has(gate)) ? 'send' : 'draft' });
      else {
        const episode = await pastEpisode(manager, workspaceId, bytesToId(id));
        const found = episode && (await this.searched(workspaceId, channelId, episode, settings, neverTopics));
        if (found) cases.push(found);
      }
    }
    return cases;
  }

  /** @returns null: nothing was asked */
  private async searched(workspaceId: string, channelId: string, { conversationId, question, earlier }: PastEpisode, { handOffWords }: Pick<StoredSettings, 'handOffWords'>, neverTopics: readonly AiTopic[]): Promise<Case | null> {
    const { handOff, noReply, draftOnly, topics } = triage(question, { handOffWords });
    if (noReply) return null;
    if (handOff) return { conversationId, question, confidence: 0, most: 'nothing' };
    const { confidence, hits } = await this.knowledge.search(workspaceId, { question, history: earlier.filter(({ from }) => from === 'customer').map(({ text }) => text), audience: 'public', channelId, language: detectLanguage(question, { conversation: languageBefore(earlier) }).language, limit: 1 });
    const keptBack = draftOnly !== null || topics.some((topic) => neverTopics.includes(topic)) || !hits[0]?.autoSend;
    return { conversationId, question, confidence: confidence.value, most: keptBack ? 'draft' : 'send' };
  }
}
