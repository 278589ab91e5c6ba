import { migration } from './migration';

export const WEBHOOKS_MIGRATIONS = [
  // id is not UUIDv7-ordered across processes: leases go by (state, next_at). The body stays until retention removes it.
  migration(40, 'create-webhook-event', `
    CREATE TABLE webhook_event (
      id BINARY(16) NOT NULL PRIMARY KEY,
      state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'received',
      attempts SMALLINT NOT NULL DEFAULT 0,
      next_at DATETIME(3) NULL,
      lease_until DATETIME(3) NULL,
      source VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      received_at DATETIME(3) NOT NULL,
      body LONGBLOB NULL,
      body_bytes INT NOT NULL,
      body_sha256 BINARY(32) NOT NULL,
      matched_channels VARBINARY(4096) NOT NULL,
      matched_secret BINARY(16) NULL,
      signature VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NULL,
      remote_ip VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      user_agent VARCHAR(255) NOT NULL DEFAULT '',
      request_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      took_us INT NULL,
      processed_at DATETIME(3) NULL,
      last_error VARCHAR(1000) NULL,
      KEY ix_webhook_event_work (state, next_at),
      KEY ix_webhook_event_received (received_at)
    )`),
  migration(41, 'create-webhook-event-channel', `
    CREATE TABLE webhook_event_channel (
      workspace_id BINARY(16) NOT NULL,
      channel_id BINARY(16) NOT NULL,
      received_at DATETIME(3) NOT NULL,
      event_id BINARY(16) NOT NULL,
      subject VARCHAR(120) NOT NULL,
      state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      PRIMARY KEY (channel_id, received_at, event_id),
      KEY ix_webhook_event_channel_state (channel_id, state, received_at, event_id),
      KEY ix_webhook_event_channel_event (event_id)
    )`),
  // Only items that somebody still has to do something about, and those that needed more than one try: a done item is read
  // again from webhook_event.body at idx (ADR 9), which also holds the payload of every item.
  migration(42, 'create-webhook-item', `
    CREATE TABLE webhook_item (
      id BINARY(16) NOT NULL PRIMARY KEY,
      event_id BINARY(16) NOT NULL,
      idx INT NOT NULL,
      kind VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      workspace_id BINARY(16) NULL,
      channel_id BINARY(16) NULL,
      ext_key VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
      provider_ts DATETIME(3) NULL,
      state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      attempts SMALLINT NOT NULL DEFAULT 0,
      next_at DATETIME(3) NULL,
      lease_until DATETIME(3) NULL,
      last_error VARCHAR(1000) NULL,
      conversation_id BINARY(16) NULL,
      message_id BINARY(16) NULL,
      done_at DATETIME(3) NULL,
      UNIQUE KEY ux_webhook_item_event (event_id, idx),
      KEY ix_webhook_item_work (state, next_at),
      KEY ix_webhook_item_channel (channel_id, state)
    )`),
  migration(43, 'create-webhook-rejected', `
    CREATE TABLE webhook_rejected (
      id BINARY(16) NOT NULL PRIMARY KEY,
      workspace_id BINARY(16) NULL,
      channel_id BINARY(16) NULL,
      method VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      received_at DATETIME(3) NOT NULL,
      reason VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      claimed_external_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
      signature VARCHAR(160) NULL,
      headers JSON NOT NULL,
      tried JSON NOT NULL,
      body MEDIUMBLOB NULL,
      body_bytes INT NOT NULL,
      body_whole TINYINT NOT NULL,
      remote_ip VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      request_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      took_us INT NULL,
      matched_at DATETIME(3) NULL,
      matched_channels VARBINARY(4096) NULL,
      replayed_event_id BINARY(16) NULL,
      KEY ix_webhook_rejected_channel (channel_id, received_at, id),
      KEY ix_webhook_rejected_received (received_at)
    )`),
];
