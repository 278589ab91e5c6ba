import { migration } from './migration';

/** What the AI does with conversations: settings, turns, runs, drafts, replays and the exam. */
export const AI_REPLIES_MIGRATIONS = [
  // No row: off. Read by the reader of the outbox, which leaves channels without automation alone.
  migration(450, 'create-ai-channel-settings', `
    CREATE TABLE ai_channel_settings (
      workspace_id BINARY(16) NOT NULL,
      channel_id BINARY(16) NOT NULL,
      mode VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'off',
      schedule VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'always',
      draft_at SMALLINT NOT NULL DEFAULT 30,
      send_at SMALLINT NOT NULL DEFAULT 80,
      delay_s SMALLINT NOT NULL DEFAULT 20,
      debounce_s SMALLINT NOT NULL DEFAULT 10,
      max_per_conversation SMALLINT NOT NULL DEFAULT 3,
      max_per_contact_day SMALLINT NOT NULL DEFAULT 10,
      max_per_day INT NOT NULL DEFAULT 500,
      pause_after_human VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'until_resolved',
      never_topics JSON NOT NULL,
      version INT NOT NULL DEFAULT 1,
      updated_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      PRIMARY KEY (workspace_id, channel_id)
    )`),
  migration(451, 'create-ai-settings', `
    CREATE TABLE ai_settings (
      workspace_id BINARY(16) NOT NULL PRIMARY KEY,
      paused TINYINT NOT NULL DEFAULT 0,
      paused_by BINARY(16) NULL,
      paused_at DATETIME(3) NULL,
      settings JSON NOT NULL,
      looked_at INT NOT NULL DEFAULT 0,
      version INT NOT NULL DEFAULT 1,
      updated_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3)
    )`),
  // One per conversation: a newer message moves the trigger and the time, so a burst is one turn. next_at NULL: nothing to do.
  migration(452, 'create-ai-turn', `
    CREATE TABLE ai_turn (
      conversation_id BINARY(16) NOT NULL PRIMARY KEY,
      workspace_id BINARY(16) NOT NULL,
      channel_id BINARY(16) NOT NULL,
      message_id BINARY(16) NOT NULL,
      seq BIGINT NOT NULL,
      silence VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
      tries SMALLINT NOT NULL DEFAULT 0,
      next_at DATETIME(3) NULL,
      lease_until DATETIME(3) NULL,
      fence BIGINT NOT NULL DEFAULT 0,
      arrived_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      KEY ix_ai_turn_work (next_at)
    )`),
  // What the AI may do in a conversation and what it did last. paused_seq: the end of the thread when it was paused.
  migration(453, 'create-ai-conversation', `
    CREATE TABLE ai_conversation (
      conversation_id BINARY(16) NOT NULL PRIMARY KEY,
      workspace_id BINARY(16) NOT NULL,
      paused_code VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
      paused_words VARCHAR(500) NULL,
      paused_at DATETIME(3) NULL,
      paused_seq BIGINT NULL,
      paused_by BINARY(16) NULL,
      resumed_seq BIGINT NOT NULL DEFAULT 0,
      hand_off_code VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
      hand_off_words VARCHAR(500) NULL,
      hand_off_summary TEXT NULL,
      hand_off_at DATETIME(3) NULL,
      hand_off_seq BIGINT NULL,
      last_code VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
      last_words VARCHAR(500) NULL,
      last_at DATETIME(3) NULL
    )`),
  // origin_key: one run per message, whatever number of workers looks. sources, hits and gates as they were then.
  migration(454, 'create-ai-run', `
    CREATE TABLE ai_run (
      id BINARY(16) NOT NULL PRIMARY KEY,
      workspace_id BINARY(16) NOT NULL,
      conversation_id BINARY(16) NULL,
      channel_id BINARY(16) NULL,
      contact_id BINARY(16) NULL,
      origin VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      origin_key VARCHAR(191) CHARACTER SET ascii COLLATE ascii_bin NULL,
      parent_id BINARY(16) NULL,
      message_seq BIGINT NULL,
      question TEXT NOT NULL,
      query TEXT NULL,
      language VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
      code VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      words VARCHAR(500) NOT NULL,
      would_be VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      action VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
      answer TEXT NULL,
      confidence SMALLINT NULL,
      confidence_parts JSON NULL,
      hits JSON NULL,
      sources JSON NULL,
      gates JSON NULL,
      prompt MEDIUMTEXT NULL,
      model VARCHAR(191) NULL,
      tokens_in INT NOT NULL DEFAULT 0,
      tokens_out INT NOT NULL DEFAULT 0,
      took_ms INT NULL,
      at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      UNIQUE KEY ux_ai_run_origin (workspace_id, origin_key),
      KEY ix_ai_run_workspace (workspace_id, at, id),
      KEY ix_ai_run_conversation (workspace_id, conversation_id, at),
      KEY ix_ai_run_channel (workspace_id, channel_id, origin, at),
      KEY ix_ai_run_parent (workspace_id, parent_id),
      KEY ix_ai_run_at (at)
    )`),
  migration(455, 'create-ai-run-citation', `
    CREATE TABLE ai_run_citation (
      workspace_id BINARY(16) NOT NULL,
      run_id BINARY(16) NOT NULL,
      n SMALLINT NOT NULL,
      passage_id BINARY(16) NOT NULL,
      document_id BINARY(16) NOT NULL,
      at DATETIME(3) NOT NULL,
      PRIMARY KEY (workspace_id, run_id, n),
      KEY ix_ai_run_citation_document (workspace_id, document_id, at),
      KEY ix_ai_run_citation_at (at)
    )`),
  // next_at: when a worker must look (asked drafts: to write; scheduled ones: to send). NULL: nothing to do.
  migration(456, 'create-ai-draft', `
    CREATE TABLE ai_draft (
      id BINARY(16) NOT NULL PRIMARY KEY,
      workspace_id BINARY(16) NOT NULL,
      conversation_id BINARY(16) NOT NULL,
      channel_id BINARY(16) NOT NULL,
      run_id BINARY(16) NULL,
      asked_by BINARY(16) NULL,
      style VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
      instruction VARCHAR(1000) NULL,
      stop TINYINT NOT NULL DEFAULT 0,
      state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'generated',
      question TEXT NOT NULL,
      message_id BINARY(16) NULL,
      seq BIGINT NOT NULL,
      responder_version INT NOT NULL,
      knowledge_revision BIGINT NOT NULL DEFAULT 0,
      body TEXT NOT NULL,
      proposed TEXT NULL,
      language VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
      sources JSON NOT NULL,
      passages JSON NOT NULL,
      confidence JSON NULL,
      searched JSON NOT NULL,
      gates JSON NOT NULL,
      why_code VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
      why_words VARCHAR(500) NULL,
      problem_code VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
      problem_words VARCHAR(500) NULL,
      send_at DATETIME(3) NULL,
      helpful TINYINT NULL,
      sent_message_id BINARY(16) NULL,
      sent_client_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
      edit_distance INT NULL,
      tries SMALLINT NOT NULL DEFAULT 0,
      next_at DATETIME(3) NULL,
      lease_until DATETIME(3) NULL,
      fence BIGINT NOT NULL DEFAULT 0,
      version INT NOT NULL DEFAULT 1,
      created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      KEY ix_ai_draft_conversation (workspace_id, conversation_id, created_at),
      KEY ix_ai_draft_message (workspace_id, sent_message_id),
      KEY ix_ai_draft_work (next_at)
    )`),
  // Replies that were really sent without a person, for the limits.
  migration(457, 'create-ai-sent', `
    CREATE TABLE ai_sent (
      run_id BINARY(16) NOT NULL PRIMARY KEY,
      workspace_id BINARY(16) NOT NULL,
      conversation_id BINARY(16) NOT NULL,
      channel_id BINARY(16) NOT NULL,
      contact_id BINARY(16) NOT NULL,
      message_id BINARY(16) NOT NULL,
      seq BIGINT NOT NULL,
      disclosed TINYINT NOT NULL DEFAULT 0,
      at DATETIME(3) NOT NULL,
      UNIQUE KEY ux_ai_sent_message (message_id),
      KEY ix_ai_sent_conversation (workspace_id, conversation_id, seq),
      KEY ix_ai_sent_contact (workspace_id, contact_id, at),
      KEY ix_ai_sent_channel (workspace_id, channel_id, at)
    )`),
  migration(458, 'create-ai-replay', `
    CREATE TABLE ai_replay (
      id BINARY(16) NOT NULL PRIMARY KEY,
      workspace_id BINARY(16) NOT NULL,
      client_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      channel_id BINARY(16) NOT NULL,
      state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      purpose VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'replay',
      cases JSON NOT NULL,
      done INT NOT NULL DEFAULT 0,
      total INT NOT NULL,
      problem VARCHAR(500) NULL,
      started_by BINARY(16) NULL,
      next_at DATETIME(3) NULL,
      lease_until DATETIME(3) NULL,
      fence BIGINT NOT NULL DEFAULT 0,
      created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      UNIQUE KEY ux_ai_replay_client (workspace_id, client_id),
      KEY ix_ai_replay_list (workspace_id, created_at),
      KEY ix_ai_replay_work (next_at)
    )`),
  migration(459, 'create-ai-exam-case', `
    CREATE TABLE ai_exam_case (
      id BINARY(16) NOT NULL PRIMARY KEY,
      workspace_id BINARY(16) NOT NULL,
      client_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      question TEXT NOT NULL,
      history JSON NOT NULL,
      expect VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      document_ids JSON NOT NULL,
      must_say JSON NOT NULL,
      conversation_id BINARY(16) NULL,
      last_passed TINYINT NULL,
      created_by BINARY(16) NULL,
      created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      UNIQUE KEY ux_ai_exam_case_client (workspace_id, client_id),
      KEY ix_ai_exam_case_list (workspace_id, created_at)
    )`),
  // fingerprint: knowledge, settings and model that it was run with; another one makes the exam run again.
  migration(460, 'create-ai-exam-run', `
    CREATE TABLE ai_exam_run (
      id BINARY(16) NOT NULL PRIMARY KEY,
      workspace_id BINARY(16) NOT NULL,
      state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      because VARCHAR(255) NOT NULL,
      fingerprint VARCHAR(191) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      done INT NOT NULL DEFAULT 0,
      total INT NOT NULL,
      passed INT NOT NULL DEFAULT 0,
      results JSON NOT NULL,
      next_at DATETIME(3) NULL,
      lease_until DATETIME(3) NULL,
      fence BIGINT NOT NULL DEFAULT 0,
      created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      KEY ix_ai_exam_run_list (workspace_id, created_at),
      KEY ix_ai_exam_run_work (next_at)
    )`),
  // The fingerprint seen last and since when: a change that is still being made does not start an exam.
  migration(461, 'create-ai-exam-watch', `
    CREATE TABLE ai_exam_watch (
      workspace_id BINARY(16) NOT NULL PRIMARY KEY,
      fingerprint VARCHAR(191) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      because VARCHAR(255) NOT NULL,
      since DATETIME(3) NOT NULL
    )`),
  // A replayed case that somebody looked at in full.
  migration(462, 'add-ai-run-seen', `ALTER TABLE ai_run ADD COLUMN seen_at DATETIME(3) NULL`),
  // problem: why a run failed; its next_at is then when another one is started. tries: how often its question was asked in vain.
  migration(463, 'add-ai-exam-run-problem', `ALTER TABLE ai_exam_run ADD COLUMN problem VARCHAR(500) NULL, ADD COLUMN tries INT NOT NULL DEFAULT 0`),
];
