import { migration } from './migration';

export const CHANNELS_MIGRATIONS = [
  migration(20, 'create-channel', `
    CREATE TABLE channel (
      id BINARY(16) NOT NULL PRIMARY KEY,
      workspace_id BINARY(16) NOT NULL,
      client_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
      kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      mode VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      name VARCHAR(120) NOT NULL,
      external_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
      waba_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
      app_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
      display_address VARCHAR(64) NULL,
      verified_name VARCHAR(255) NULL,
      active_key VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
      send_hold VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
      send_hold_detail VARCHAR(1000) NULL,
      send_hold_code INT NULL,
      send_hold_since DATETIME(3) NULL,
      settings JSON NOT NULL,
      rate_per_s INT NOT NULL DEFAULT 80,
      clock_offset_s INT NOT NULL DEFAULT 0,
      tested_at DATETIME(3) NULL,
      webhook_verified_at DATETIME(3) NULL,
      version INT NOT NULL DEFAULT 1,
      created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      updated_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      UNIQUE KEY ux_channel_active (mode, active_key),
      UNIQUE KEY ux_channel_client (workspace_id, client_id),
      KEY ix_channel_workspace (workspace_id, kind),
      CONSTRAINT fk_channel_workspace FOREIGN KEY (workspace_id) REFERENCES workspace (id)
    )`),
  migration(21, 'create-channel-secret', `
    CREATE TABLE channel_secret (
      id BINARY(16) NOT NULL PRIMARY KEY,
      workspace_id BINARY(16) NOT NULL,
      channel_id BINARY(16) NOT NULL,
      name VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      ciphertext VARBINARY(8192) NOT NULL,
      key_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      last4 VARCHAR(4) NOT NULL,
      state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      set_by BINARY(16) NULL,
      set_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      KEY ix_channel_secret_channel (workspace_id, channel_id, name, state),
      CONSTRAINT fk_channel_secret_channel FOREIGN KEY (channel_id) REFERENCES channel (id) ON DELETE CASCADE
    )`),
  migration(22, 'create-channel-health', `
    CREATE TABLE channel_health (
      channel_id BINARY(16) NOT NULL PRIMARY KEY,
      workspace_id BINARY(16) NOT NULL,
      last_inbound_at DATETIME(3) NULL,
      last_outbound_at DATETIME(3) NULL,
      last_signature_ok_at DATETIME(3) NULL,
      last_signature_ok_secret BINARY(16) NULL,
      last_rejected_at DATETIME(3) NULL,
      checks JSON NULL,
      checked_at DATETIME(3) NULL,
      KEY ix_channel_health_workspace (workspace_id)
    )`),
  // Never set since ADR 0006: time travel moves a conversation's deadline, not a channel's clock.
  migration(270, 'drop-channel-clock-offset', `ALTER TABLE channel DROP COLUMN clock_offset_s`),
];
