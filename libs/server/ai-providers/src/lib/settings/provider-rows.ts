import { Inject, Injectable } from '@nestjs/common';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import { KEYRING, type Keyring } from '@mailtrixy/server/platform/secrets';
import type { AiProviderKind, EmbedderKind, StructuredMode } from '@mailtrixy/shared/dto';
import { DataSource, type EntityManager } from 'typeorm';
import { NO_PROVIDER, type ProviderRow, type SealedKey } from './provider-row';

interface Raw {
  version: number;
  kind: AiProviderKind;
  base_url: string | null;
  base_url_private: number;
  model: string | null;
  key_ciphertext: Buffer | null;
  key_id: string | null;
  key_last4: string | null;
  key_set_at: Date | null;
  structured: StructuredMode | null;
  tested_at: Date | null;
  monthly_budget: string | null;
  price_in: string;
  price_out: string;
  max_tokens: number;
  embedder_kind: EmbedderKind;
  embedder_base_url: string | null;
  embedder_base_url_private: number;
  embedder_model: string | null;
  embedder_key_ciphertext: Buffer | null;
  embedder_key_id: string | null;
  embedder_key_last4: string | null;
  embedder_dimensions: number | null;
}
export type KeyColumn = 'key' | 'embedder_key';

/** Rows of ai_provider. Keys are sealed on the way in and opened only here; each is bound to its workspace and column. */
@Injectable()
export class ProviderRows {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(KEYRING) private readonly keyring: Keyring,
  ) {}

  async find(workspaceId: string, tx: EntityManager = this.dataSource.manager, lock = false): Promise<ProviderRow> {
    const [raw] = (await tx.query(`SELECT * FROM ai_provider WHERE workspace_id = ?${lock ? ' FOR UPDATE' : ''}`, [idToBytes(workspaceId)])) as Raw[];
    return raw ? fromRaw(raw) : NO_PROVIDER;
  }

  async save(tx: EntityManager, workspaceId: string, row: ProviderRow): Promise<void> {
    const values = toRaw(row);
    const columns = Object.keys(values);
    await tx.query(
      `INSERT INTO ai_provider (workspace_id, ${columns.join(', ')}) VALUES (?${', ?'.repeat(columns.length)}) ON DUPLICATE KEY UPDATE ${columns.map((column) => `${column} = VALUES(${column})`).join(', ')}`,
      [idToBytes(workspaceId), ...Object.values(values)],
    );
  }

  /** What a call found out: no change of the settings, so the version stays. */
  async remember(workspaceId: string, found: { structured?: StructuredMode; testedAt?: Date; dimensions?: number }, version: number): Promise<void> {
    const set = Object.entries({ structured: found.structured, tested_at: found.testedAt, embedder_dimensions: found.dimensions }).filter(([, value]) => value !== undefined);
    // Of the settings that were called only: somebody may have chosen another model meanwhile.
    if (set.length) await this.dataSource.query(`UPDATE ai_provider SET ${set.map(([column]) => `${column} = ?`).join(', ')} WHERE workspace_id = ? AND version = ?`, [...set.map(([, value]) => value), idToBytes(workspaceId), version]);
  }

  sealKey(workspaceId: string, column: KeyColumn, value: string): SealedKey {
    return { ...this.keyring.seal(value, aad(workspaceId, column)), last4: value.slice(-4) };
  }

  /** @throws UnreadableSecretError */
  openKey(workspaceId: string, column: KeyColumn, key: SealedKey | null): string | null {
    return key && this.keyring.open(key, aad(workspaceId, column));
  }

  /** Seals every key again with the current key of the keyring. Safe to repeat and to interrupt. @returns how many changed */
  async resealAll(): Promise<number> {
    let changed = 0;
    for (const { workspace_id: ws } of (await this.dataSource.query('SELECT workspace_id FROM ai_provider')) as { workspace_id: Buffer }[]) {
      const workspaceId = bytesToId(ws);
      changed += await this.dataSource.transaction(async (tx) => {
        const row = await this.find(workspaceId, tx, true);
        const again = (column: KeyColumn, key: SealedKey | null) => (key && key.keyId !== this.keyring.currentKeyId ? this.sealKey(workspaceId, column, this.openKey(workspaceId, column, key) ?? '') : key);
        const [key, embedderKey] = [again('key', row.key), again('embedder_key', row.embedder.key)];
        const fresh = Number(key !== row.key) + Number(embedderKey !== row.embedder.key);
        if (fresh) await this.save(tx, workspaceId, { ...row, key, embedder: { ...row.embedder, key: embedderKey } });
        return fresh;
      });
    }
    return changed;
  }
}

const aad = (workspaceId: string, column: KeyColumn) => `ai_provider|${column}|${workspaceId}`;

function sealed(ciphertext: Buffer | null, keyId: string | null, last4: string | null): SealedKey | null {
  return ciphertext && keyId ? { ciphertext, keyId, last4: last4 ?? '' } : null;
}

function fromRaw(raw: Raw): ProviderRow {
  return {
    version: raw.version,
    kind: raw.kind,
    baseUrl: raw.base_url,
    baseUrlPrivate: Boolean(raw.base_url_private),
    model: raw.model,
    key: sealed(raw.key_ciphertext, raw.key_id, raw.key_last4),
    keySetAt: raw.key_set_at,
    structured: raw.structured,
    testedAt: raw.tested_at,
    monthlyBudget: raw.monthly_budget === null ? null : Number(raw.monthly_budget),
    priceIn: Number(raw.price_in),
    priceOut: Number(raw.price_out),
    maxTokens: raw.max_tokens,
    embedder: {
      kind: raw.embedder_kind,
      baseUrl: raw.embedder_base_url,
      baseUrlPrivate: Boolean(raw.embedder_base_url_private),
      model: raw.embedder_model,
      key: sealed(raw.embedder_key_ciphertext, raw.embedder_key_id, raw.embedder_key_last4),
      dimensions: raw.embedder_dimensions,
    },
  };
}

function toRaw(row: ProviderRow): Record<string, unknown> {
  return {
    version: row.version,
    kind: row.kind,
    base_url: row.baseUrl,
    base_url_private: Number(row.baseUrlPrivate),
    model: row.model,
    key_ciphertext: row.key?.ciphertext ?? null,
    key_id: row.key?.keyId ?? null,
    key_last4: row.key?.last4 ?? null,
    key_set_at: row.keySetAt,
    structured: row.structured,
    tested_at: row.testedAt,
    monthly_budget: row.monthlyBudget,
    price_in: row.priceIn,
    price_out: row.priceOut,
    max_tokens: row.maxTokens,
    embedder_kind: row.embedder.kind,
    embedder_base_url: row.embedder.baseUrl,
    embedder_base_url_private: Number(row.embedder.baseUrlPrivate),
    embedder_model: row.embedder.model,
    embedder_key_ciphertext: row.embedder.key?.ciphertext ?? null,
    embedder_key_id: row.embedder.key?.keyId ?? null,
    embedder_key_last4: row.embedder.key?.last4 ?? null,
    embedder_dimensions: row.embedder.dimensions,
  };
}
