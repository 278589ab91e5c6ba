import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, newId, type Clock } from '@mailtrixy/server/platform/clock';
import { idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { DataSource, type EntityManager } from 'typeorm';
import { AiProviderError, type TokenUsage } from '../calls/ai-provider-error';

export interface Prices {
  /** Null: no limit. */
  monthlyBudget: number | null;
  /** Per million tokens. */
  priceIn: number;
  priceOut: number;
}
export interface MonthUsage {
  tokensIn: number;
  tokensOut: number;
  cost: number;
  calls: number;
}
export interface Reservation {
  id: string;
  month: string;
  prices: Prices;
  estimate: TokenUsage;
}

/** Longer than any call: whoever reserved then has died, and the provider may have done the work. */
const LOST_AFTER_S = 300;
const KEPT_DAYS = 90;

/**
 * What calls cost. An amount is set aside before a call leaves and corrected when it is back, so that calls side by side
 * cannot pass the limit together. Months are UTC.
 */
@Injectable()
export class UsageBook {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws AiProviderError 'budget' when the call could pass the month's limit */
  async reserve(workspaceId: string, call: { purpose: string; model: string; estimate: TokenUsage }, prices: Prices): Promise<Reservation> {
    const reservation: Reservation = { id: newId(), month: this.month(), prices, estimate: call.estimate };
    const cost = costOf(call.estimate, prices);
    const ws = idToBytes(workspaceId);
    await inTransaction(this.dataSource, async (tx) => {
      // The month's row is the lock of all bookings of the workspace.
      await tx.query('INSERT INTO ai_budget (workspace_id, month) VALUES (?, ?) ON DUPLICATE KEY UPDATE month = month', [ws, reservation.month]);
      const [{ spent }] = (await tx.query('SELECT cost AS spent FROM ai_budget WHERE workspace_id = ? AND month = ? FOR UPDATE', [ws, reservation.month])) as { spent: string }[];
      const lost = await this.bookLost(tx, ws, reservation.month);
      const [{ reserved }] = (await tx.query("SELECT COALESCE(SUM(reserved_cost), 0) AS reserved FROM ai_call WHERE workspace_id = ? AND state = 'reserved' AND month = ?", [ws, reservation.month])) as { reserved: string }[];
      if (prices.monthlyBudget !== null && Number(spent) + lost + Number(reserved) + cost > prices.monthlyBudget) throw budgetSpent();
      await tx.query("INSERT INTO ai_call (id, workspace_id, month, state, purpose, model, reserved_in, reserved_out, reserved_cost) VALUES (?, ?, ?, 'reserved', ?, ?, ?, ?, ?)", [idToBytes(reservation.id), ws, reservation.month, call.purpose.slice(0, 24), call.model.slice(0, 200), call.estimate.tokensIn, call.estimate.tokensOut, cost]);
    });
    return reservation;
  }

  /** Books what the call really used. Settling twice changes nothing. */
  async settle(workspaceId: string, reservation: Reservation, end: { usage: TokenUsage; tookMs: number; errorCode: string | null }): Promise<void> {
    const ws = idToBytes(workspaceId);
    const cost = costOf(end.usage, reservation.prices);
    await inTransaction(this.dataSource, async (tx) => {
      await tx.query('SELECT month FROM ai_budget WHERE workspace_id = ? AND month = ? FOR UPDATE', [ws, reservation.month]);
      const rows = (await tx.query("SELECT id FROM ai_call WHERE id = ? AND workspace_id = ? AND state = 'reserved' FOR UPDATE", [idToBytes(reservation.id), ws])) as unknown[];
      if (!rows.length) return;
      await tx.query('UPDATE ai_call SET state = ?, tokens_in = ?, tokens_out = ?, cost = ?, took_ms = ?, error_code = ? WHERE id = ?', [end.errorCode ? 'failed' : 'settled', end.usage.tokensIn, end.usage.tokensOut, cost, end.tookMs, end.errorCode, idToBytes(reservation.id)]);
      await tx.query('UPDATE ai_budget SET calls = calls + 1, tokens_in = tokens_in + ?, tokens_out = tokens_out + ?, cost = cost + ? WHERE workspace_id = ? AND month = ?', [end.usage.tokensIn, end.usage.tokensOut, cost, ws, reservation.month]);
    });
  }

  /** Embeddings are booked by tokens alone: they cost a hundredth of what an answer does, and their price is another. */
  async bookEmbedding(workspaceId: string, tokens: number): Promise<void> {
    await this.dataSource.query('INSERT INTO ai_budget (workspace_id, month, embed_tokens) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE embed_tokens = embed_tokens + VALUES(embed_tokens)', [idToBytes(workspaceId), this.month(), tokens]);
  }

  async thisMonth(workspaceId: string): Promise<MonthUsage> {
    const [row] = (await this.dataSource.query('SELECT calls, tokens_in, tokens_out, cost FROM ai_budget WHERE workspace_id = ? AND month = ?', [idToBytes(workspaceId), this.month()])) as { calls: number; tokens_in: string; tokens_out: string; cost: string }[];
    return row ? { calls: row.calls, tokensIn: Number(row.tokens_in), tokensOut: Number(row.tokens_out), cost: Number(row.cost) } : { calls: 0, tokensIn: 0, tokensOut: 0, cost: 0 };
  }

  /** The first moment of the next month, when a spent budget is whole again. */
  monthEnds(): Date {
    const now = new Date(this.clock.now());
    return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
  }

  private month(): string {
    return new Date(this.clock.now()).toISOString().slice(0, 7);
  }

  /** Calls whose process ended before they were settled count as used. @returns what they cost in `month` */
  private async bookLost(tx: EntityManager, ws: Buffer, month: string): Promise<number> {
    const lost = (await tx.query("SELECT id, month, reserved_in, reserved_out, reserved_cost FROM ai_call WHERE workspace_id = ? AND state = 'reserved' AND at < NOW(3) - INTERVAL ? SECOND FOR UPDATE", [ws, LOST_AFTER_S])) as { id: Buffer; month: string; reserved_in: number; reserved_out: number; reserved_cost: string }[];
    for (const call of lost) {
      await tx.query("UPDATE ai_call SET state = 'lost', tokens_in = reserved_in, tokens_out = reserved_out, cost = reserved_cost WHERE id = ?", [call.id]);
      await tx.query('UPDATE ai_budget SET calls = calls + 1, tokens_in = tokens_in + ?, tokens_out = tokens_out + ?, cost = cost + ? WHERE workspace_id = ? AND month = ?', [call.reserved_in, call.reserved_out, call.reserved_cost, ws, call.month]);
    }
    await tx.query('DELETE FROM ai_call WHERE workspace_id = ? AND at < NOW(3) - INTERVAL ? DAY ORDER BY at LIMIT 20', [ws, KEPT_DAYS]);
    return lost.filter((call) => call.month === month).reduce((sum, call) => sum + Number(call.reserved_cost), 0);
  }
}

export function costOf({ tokensIn, tokensOut }: TokenUsage, { priceIn, priceOut }: Pick<Prices, 'priceIn' | 'priceOut'>): number {
  return (tokensIn * priceIn + tokensOut * priceOut) / 1_000_000;
}

export function budgetSpent(): AiProviderError {
  return new AiProviderError('budget', "This month's budget for the language model is used up.");
}
