import { migration } from './migration';

/** What the whole WhatsApp contract adds to contacts, conversations and messages. */
export const CONVERSATIONS_MIGRATIONS = [
  // side: contact or us; WhatsApp knows one reaction of each to a message. emoji NULL: taken back, kept for its time.
  migration(240, 'create-reaction', `
    CREATE TABLE reaction (
      channel_id BINARY(16) NOT NULL,
      target_external_id VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      side VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      contact_id BINARY(16) NOT NULL,
      workspace_id BINARY(16) NOT NULL,
      emoji VARCHAR(64) NULL,
      external_id VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
      user_id BINARY(16) NULL,
      message_id BINARY(16) NULL,
      provider_ts DATETIME(3) NOT NULL,
      PRIMARY KEY (channel_id, target_external_id, side, contact_id)
    )`),
  // An edit or a take-back may come before the message it speaks of.
  migration(241, 'create-message-revision', `
    CREATE TABLE message_revision (
      channel_id BINARY(16) NOT NULL,
      external_id VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      workspace_id BINARY(16) NOT NULL,
      target_external_id VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      change_kind VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      body MEDIUMTEXT NULL,
      previous_body MEDIUMTEXT NULL,
      provider_ts DATETIME(3) NOT NULL,
      applied_at DATETIME(3) NULL,
      PRIMARY KEY (channel_id, external_id),
      KEY ix_message_revision_target (channel_id, target_external_id)
    )`),
  migration(242, 'add-message-edited', `ALTER TABLE message ADD COLUMN edited_at DATETIME(3) NULL`),
  migration(243, 'add-message-revoked', `ALTER TABLE message ADD COLUMN revoked_at DATETIME(3) NULL`),
  migration(244, 'create-contact-merge', `
    CREATE TABLE contact_merge (
      id BINARY(16) NOT NULL PRIMARY KEY,
      workspace_id BINARY(16) NOT NULL,
      kept_id BINARY(16) NOT NULL,
      merged_id BINARY(16) NOT NULL,
      merged_name VARCHAR(255) NOT NULL,
      moved JSON NOT NULL,
      user_id BINARY(16) NULL,
      at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      undone_at DATETIME(3) NULL,
      KEY ix_contact_merge_kept (workspace_id, kept_id),
      KEY ix_contact_merge_merged (workspace_id, merged_id)
    )`),
  migration(245, 'add-contact-merged-into', `ALTER TABLE contact ADD COLUMN merged_into BINARY(16) NULL`),
  migration(246, 'add-contact-opted-out', `ALTER TABLE contact ADD COLUMN opted_out_at DATETIME(3) NULL`),
  migration(247, 'add-contact-opt-source', `ALTER TABLE contact ADD COLUMN opt_source VARCHAR(64) NULL`),
  migration(248, 'add-conversation-free-until', `ALTER TABLE conversation ADD COLUMN free_until DATETIME(3) NULL`),
  migration(249, 'add-conversation-meta-agent', `ALTER TABLE conversation ADD COLUMN meta_agent TINYINT NOT NULL DEFAULT 0`),
  // Country variants of one number (Brazil, Mexico, Argentina) share a key; never unique, never sent to.
  migration(250, 'add-contact-identity-match-key', `ALTER TABLE contact_identity ADD COLUMN match_key VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL`),
  migration(251, 'index-contact-identity-match-key', `CREATE INDEX ix_contact_identity_match ON contact_identity (workspace_id, match_key)`),
  // The provider's account that told an opaque id: two different ids of one account are two people.
  migration(252, 'add-contact-identity-scope', `ALTER TABLE contact_identity ADD COLUMN scope VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL`),
  // Locked while a number that can be written in two ways looks for its contact; the unique key of the two ways does not meet.
  migration(253, 'create-number-claim', `
    CREATE TABLE number_claim (
      workspace_id BINARY(16) NOT NULL,
      match_key VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      PRIMARY KEY (workspace_id, match_key)
    )`),
  // Meta's time of the last word about marketing messages, also of one that changed nothing: an older one may come later.
  migration(254, 'add-contact-opt-changed', `ALTER TABLE contact ADD COLUMN opt_changed_at DATETIME(3) NULL`),
  // What people note about a contact: name → text. attributes_at is NULL without any; its index finds the names in use.
  migration(301, 'add-contact-attributes', `
    ALTER TABLE contact
      ADD COLUMN attributes JSON NULL,
      ADD COLUMN attributes_at DATETIME(3) NULL,
      ADD KEY ix_contact_attributes (workspace_id, attributes_at)`),
  // When its contact left an address, by the provider's clock, and whether it is known from such a move only: deliveries come in any order.
  migration(302, 'add-contact-identity-ended', `
    ALTER TABLE contact_identity
      ADD COLUMN ended_at DATETIME(3) NULL,
      ADD COLUMN only_told TINYINT NOT NULL DEFAULT 0`),
  // Meta's time of the profile name, since an older one may come later.
  migration(303, 'add-contact-profile-name-at', `ALTER TABLE contact ADD COLUMN profile_name_at DATETIME(3) NULL`),
  // What the AI last did here that still stands: draft, sent or handed_over. NULL in most rows; its index walks the list of one.
  migration(519, 'add-conversation-ai-state', `
    ALTER TABLE conversation
      ADD COLUMN ai_state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
      ADD KEY ix_conversation_ai (workspace_id, ai_state, last_message_at, id)`),
];
