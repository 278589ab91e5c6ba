import { Inject, Injectable } from '@nestjs/common';
import { CHANNEL_ACCESS, CHANNEL_DRIVERS, type ChannelAccess, type ChannelDrivers } from '@mailtrixy/server/channels';
import { CLOCK, newId, type Clock } from '@mailtrixy/server/platform/clock';
import { idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import type { AiRun, PlaygroundRequest } from '@mailtrixy/shared/dto';
import { DataSource } from 'typeorm';
import { AnswerPipeline } from '../pipeline/answer-pipeline';
import type { PipelineInput } from '../pipeline/pipeline-input';
import { outcomeOf, runOf } from '../pipeline/run-of';
import { countLook } from '../runs/ai-runs.service';
import { findRun, storeRun } from '../runs/run-rows';
import { readChannel } from '../settings/stored-channel';
import { isPaused, readSettings } from '../settings/stored-settings';

/** A question without a customer, or one of the past: nothing is counted and nobody is in the way. */
export const NO_CAPS: PipelineInput['caps'] = { conversation: { used: 0, max: 1 }, contact: { used: 0, max: 1 }, channel: { used: 0, max: 1 } };

/** Asks the pipeline as a customer would, as if the channel sent by itself. Nothing leaves the house but the question to the model. */
@Injectable()
export class Playground {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(AnswerPipeline) private readonly pipeline: AnswerPipeline,
    @Inject(CHANNEL_ACCESS) private readonly channels: ChannelAccess,
    @Inject(CHANNEL_DRIVERS) private readonly drivers: ChannelDrivers,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws DomainError NOT_FOUND for another workspace's channel, VALIDATION_FAILED, AI_PAUSED */
  async ask(workspaceId: string, { question, history = [], channelId, contactId }: PlaygroundRequest): Promise<AiRun> {
    const { manager } = this.dataSource;
    if (!question.trim()) throw new DomainError('VALIDATION_FAILED', 'Ask something.', { errors: [{ field: 'question', message: 'is empty' }] });
    if (await isPaused(manager, workspaceId)) throw new DomainError('AI_PAUSED', 'The AI is stopped for the whole workspace.');
    const input = await this.input(workspaceId, channelId);
    const result = await this.pipeline.run({ ...input, earlier: history, question, ownAddresses: contactId ? await addressesOf(this.dataSource, workspaceId, contactId) : [], asked: null, purpose: 'playground' }, { keepPrompt: true });
    const runId = newId();
    await inTransaction(this.dataSource, async (tx) => {
      await storeRun(tx, runOf(input, result, { id: runId, conversationId: null, contactId: null, origin: 'playground', originKey: null, messageSeq: null, at: new Date(this.clock.now()) }, outcomeOf(result)));
      await countLook(tx, workspaceId, runId);
    });
    const run = await findRun(manager, workspaceId, runId, true);
    if (!run) throw new Error('The run was stored but could not be read back.');
    return run;
  }

  /** What every dry run shares: today's settings, and a channel that would send. @throws DomainError NOT_FOUND */
  async input(workspaceId: string, channelId: string): Promise<Omit<PipelineInput, 'asked' | 'purpose'>> {
    const { manager } = this.dataSource;
    const state = await this.channels.findState(workspaceId, channelId);
    if (!state) throw notFound('channel');
    const [[workspace], settings, channel]: [{ name: string }[], Awaited<ReturnType<typeof readSettings>>, Awaited<ReturnType<typeof readChannel>>] = await Promise.all([manager.query('SELECT name FROM workspace WHERE id = ?', [idToBytes(workspaceId)]), readSettings(manager, workspaceId), readChannel(manager, workspaceId, channelId)]);
    return {
      workspaceId,
      workspaceName: workspace?.name ?? '',
      channelId,
      channelKind: state.kind,
      maxTextLength: this.drivers[state.kind]?.maxTextLength ?? 0,
      settings,
      channel: { ...channel, mode: 'auto' },
      earlier: [],
      question: '',
      hasText: true,
      ownAddresses: [],
      caps: NO_CAPS,
      humanActive: false,
      windowOpen: true,
      locked: null,
    };
  }
}

async function addressesOf(dataSource: DataSource, workspaceId: string, contactId: string): Promise<string[]> {
  const rows: { value: string }[] = await dataSource.query('SELECT value FROM contact_identity WHERE workspace_id = ? AND contact_id = ?', [idToBytes(workspaceId), idToBytes(contactId)]);
  return rows.map(({ value }) => value);
}
