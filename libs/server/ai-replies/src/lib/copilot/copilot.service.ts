import { Inject, Injectable } from '@nestjs/common';
import { LanguageModels } from '@mailtrixy/server/ai-providers';
import type { Actor } from '@mailtrixy/server/inbox';
import { randomToken } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import { detectLanguage } from '@mailtrixy/server/platform/language';
import type { CopilotRequest, CopilotResult } from '@mailtrixy/shared/dto';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { mayWrite } from '../conversation/conversation-ai.service';
import { secretMask } from '../masking/mask-secrets';
import type { Turn } from '../pipeline/answer-rules';
import { providerRefusal } from '../pipeline/provider-refusal';
import { isPaused } from '../settings/stored-settings';
import { plainText } from '../validation/plain-text';
import { labelsPrompt, rewritePrompt, summaryPrompt, translatePrompt, type CopilotPrompt } from './copilot-prompts';
import { lastEpisode } from './last-episode';

const MESSAGES = 30;
const CHARACTERS_MAX = 4000;
const TOKENS = 800;
const LABELS_SCHEMA = z.object({ labels: z.array(z.string()) });

/** Small help for people who answer. What it writes goes into their hands, never to a customer. */
@Injectable()
export class CopilotService {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(LanguageModels) private readonly models: LanguageModels,
  ) {}

  /** @throws DomainError NOT_FOUND, FORBIDDEN, VALIDATION_FAILED, AI_PAUSED, AI_NOT_CONFIGURED, AI_BUDGET_SPENT, AI_PROVIDER_FAILED */
  async help(workspaceId: string, actor: Actor, conversationId: string, request: CopilotRequest): Promise<CopilotResult> {
    mayWrite(actor);
    const { manager } = this.dataSource;
    const [conversation]: unknown[] = await manager.query('SELECT 1 FROM conversation WHERE id = ? AND workspace_id = ?', [idToBytes(conversationId), idToBytes(workspaceId)]);
    if (!conversation) throw notFound('conversation');
    if (await isPaused(manager, workspaceId)) throw new DomainError('AI_PAUSED', 'The AI is stopped for the whole workspace.');
    const mask = secretMask();
    const turns = (await lastEpisode(manager, workspaceId, conversationId, MESSAGES)).map(({ from, text }): Turn => ({ from, text: mask.mask(text.slice(0, CHARACTERS_MAX)) })).filter(({ text }) => text.trim());
    const boundary = `mx${randomToken(12)}`;
    switch (request.action) {
      case 'summarise':
        if (!turns.length) throw empty('There is nothing to summarise yet.');
        return this.text(workspaceId, 'summarise', summaryPrompt(turns, boundary));
      case 'rewrite':
        return this.text(workspaceId, 'rewrite', rewritePrompt(mask.mask(given(request.text)), request.style ?? 'fix_spelling', boundary));
      case 'translate':
        return this.text(workspaceId, 'translate', translatePrompt(mask.mask(given(request.text)), request.language ?? customersLanguage(turns), boundary));
      case 'suggest_labels':
        return this.labels(workspaceId, turns, boundary);
    }
  }

  private async text(workspaceId: string, purpose: string, { system, parts }: CopilotPrompt): Promise<CopilotResult> {
    try {
      const { value } = await this.models.text(workspaceId, { purpose, system, parts, maxTokens: TOKENS });
      return { text: plainText(value), labelIds: [] };
    } catch (error) {
      throw providerRefusal(error);
    }
  }

  private async labels(workspaceId: string, turns: readonly Turn[], boundary: string): Promise<CopilotResult> {
    const labels: { id: Buffer; name: string; description: string }[] = await this.dataSource.query('SELECT id, name, description FROM label WHERE workspace_id = ? ORDER BY name LIMIT 200', [idToBytes(workspaceId)]);
    if (!labels.length || !turns.length) return { text: '', labelIds: [] };
    try {
      const { value } = await this.models.answer(workspaceId, { purpose: 'labels', ...labelsPrompt(turns, labels, boundary), schema: LABELS_SCHEMA, maxTokens: TOKENS });
      const chosen = new Set(value.labels.map((name) => name.trim().toLowerCase()));
      const fitting = labels.filter(({ name }) => chosen.has(name.toLowerCase()));
      return { text: fitting.map(({ name }) => name).join(', '), labelIds: fitting.map(({ id }) => bytesToId(id)) };
    } catch (error) {
      throw providerRefusal(error);
    }
  }
}

/** What the customer wrote in last; a word or two tell no language, so all of their words say which one is likely. */
function customersLanguage(turns: readonly Turn[]): string {
  const said = turns.filter(({ from }) => from === 'customer').map(({ text }) => text);
  if (!said.length) throw new DomainError('VALIDATION_FAILED', 'The customer has not written anything whose language could be told. Choose a language.', { errors: [{ field: 'language', message: 'is needed' }] });
  return detectLanguage(said[said.length - 1], { conversation: detectLanguage(said.join('\n')).language }).language;
}

function given(text: string | undefined): string {
  if (!text?.trim()) throw empty('Write something first.');
  return text.slice(0, CHARACTERS_MAX);
}

function empty(words: string): DomainError {
  return new DomainError('VALIDATION_FAILED', words, { errors: [{ field: 'text', message: 'is empty' }] });
}
