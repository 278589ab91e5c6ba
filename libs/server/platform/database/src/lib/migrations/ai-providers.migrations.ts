import { migration } from './migration';

/** Language models: the workspace's provider, whether it rests, and what it used. */
export const AI_PROVIDERS_MIGRATIONS = [
  // Keys are sealed and bound to the workspace and the column. *_private: an owner allowed an address of a private network.
  migration(440, 'create-ai-provider', `
    CREATE TABLE ai_provider (
      workspace_id BINARY(16) NOT NULL PRIMARY KEY,
      version INT NOT NULL DEFAULT 1,
      kind VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'none',
      base_url VARCHAR(500) NULL,
      base_url_private TINYINT NOT NULL DEFAULT 0,
      model VARCHAR(200) NULL,
      key_ciphertext VARBINARY(1100) NULL,
      key_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
      key_last4 VARCHAR(4) NULL,
      key_set_at DATETIME(3) NULL,
      structured VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
      tested_at DATETIME(3) NULL,
      monthly_budget DECIMAL(14,4) NULL,
      price_in DECIMAL(14,6) NOT NULL DEFAULT 0,
      price_out DECIMAL(14,6) NOT NULL DEFAULT 0,
      max_tokens INT NOT NULL DEFAULT 1000,
      embedder_kind VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'off',
      embedder_base_url VARCHAR(500) NULL,
      embedder_base_url_private TINYINT NOT NULL DEFAULT 0,
      embedder_model VARCHAR(200) NULL,
      embedder_key_ciphertext VARBINARY(1100) NULL,
      embedder_key_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
      embedder_key_last4 VARCHAR(4) NULL,
      embedder_dimensions INT NULL,
      updated_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3)
    )`),
  // part: 'chat' or 'embed'. open_until: nobody calls before it; probe_until: one process tries whether it is over.
  migration(441, 'create-ai-circuit', `
    CREATE TABLE ai_circuit (
      workspace_id BINARY(16) NOT NULL,
      part VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      failures INT NOT NULL DEFAULT 0,
      opened INT NOT NULL DEFAULT 0,
      open_until DATETIME(3) NULL,
      probe_until DATETIME(3) NULL,
      code VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
      words VARCHAR(500) NULL,
      updated_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
      PRIMARY KEY (workspace_id, part)
    )`),
  migration(442, 'create-ai-budget', `
    CREATE TABLE ai_budget (
      workspace_id BINARY(16) NOT NULL,
      month CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      calls INT NOT NULL DEFAULT 0,
      tokens_in BIGINT NOT NULL DEFAULT 0,
      tokens_out BIGINT NOT NULL DEFAULT 0,
      cost DECIMAL(18,8) NOT NULL DEFAULT 0,
      embed_tokens BIGINT NOT NULL DEFAULT 0,
      PRIMARY KEY (workspace_id, month)
    )`),
  // One row per call: reserved before it leaves, settled by what the provider reports. Kept 90 days.
  migration(443, 'create-ai-call', `
    CREATE TABLE ai_call (
      id BINARY(16) NOT NULL PRIMARY KEY,
      workspace_id BINARY(16) NOT NULL,
      month CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      state VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      purpose VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      model VARCHAR(200) NOT NULL,
      reserved_in INT NOT NULL,
      reserved_out INT NOT NULL,
      reserved_cost DECIMAL(18,8) NOT NULL,
      tokens_in INT NULL,
      tokens_out INT NULL,
      cost DECIMAL(18,8) NULL,
      took_ms INT NULL,
      error_code VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
      at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      KEY ix_ai_call_state (workspace_id, state, at),
      KEY ix_ai_call_at (workspace_id, at)
    )`),
];
