import { migration } from './migration';

export const MEDIA_MIGRATIONS = [
  // message_id is NULL while an upload waits to be sent. Leases and next_at as in every other queue of rows.
  migration(200, 'create-attachment', `
    CREATE TABLE attachment (
      id BINARY(16) NOT NULL PRIMARY KEY,
      workspace_id BINARY(16) NOT NULL,
      channel_id BINARY(16) NULL,
      conversation_id BINARY(16) NULL,
      message_id BINARY(16) NULL,
      direction VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      provider_media_id VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
      provider_until DATETIME(3) NULL,
      declared_type VARCHAR(160) NOT NULL DEFAULT '',
      mime_type VARCHAR(160) NULL,
      file_name VARCHAR(255) NULL,
      size_bytes BIGINT NULL,
      declared_sha256 BINARY(32) NULL,
      sha256 BINARY(32) NULL,
      storage_key VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
      preview_key VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
      playable_key VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
      width INT NULL,
      height INT NULL,
      duration_ms INT NULL,
      peaks VARBINARY(64) NULL,
      pages INT NULL,
      animated TINYINT NOT NULL DEFAULT 0,
      tries SMALLINT NOT NULL DEFAULT 0,
      next_at DATETIME(3) NULL,
      lease_until DATETIME(3) NULL,
      problem_code VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
      problem_words VARCHAR(500) NULL,
      client_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
      created_by BINARY(16) NULL,
      created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      ready_at DATETIME(3) NULL,
      KEY ix_attachment_message (message_id),
      KEY ix_attachment_work (state, next_at),
      KEY ix_attachment_conversation (workspace_id, conversation_id, created_at),
      UNIQUE KEY ux_attachment_client (workspace_id, created_by, client_id)
    )`),
  // A file is uploaded to a number once and then sent by id for 30 days (META-CLOUD-API §9).
  migration(201, 'create-attachment-upload', `
    CREATE TABLE attachment_upload (
      attachment_id BINARY(16) NOT NULL,
      channel_id BINARY(16) NOT NULL,
      workspace_id BINARY(16) NOT NULL,
      provider_media_id VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      expires_at DATETIME(3) NOT NULL,
      PRIMARY KEY (attachment_id, channel_id)
    )`),
  // Five failed downloads of a number within an hour may shut its files off for an hour (RELIABILITY, fact 11).
  migration(202, 'create-media-budget', `
    CREATE TABLE media_budget (
      channel_id BINARY(16) NOT NULL PRIMARY KEY,
      workspace_id BINARY(16) NOT NULL,
      refused SMALLINT NOT NULL DEFAULT 0,
      refused_since DATETIME(3) NULL,
      unanswered SMALLINT NOT NULL DEFAULT 0,
      paused_until DATETIME(3) NULL
    )`),
  // Who uploads a file at the moment: several processes may send it at once.
  migration(304, 'add-attachment-upload-lease', `
    ALTER TABLE attachment_upload
      ADD COLUMN lease_owner BINARY(16) NULL,
      ADD COLUMN lease_until DATETIME(3) NULL`),
];
