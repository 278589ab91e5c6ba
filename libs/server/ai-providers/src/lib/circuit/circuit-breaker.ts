import { Inject, Injectable } from '@nestjs/common';
import { idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { DataSource, type EntityManager } from 'typeorm';
import { AiProviderError, type AiProviderErrorCode } from '../calls/ai-provider-error';

/** older: an embedding model that is used no more, while a new one's vectors are being made. Its end says nothing about the new one. */
export type CircuitPart = 'chat' | 'embed' | 'older';

const PARTS: readonly CircuitPart[] = ['chat', 'embed', 'older'];

export interface CircuitState {
  failures: number;
  /** Null: calls are free. */
  openUntil: Date | null;
  /** Milliseconds until then by the database's clock; 0: a try is due. */
  waitMs: number;
  code: AiProviderErrorCode | null;
  words: string | null;
}

/** What a call found when it began. Its end counts only while these settings hold: what old ones came to says nothing about new ones. */
export interface EnteredCircuit extends CircuitState {
  version: number;
}

/** A person has to act; one call in a while finds out whether somebody did, at the provider too. */
export const ATTENTION_CODES: ReadonlySet<string> = new Set<AiProviderErrorCode>(['key', 'model', 'quota', 'html']);
const OUTAGE_CODES: ReadonlySet<string> = new Set<AiProviderErrorCode>(['timeout', 'down']);

const FAILURES_TO_OPEN = 5;
const FIRST_REST_S = 30;
const LONGEST_REST_S = 15 * 60;
const ATTENTION_REST_S = 15 * 60;
const DEFAULT_RATE_REST_S = 20;
/** A little more than one call may take. */
const PROBE_S = 60;

interface Row {
  failures: number;
  opened: number;
  open_until: Date | null;
  wait_ms: string | number | null;
  code: AiProviderErrorCode | null;
  words: string | null;
}

/**
 * Stops calls to a provider that fails, for all processes at once: the rows are in MySQL and its clock decides. After the
 * rest one process makes one call; its end closes the circuit or begins a longer rest.
 */
@Injectable()
export class CircuitBreaker {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  async state(workspaceId: string, part: CircuitPart): Promise<CircuitState> {
    const [row] = (await this.dataSource.query(
      'SELECT failures, opened, open_until, TIMESTAMPDIFF(MICROSECOND, NOW(3), open_until) / 1000 AS wait_ms, code, words FROM ai_circuit WHERE workspace_id = ? AND part = ?',
      [idToBytes(workspaceId), part],
    )) as Row[];
    if (!row) return { failures: 0, openUntil: null, waitMs: 0, code: null, words: null };
    return { failures: row.failures, openUntil: row.open_until, waitMs: Math.max(Math.ceil(Number(row.wait_ms ?? 0)), 0), code: row.code, words: row.words };
  }

  /**
   * @param version of the settings that are called
   * @throws AiProviderError 'resting' while nobody may call, with the time until the next try
   */
  async enter(workspaceId: string, part: CircuitPart, version: number): Promise<EnteredCircuit> {
    const state = { ...(await this.state(workspaceId, part)), version };
    if (!state.openUntil) return state;
    if (state.waitMs > 0) throw resting(state, state.waitMs);
    const taken = (await this.dataSource.query(
      'UPDATE ai_circuit SET probe_until = NOW(3) + INTERVAL ? SECOND WHERE workspace_id = ? AND part = ? AND open_until <= NOW(3) AND (probe_until IS NULL OR probe_until <= NOW(3))',
      [PROBE_S, idToBytes(workspaceId), part],
    )) as { affectedRows: number };
    if (!taken.affectedRows) throw resting(state, 5000);
    return state;
  }

  /** @param entered what `enter` gave: a call from before the circuit opened must not close it */
  async succeeded(workspaceId: string, part: CircuitPart, entered: EnteredCircuit): Promise<void> {
    if (entered.openUntil) await this.close(workspaceId, part, entered.version);
    else if (entered.failures) await this.whileCurrent(workspaceId, entered.version, (tx) => tx.query('UPDATE ai_circuit SET failures = 0, opened = 0, code = NULL, words = NULL WHERE workspace_id = ? AND part = ? AND open_until IS NULL', [idToBytes(workspaceId), part]));
  }

  /**
   * Counts a failure; what is only about one question (refused, malformed, cut) counts as an answer. While the circuit is open
   * only the try counts: calls from before it opened tell what is known already, and each would double the rest.
   */
  async failed(workspaceId: string, part: CircuitPart, entered: EnteredCircuit, error: AiProviderError): Promise<void> {
    const restS = this.restOf(error);
    if (restS === null && !OUTAGE_CODES.has(error.code)) return this.succeeded(workspaceId, part, entered);
    const words = error.words.slice(0, 500);
    // One statement: two workers that fail in one moment count two. Assignments are done in order, so `failures` and `opened` are the new ones below, `open_until` the old one.
    const counts = entered.openUntil ? 'TRUE' : 'open_until IS NULL';
    const opens = `${counts} AND ${restS === null ? `(failures >= ${FAILURES_TO_OPEN} OR open_until IS NOT NULL)` : 'TRUE'}`;
    const seconds = restS ?? `LEAST(${FIRST_REST_S} * POW(2, LEAST(opened - 1, 10)), ${LONGEST_REST_S})`;
    await this.whileCurrent(workspaceId, entered.version, (tx) => tx.query(
      `INSERT INTO ai_circuit (workspace_id, part, failures, opened, open_until, code, words) VALUES (?, ?, 1, ${restS === null ? 0 : 1}, ${restS === null ? 'NULL' : `NOW(3) + INTERVAL ${restS} SECOND`}, ?, ?)
       ON DUPLICATE KEY UPDATE failures = IF(${counts}, failures + 1, failures), code = IF(${counts}, VALUES(code), code), words = IF(${counts}, VALUES(words), words),
         probe_until = IF(${counts}, NULL, probe_until), opened = IF(${opens}, opened + 1, opened), open_until = IF(${opens}, NOW(3) + INTERVAL ${seconds} SECOND, open_until)`,
      [idToBytes(workspaceId), part, error.code, words],
    ));
  }

  /** The call was stopped by whoever asked: nothing is known of the provider, and the next call may try. */
  async released(workspaceId: string, part: CircuitPart, entered: EnteredCircuit): Promise<void> {
    if (entered.openUntil) await this.whileCurrent(workspaceId, entered.version, (tx) => tx.query('UPDATE ai_circuit SET probe_until = NULL WHERE workspace_id = ? AND part = ?', [idToBytes(workspaceId), part]));
  }

  /** A person changes the settings: whatever was is over with the same commit. */
  async closeAll(tx: EntityManager, workspaceId: string): Promise<void> {
    for (const part of PARTS) await closeIn(tx, workspaceId, part);
  }

  /** A person tested the settings, or the try was answered. */
  async close(workspaceId: string, part: CircuitPart, version: number): Promise<void> {
    await this.whileCurrent(workspaceId, version, (tx) => closeIn(tx, workspaceId, part));
  }

  /** Whoever saves new settings waits for this, and this for them: nothing of the old ones comes after their commit. */
  private async whileCurrent(workspaceId: string, version: number, work: (tx: EntityManager) => Promise<unknown>): Promise<void> {
    await inTransaction(this.dataSource, async (tx) => {
      const [current]: unknown[] = await tx.query('SELECT 1 FROM ai_provider WHERE workspace_id = ? AND version = ? LOCK IN SHARE MODE', [idToBytes(workspaceId), version]);
      if (current) await work(tx);
    });
  }

  /** Seconds of an immediate rest; null: only after several failures. */
  private restOf({ code, retryAfterMs }: AiProviderError): number | null {
    if (ATTENTION_CODES.has(code)) return ATTENTION_REST_S;
    if (code === 'rate') return Math.max(Math.ceil((retryAfterMs ?? DEFAULT_RATE_REST_S * 1000) / 1000), 1);
    return retryAfterMs && OUTAGE_CODES.has(code) ? Math.ceil(retryAfterMs / 1000) : null;
  }
}

async function closeIn(tx: EntityManager, workspaceId: string, part: CircuitPart): Promise<void> {
  await tx.query('UPDATE ai_circuit SET failures = 0, opened = 0, open_until = NULL, probe_until = NULL, code = NULL, words = NULL WHERE workspace_id = ? AND part = ?', [idToBytes(workspaceId), part]);
}

function resting({ code, words }: CircuitState, waitMs: number): AiProviderError {
  const why = words ? ` ${words}` : '';
  const what = ATTENTION_CODES.has(code ?? '') ? 'Calls to the provider are stopped until its settings are right.' : 'The provider rests after failures.';
  return new AiProviderError('resting', `${what}${why}`, { retryAfterMs: waitMs });
}
