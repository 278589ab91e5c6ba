import { migration } from './migration';

/** Labels, canned replies, business hours and snoozing: what rules and people sort and answer with. */
export const LABELS_MIGRATIONS = [
  migration(510, 'create-label', `
    CREATE TABLE label (
      id BINARY(16) NOT NULL PRIMARY KEY,
      workspace_id BINARY(16) NOT NULL,
      name VARCHAR(40) NOT NULL,
      colour VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      description VARCHAR(255) NOT NULL DEFAULT '',
      client_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
      version INT NOT NULL DEFAULT 1,
      created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      UNIQUE KEY ux_label_name (workspace_id, name),
      UNIQUE KEY ux_label_client (workspace_id, client_id)
    )`),
  // last_message_at is a copy: a list of one label would otherwise sort everything that has it.
  migration(511, 'create-conversation-label', `
    CREATE TABLE conversation_label (
      conversation_id BINARY(16) NOT NULL,
      label_id BINARY(16) NOT NULL,
      workspace_id BINARY(16) NOT NULL,
      last_message_at DATETIME(3) NOT NULL,
      created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      PRIMARY KEY (conversation_id, label_id),
      KEY ix_conversation_label_list (workspace_id, label_id, last_message_at, conversation_id)
    )`),
  migration(512, 'create-canned-reply', `
    CREATE TABLE canned_reply (
      id BINARY(16) NOT NULL PRIMARY KEY,
      workspace_id BINARY(16) NOT NULL,
      owner_id BINARY(16) NOT NULL,
      scope VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      name VARCHAR(100) NOT NULL,
      shortcut VARCHAR(40) NOT NULL,
      body TEXT NOT NULL,
      uses INT NOT NULL DEFAULT 0,
      client_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
      version INT NOT NULL DEFAULT 1,
      created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      KEY ix_canned_reply_shortcut (workspace_id, shortcut),
      UNIQUE KEY ux_canned_reply_client (workspace_id, client_id)
    )`),
  migration(513, 'create-business-hours', `
    CREATE TABLE business_hours (
      workspace_id BINARY(16) NOT NULL PRIMARY KEY,
      enabled TINYINT NOT NULL DEFAULT 0,
      week JSON NOT NULL,
      holidays JSON NOT NULL,
      version INT NOT NULL DEFAULT 1,
      updated_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3)
    )`),
  migration(514, 'index-conversation-snoozed', `CREATE INDEX ix_conversation_snoozed ON conversation (status, snoozed_until)`),
  // rule or ai; NULL: a person, the phone, or not ours. Says nothing while the preview is the customer's.
  migration(515, 'add-conversation-preview-author-kind', `ALTER TABLE conversation ADD COLUMN preview_author_kind VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NULL`),
  // A file that a rule sends again and again: each message gets a row of its own over the same bytes.
  migration(516, 'add-attachment-kept', `ALTER TABLE attachment ADD COLUMN kept TINYINT NOT NULL DEFAULT 0`),
  // The owner, or zeros for a reply that everybody has: a shortcut is unique within each.
  migration(517, 'add-canned-reply-unique-owner', `ALTER TABLE canned_reply ADD COLUMN unique_owner BINARY(16) NOT NULL`),
  migration(518, 'unique-canned-reply-shortcut', `CREATE UNIQUE INDEX ux_canned_reply_shortcut ON canned_reply (workspace_id, unique_owner, shortcut)`),
];
