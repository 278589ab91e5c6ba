import { migration } from './migration';

export const OUTBOX_MIGRATIONS = [
  // id follows the order of INSERT, seq the order in which committed rows were stamped. Readers use seq only.
  // entries: pairs of conversation and entity id, when several changes of one topic and channel were written together.
  migration(80, 'create-outbox-event', `
    CREATE TABLE outbox_event (
      id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      seq BIGINT NULL,
      workspace_id BINARY(16) NOT NULL,
      topic VARCHAR(48) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      channel_id BINARY(16) NULL,
      conversation_id BINARY(16) NULL,
      entity_id BINARY(16) NULL,
      entries VARBINARY(8000) NULL,
      payload JSON NULL,
      created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      UNIQUE KEY ux_outbox_event_seq (seq),
      KEY ix_outbox_event_workspace (workspace_id, seq),
      KEY ix_outbox_event_created (created_at)
    )`),
  migration(81, 'create-outbox-clock', `
    CREATE TABLE outbox_clock (
      id TINYINT NOT NULL PRIMARY KEY,
      seq BIGINT NOT NULL
    )`),
  migration(82, 'start-outbox-clock', `INSERT INTO outbox_clock (id, seq) VALUES (1, 0)`),
  migration(83, 'create-consumer-offset', `
    CREATE TABLE consumer_offset (
      consumer VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
      seq BIGINT NOT NULL,
      updated_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3)
    )`),
];
