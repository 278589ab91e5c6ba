import { migration } from './migration';

/** Rules, what they did, and the messages that automation still has to look at. */
export const AUTO_REPLIES_MIGRATIONS = [
  migration(480, 'create-auto-reply-rule', `
    CREATE TABLE auto_reply_rule (
      id BINARY(16) NOT NULL PRIMARY KEY,
      workspace_id BINARY(16) NOT NULL,
      position INT NOT NULL,
      name VARCHAR(100) NOT NULL,
      enabled TINYINT NOT NULL,
      conditions JSON NOT NULL,
      actions JSON NOT NULL,
      limits JSON NOT NULL,
      version INT NOT NULL DEFAULT 1,
      client_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
      created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      updated_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      KEY ix_auto_reply_rule_order (workspace_id, position),
      KEY ix_auto_reply_rule_enabled (enabled, workspace_id),
      UNIQUE KEY ux_auto_reply_rule_client (workspace_id, client_id)
    )`),
  // Written in the transaction of what the rule did: the row is there exactly when the replies are. fired 0: its words matched,
  // and something else kept it from acting. rule_id of the built-in opt-out words is all zeros.
  migration(481, 'create-rule-hit', `
    CREATE TABLE rule_hit (
      id BINARY(16) NOT NULL PRIMARY KEY,
      workspace_id BINARY(16) NOT NULL,
      rule_id BINARY(16) NOT NULL,
      rule_name VARCHAR(100) NOT NULL,
      conversation_id BINARY(16) NOT NULL,
      contact_id BINARY(16) NOT NULL,
      message_id BINARY(16) NOT NULL,
      fired TINYINT NOT NULL,
      words VARCHAR(500) NOT NULL,
      message_text VARCHAR(255) NOT NULL,
      verdict JSON NULL,
      at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      UNIQUE KEY ux_rule_hit (rule_id, message_id),
      KEY ix_rule_hit_rule (workspace_id, rule_id, at),
      KEY ix_rule_hit_contact (workspace_id, rule_id, contact_id, fired, at),
      KEY ix_rule_hit_conversation (workspace_id, conversation_id, at),
      KEY ix_rule_hit_at (at)
    )`),
  // A row lives until its message has been looked at. next_at is its lease too.
  migration(482, 'create-automation-task', `
    CREATE TABLE automation_task (
      message_id BINARY(16) NOT NULL PRIMARY KEY,
      workspace_id BINARY(16) NOT NULL,
      conversation_id BINARY(16) NOT NULL,
      channel_id BINARY(16) NOT NULL,
      seq BIGINT NOT NULL,
      state VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'waiting',
      tries SMALLINT NOT NULL DEFAULT 0,
      next_at DATETIME(3) NULL,
      problem VARCHAR(500) NULL,
      created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      KEY ix_automation_task_work (state, next_at),
      KEY ix_automation_task_conversation (workspace_id, conversation_id)
    )`),
];
