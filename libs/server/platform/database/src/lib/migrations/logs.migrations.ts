import { migration } from './migration';

export const LOGS_MIGRATIONS = [
  // Calls to Meta that have no row elsewhere: files, templates, typing, subscription. For Logs only (ADR 10), bounded by retention.
  migration(300, 'create-provider-call', `
    CREATE TABLE provider_call (
      id BINARY(16) NOT NULL PRIMARY KEY,
      workspace_id BINARY(16) NOT NULL,
      channel_id BINARY(16) NOT NULL,
      at DATETIME(3) NOT NULL,
      subject VARCHAR(60) NOT NULL,
      ref VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
      http_status SMALLINT NULL,
      error_code INT NULL,
      error_title VARCHAR(255) NULL,
      error_detail VARCHAR(1000) NULL,
      fbtrace_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
      took_ms INT NULL,
      KEY ix_provider_call_channel (channel_id, at, id)
    )`),
];
