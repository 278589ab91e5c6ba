import { migration } from './migration';

export const TEMPLATES_MIGRATIONS = [
  migration(220, 'create-template', `
    CREATE TABLE template (
      id BINARY(16) NOT NULL PRIMARY KEY,
      workspace_id BINARY(16) NOT NULL,
      waba_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      external_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
      name VARCHAR(512) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      language VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      status VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      category VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      previous_category VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
      quality VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'UNKNOWN',
      parameter_format VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'POSITIONAL',
      components JSON NOT NULL,
      content_hash BINARY(32) NOT NULL,
      rejected_reason VARCHAR(255) NULL,
      recommendation VARCHAR(1000) NULL,
      defaults JSON NULL,
      status_at DATETIME(3) NULL,
      client_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
      deleted_at DATETIME(3) NULL,
      created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      updated_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      UNIQUE KEY ux_template_name (workspace_id, waba_id, name, language),
      UNIQUE KEY ux_template_client (workspace_id, client_id),
      KEY ix_template_external (waba_id, external_id)
    )`),
  // One row per account; next_at NULL while it is read, so that a wish that comes meanwhile is seen at the end.
  migration(221, 'create-template-sync', `
    CREATE TABLE template_sync (
      workspace_id BINARY(16) NOT NULL,
      waba_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      channel_id BINARY(16) NOT NULL,
      state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'never',
      fence BIGINT NOT NULL DEFAULT 0,
      next_at DATETIME(3) NULL,
      lease_until DATETIME(3) NULL,
      started_at DATETIME(3) NULL,
      finished_at DATETIME(3) NULL,
      seen INT NOT NULL DEFAULT 0,
      tries SMALLINT NOT NULL DEFAULT 0,
      total INT NOT NULL DEFAULT 0,
      changed INT NOT NULL DEFAULT 0,
      took_ms INT NULL,
      problem VARCHAR(1000) NULL,
      PRIMARY KEY (workspace_id, waba_id),
      KEY ix_template_sync_work (next_at)
    )`),
  // A listing is written here page by page and swapped in only when every page arrived.
  migration(222, 'create-template-staging', `
    CREATE TABLE template_staging (
      workspace_id BINARY(16) NOT NULL,
      waba_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      fence BIGINT NOT NULL,
      name VARCHAR(512) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      language VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      item JSON NOT NULL,
      PRIMARY KEY (workspace_id, waba_id, fence, name, language)
    )`),
  migration(223, 'create-template-favourite', `
    CREATE TABLE template_favourite (
      workspace_id BINARY(16) NOT NULL,
      user_id BINARY(16) NOT NULL,
      template_id BINARY(16) NOT NULL,
      PRIMARY KEY (workspace_id, user_id, template_id)
    )`),
  migration(224, 'create-template-event', `
    CREATE TABLE template_event (
      id BINARY(16) NOT NULL PRIMARY KEY,
      workspace_id BINARY(16) NOT NULL,
      template_id BINARY(16) NOT NULL,
      event VARCHAR(64) NOT NULL,
      words VARCHAR(1000) NOT NULL,
      at DATETIME(3) NOT NULL,
      KEY ix_template_event_template (workspace_id, template_id, at)
    )`),
  migration(225, 'create-template-use', `
    CREATE TABLE template_use (
      message_id BINARY(16) NOT NULL PRIMARY KEY,
      workspace_id BINARY(16) NOT NULL,
      template_id BINARY(16) NOT NULL,
      at DATETIME(3) NOT NULL,
      KEY ix_template_use_template (workspace_id, template_id, at),
      KEY ix_template_use_at (at)
    )`),
  // POST /api/conversations: the same client_id gives the same conversation and message back.
  migration(226, 'create-conversation-start', `
    CREATE TABLE conversation_start (
      workspace_id BINARY(16) NOT NULL,
      client_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      client_hash BINARY(32) NOT NULL,
      conversation_id BINARY(16) NOT NULL,
      message_id BINARY(16) NOT NULL,
      at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      PRIMARY KEY (workspace_id, client_id)
    )`),
];
