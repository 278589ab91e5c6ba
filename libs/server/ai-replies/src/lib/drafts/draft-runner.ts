import { Inject, Injectable } from '@nestjs/common';
import { lockConversation } from '@mailtrixy/server/inbox';
import { CLOCK, newId, type Clock } from '@mailtrixy/server/platform/clock';
import { idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { DomainError } from '@mailtrixy/server/platform/errors';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import type { AiReason } from '@mailtrixy/shared/dto';
import { DataSource } from 'typeorm';
import { showAiState } from '../conversation/show-ai-state';
import { AnswerPipeline } from '../pipeline/answer-pipeline';
import { ConversationInput, type PreparedConversation } from '../pipeline/conversation-input';
import type { PipelineResult } from '../pipeline/pipeline-input';
import { outcomeOf, runOf } from '../pipeline/run-of';
import { announceConversation } from '../rows/announce-ai';
import { knowledgeRevision } from '../runs/knowledge-revision';
import { storeRun } from '../runs/run-rows';
import { isPaused } from '../settings/stored-settings';
import { Stopped, withStopSignal } from '../turns/stop-signal';
import { draftOf } from './draft-of';
import { DraftStream } from './draft-stream';
import { EMPTY_CONTENT, fillDraft, findDraft, toDraft, type DraftContent, type StoredDraft } from './draft-rows';
import { wishOf } from './wishes';

const LEASE_S = 120;
const TRIES_MAX = 3;

/** Writes drafts that people asked for, while they watch. */
@Injectable()
export class DraftRunner {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(ConversationInput) private readonly inputs: ConversationInput,
    @Inject(AnswerPipeline) private readonly pipeline: AnswerPipeline,
    @Inject(DraftStream) private readonly stream: DraftStream,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Writes one. @returns whether there may be more */
  async runNext(): Promise<boolean> {
    const draft = await this.lease();
    if (!draft) return false;
    if (draft === 'spent') {
      this.doorbell.ringOutbox();
      return true;
    }
    try {
      await this.write(draft);
    } catch (error) {
      if (!(error instanceof Stopped) && !(error instanceof DomainError)) this.logger.error({ err: error, draftId: draft.id }, 'A draft could not be written');
      const problem = error instanceof Stopped ? STOPPED[error.code] : error instanceof DomainError ? { code: 'failed', words: error.detail } : { code: 'failed', words: 'The draft could not be written. Ask for it again.' };
      await this.finish(draft, { ...EMPTY_CONTENT, question: draft.question, state: error instanceof Stopped ? 'canceled' : 'failed', problem });
    }
    return true;
  }

  private async lease(): Promise<StoredDraft | 'spent' | null> {
    return inTransaction(this.dataSource, async (tx) => {
      const [row]: Parameters<typeof toDraft>[0][] = await tx.query("SELECT * FROM ai_draft WHERE next_at <= NOW(3) AND state IN ('waiting', 'streaming') AND (lease_until IS NULL OR lease_until < NOW(3)) ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED");
      if (!row) return null;
      const draft = toDraft(row);
      // A worker that died took its words along: written anew, but not for ever.
      const spent = draft.tries >= TRIES_MAX;
      await tx.query(`UPDATE ai_draft SET state = ?, fence = fence + 1, tries = tries + 1, lease_until = NOW(3) + INTERVAL ${LEASE_S} SECOND, ${spent ? "next_at = NULL, problem_code = 'failed', problem_words = 'The draft could not be written. Ask for it again.', " : ''}version = version + 1 WHERE id = ?`, [spent ? 'failed' : 'streaming', row.id]);
      await announceConversation(tx, draft);
      return spent ? 'spent' : { ...draft, state: 'streaming', fence: draft.fence + 1 };
    });
  }

  private async write(draft: StoredDraft): Promise<void> {
    this.doorbell.ringOutbox();
    const prepared = await this.inputs.prepare(draft.workspaceId, draft.conversationId);
    const revision = await knowledgeRevision(this.dataSource.manager, draft.workspaceId);
    let at = 0;
    const onText = (text: string): void => {
      this.stream.tell({ workspaceId: draft.workspaceId, frame: { conversationId: draft.conversationId, draftId: draft.id, delta: { at, text } } });
      at += text.length;
    };
    const result = await withStopSignal(this.dataSource, (dataSource) => whyStop(dataSource, draft), (signal) => this.pipeline.run({ ...prepared.input, channel: { ...prepared.channel, mode: 'draft' }, asked: { wish: wishOf(draft.style, draft.instruction) }, purpose: 'draft' }, { signal, onText, keepPrompt: prepared.settings.keepTraces }));
    await this.store(draft, prepared, result, revision);
  }

  private async store(draft: StoredDraft, prepared: PreparedConversation, result: PipelineResult, revision: number): Promise<void> {
    const runId = newId();
    const state = result.decision.outcome === 'nothing' ? 'no_source' : 'ready';
    await this.finish(draft, draftOf(result, runId, revision, state, { why: null }), (tx) => storeRun(tx, runOf(prepared.input, result, { id: runId, conversationId: draft.conversationId, contactId: prepared.facts.contact.id, origin: 'asked', originKey: `asked:${draft.id}:${draft.fence}`, messageSeq: draft.seq, at: new Date(this.clock.now()) }, outcomeOf(result))));
  }

  /** Unless it was stopped, replaced or outdated meanwhile. */
  private async finish(draft: StoredDraft, content: DraftContent, also: (tx: Parameters<typeof fillDraft>[0]) => Promise<unknown> = async () => undefined): Promise<void> {
    await inTransaction(this.dataSource, async (tx) => {
      // Lock order: the conversation, then its drafts.
      const conversation = await lockConversation(tx, draft.workspaceId, draft.conversationId);
      const now = await findDraft(tx, draft.workspaceId, draft.id, true);
      if (!now || now.fence !== draft.fence || now.state !== 'streaming') return;
      await also(tx);
      await fillDraft(tx, draft.id, now.stop && content.state !== 'canceled' ? { ...EMPTY_CONTENT, question: draft.question, state: 'canceled', problem: STOPPED.stopped } : content);
      await showAiState(tx, conversation);
      await announceConversation(tx, draft);
    });
    this.doorbell.ringOutbox();
  }
}

const STOPPED: Record<Stopped['code'], AiReason> = {
  stopped: { code: 'stopped', words: 'It was stopped.' },
  kill_switch: { code: 'kill_switch', words: 'The AI was stopped for the whole workspace.' },
  newer_message: { code: 'newer_message', words: 'The customer has written again.' },
};

async function whyStop(dataSource: DataSource, draft: StoredDraft): Promise<Stopped['code'] | null> {
  const [row]: { stop: number; state: string }[] = await dataSource.query('SELECT stop, state FROM ai_draft WHERE id = ?', [idToBytes(draft.id)]);
  if (!row || row.stop || row.state !== 'streaming') return row?.state === 'outdated' ? 'newer_message' : 'stopped';
  return (await isPaused(dataSource.manager, draft.workspaceId)) ? 'kill_switch' : null;
}
