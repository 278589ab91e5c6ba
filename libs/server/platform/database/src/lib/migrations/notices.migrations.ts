import { migration } from './migration';

export const NOTICES_MIGRATIONS = [
  migration(260, 'create-channel-notice', `
    CREATE TABLE channel_notice (
      id BINARY(16) NOT NULL PRIMARY KEY,
      workspace_id BINARY(16) NOT NULL,
      channel_id BINARY(16) NOT NULL,
      dedup_key BINARY(32) NOT NULL,
      field VARCHAR(64) NOT NULL,
      event VARCHAR(64) NULL,
      severity VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      words VARCHAR(1000) NOT NULL,
      fix VARCHAR(1000) NULL,
      raw JSON NULL,
      at DATETIME(3) NOT NULL,
      dismissed_at DATETIME(3) NULL,
      dismissed_by BINARY(16) NULL,
      UNIQUE KEY ux_channel_notice (channel_id, dedup_key),
      KEY ix_channel_notice_channel (workspace_id, channel_id, at)
    )`),
  // Warnings before a token expires (14, 7, 1 days) and the silence alarm are said once each.
  migration(261, 'add-channel-health-watch', `ALTER TABLE channel_health ADD COLUMN watch JSON NULL`),
  migration(262, 'add-channel-health-next-check', `ALTER TABLE channel_health ADD COLUMN next_check_at DATETIME(3) NULL`),
];
