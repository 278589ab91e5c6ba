import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { estimateTokens } from '@mailtrixy/server/platform/language';
import { budgetSpent, UsageBook, type Reservation } from './budget/usage-book';
import { AiProviderError, type TokenUsage } from './calls/ai-provider-error';
import { askFormed, askStream, askText, type ModelRequest } from './calls/ask-model';
import type { AnswerCall, ModelAnswer, ModelState, StreamedAnswer, TextCall } from './calls/model-call';
import { ATTENTION_CODES, CircuitBreaker, type EnteredCircuit } from './circuit/circuit-breaker';
import type { ChatConnection } from './clients/connection';
import { ProviderConnections } from './settings/provider-connections';
import type { ProviderRow } from './settings/provider-row';
import { ProviderRows } from './settings/provider-rows';

interface Entered {
  row: ProviderRow;
  connection: ChatConnection;
  request: ModelRequest;
  circuit: EnteredCircuit;
  reservation: Reservation;
  started: number;
}

/** Failures before the provider did any work: nothing is booked. */
const UNBILLED = new Set(['key', 'model', 'quota', 'rate', 'html', 'none']);

/**
 * The workspace's language model. No call is repeated here: whoever asked decides, by `retryable` and `retryAfterMs`.
 * Every method throws AiProviderError, or the reason of the caller's signal once that is aborted.
 */
@Injectable()
export class LanguageModels {
  constructor(
    @Inject(ProviderRows) private readonly rows: ProviderRows,
    @Inject(ProviderConnections) private readonly connections: ProviderConnections,
    @Inject(CircuitBreaker) private readonly circuit: CircuitBreaker,
    @Inject(UsageBook) private readonly book: UsageBook,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** An answer in the form of `call.schema`. */
  async answer<T>(workspaceId: string, call: AnswerCall<T>): Promise<ModelAnswer<T>> {
    return this.booked(workspaceId, call, async ({ row, connection, request }) => {
      const { mode, ...answer } = await askFormed(connection, { ...request, schema: call.schema });
      if (mode !== row.structured) await this.rows.remember(workspaceId, { structured: mode }, row.version);
      return answer;
    });
  }

  async text(workspaceId: string, call: TextCall): Promise<ModelAnswer<string>> {
    return this.booked(workspaceId, call, ({ connection, request }) => askText(connection, request));
  }

  /** For people who watch: nothing of it may be sent before `done` has resolved. */
  async stream(workspaceId: string, call: TextCall): Promise<StreamedAnswer> {
    const entered = await this.enter(workspaceId, call);
    const { deltas, done } = askStream(entered.connection, entered.request);
    const settled = done.then(
      async (answer) => {
        await this.settled(workspaceId, entered, answer.usage);
        return answer;
      },
      async (error: unknown) => {
        await this.failed(workspaceId, entered, error);
        throw error;
      },
    );
    settled.catch(() => undefined);
    return { deltas, done: settled };
  }

  async state(workspaceId: string): Promise<ModelState> {
    const row = await this.rows.find(workspaceId);
    if (row.kind === 'none') return { state: 'none', problem: null, until: null, model: null, ready: false };
    const [circuit, spent] = await Promise.all([this.circuit.state(workspaceId, 'chat'), this.book.thisMonth(workspaceId)]);
    const { model } = row;
    if (row.monthlyBudget !== null && spent.cost >= row.monthlyBudget) return { state: 'budget', problem: budgetSpent().words, until: this.book.monthEnds(), model, ready: false };
    if (circuit.openUntil) return { state: ATTENTION_CODES.has(circuit.code ?? '') ? 'attention' : 'resting', problem: circuit.words, until: circuit.openUntil, model, ready: circuit.waitMs === 0 };
    return { state: row.testedAt ? 'ok' : 'untested', problem: null, until: null, model, ready: Boolean(model) };
  }

  private async booked<T>(workspaceId: string, call: TextCall, ask: (entered: Entered) => Promise<ModelAnswer<T>>): Promise<ModelAnswer<T>> {
    const entered = await this.enter(workspaceId, call);
    let answer: ModelAnswer<T>;
    try {
      answer = await ask(entered);
    } catch (error) {
      await this.failed(workspaceId, entered, error);
      throw error;
    }
    await this.settled(workspaceId, entered, answer.usage);
    return answer;
  }

  private async enter(workspaceId: string, call: TextCall): Promise<Entered> {
    call.signal?.throwIfAborted();
    const row = await this.rows.find(workspaceId);
    const connection = this.connections.chat(workspaceId, row);
    const maxTokens = Math.min(call.maxTokens, row.maxTokens);
    const estimate = { tokensIn: estimateTokens([call.system, ...call.parts.map((part) => part.text)].join(' ')), tokensOut: maxTokens };
    const circuit = await this.circuit.enter(workspaceId, 'chat', row.version);
    const reservation = await this.book.reserve(workspaceId, { purpose: call.purpose, model: connection.model, estimate }, row).catch(async (error: unknown) => {
      await this.circuit.released(workspaceId, 'chat', circuit);
      throw error;
    });
    const request = { system: call.system, parts: call.parts, maxTokens, timeoutMs: this.settings.ai.callTimeoutMs, signal: call.signal };
    return { row, connection, request, circuit, reservation, started: performance.now() };
  }

  private async settled(workspaceId: string, entered: Entered, usage: TokenUsage): Promise<void> {
    await this.book.settle(workspaceId, entered.reservation, { usage, tookMs: Math.round(performance.now() - entered.started), errorCode: null });
    await this.circuit.succeeded(workspaceId, 'chat', entered.circuit);
  }

  private async failed(workspaceId: string, entered: Entered, error: unknown): Promise<void> {
    const tookMs = Math.round(performance.now() - entered.started);
    if (!(error instanceof AiProviderError)) {
      // Stopped by whoever asked: the provider may have worked all the same.
      await this.book.settle(workspaceId, entered.reservation, { usage: entered.reservation.estimate, tookMs, errorCode: 'stopped' });
      await this.circuit.released(workspaceId, 'chat', entered.circuit);
      return;
    }
    const usage = error.more.usage ?? (UNBILLED.has(error.code) ? { tokensIn: 0, tokensOut: 0 } : entered.reservation.estimate);
    await this.book.settle(workspaceId, entered.reservation, { usage, tookMs, errorCode: error.code });
    await this.circuit.failed(workspaceId, 'chat', entered.circuit, error);
  }
}
