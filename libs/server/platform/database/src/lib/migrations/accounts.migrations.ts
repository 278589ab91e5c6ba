import { migration } from './migration';

export const ACCOUNTS_MIGRATIONS = [
  migration(1, 'create-workspace', `
    CREATE TABLE workspace (
      id BINARY(16) NOT NULL PRIMARY KEY,
      name VARCHAR(120) NOT NULL,
      time_zone VARCHAR(64) NOT NULL,
      created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3)
    )`),
  migration(2, 'create-user', `
    CREATE TABLE \`user\` (
      id BINARY(16) NOT NULL PRIMARY KEY,
      email VARCHAR(254) NOT NULL,
      name VARCHAR(120) NOT NULL,
      password_hash VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      preferences JSON NOT NULL,
      created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      UNIQUE KEY ux_user_email (email)
    )`),
  migration(3, 'create-membership', `
    CREATE TABLE membership (
      workspace_id BINARY(16) NOT NULL,
      user_id BINARY(16) NOT NULL,
      role VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      disabled_at DATETIME(3) NULL,
      last_seen_at DATETIME(3) NULL,
      created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      PRIMARY KEY (workspace_id, user_id),
      KEY ix_membership_user (user_id),
      CONSTRAINT fk_membership_workspace FOREIGN KEY (workspace_id) REFERENCES workspace (id),
      CONSTRAINT fk_membership_user FOREIGN KEY (user_id) REFERENCES \`user\` (id)
    )`),
  migration(4, 'create-session', `
    CREATE TABLE session (
      id BINARY(16) NOT NULL PRIMARY KEY,
      token_hash BINARY(32) NOT NULL,
      user_id BINARY(16) NOT NULL,
      workspace_id BINARY(16) NOT NULL,
      ip VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      user_agent VARCHAR(255) NOT NULL,
      created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      last_seen_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      expires_at DATETIME(3) NOT NULL,
      revoked_at DATETIME(3) NULL,
      UNIQUE KEY ux_session_token (token_hash),
      KEY ix_session_user (user_id, revoked_at),
      CONSTRAINT fk_session_user FOREIGN KEY (user_id) REFERENCES \`user\` (id)
    )`),
  migration(5, 'create-invitation', `
    CREATE TABLE invitation (
      id BINARY(16) NOT NULL PRIMARY KEY,
      workspace_id BINARY(16) NOT NULL,
      client_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      email VARCHAR(254) NULL,
      role VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      token_hash BINARY(32) NOT NULL,
      created_by BINARY(16) NOT NULL,
      created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      expires_at DATETIME(3) NOT NULL,
      accepted_at DATETIME(3) NULL,
      revoked_at DATETIME(3) NULL,
      UNIQUE KEY ux_invitation_token (token_hash),
      UNIQUE KEY ux_invitation_client (workspace_id, client_id)
    )`),
  migration(6, 'create-password-reset', `
    CREATE TABLE password_reset (
      id BINARY(16) NOT NULL PRIMARY KEY,
      user_id BINARY(16) NOT NULL,
      token_hash BINARY(32) NOT NULL,
      created_by BINARY(16) NULL,
      created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      expires_at DATETIME(3) NOT NULL,
      used_at DATETIME(3) NULL,
      UNIQUE KEY ux_password_reset_token (token_hash),
      KEY ix_password_reset_user (user_id)
    )`),
  migration(7, 'create-setup-code', `
    CREATE TABLE setup_code (
      id TINYINT NOT NULL PRIMARY KEY,
      code_hash BINARY(32) NOT NULL,
      failed_tries INT NOT NULL DEFAULT 0,
      created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      used_at DATETIME(3) NULL
    )`),
  migration(8, 'create-api-key', `
    CREATE TABLE api_key (
      id BINARY(16) NOT NULL PRIMARY KEY,
      workspace_id BINARY(16) NOT NULL,
      name VARCHAR(120) NOT NULL,
      token_hash BINARY(32) NOT NULL,
      prefix VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      scopes JSON NOT NULL,
      created_by BINARY(16) NOT NULL,
      created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      last_used_at DATETIME(3) NULL,
      revoked_at DATETIME(3) NULL,
      UNIQUE KEY ux_api_key_token (token_hash),
      KEY ix_api_key_workspace (workspace_id)
    )`),
  migration(9, 'create-audit-entry', `
    CREATE TABLE audit_entry (
      id BINARY(16) NOT NULL PRIMARY KEY,
      workspace_id BINARY(16) NOT NULL,
      actor_user_id BINARY(16) NULL,
      actor_name VARCHAR(120) NOT NULL,
      action VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      target_kind VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      target_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
      target_name VARCHAR(255) NOT NULL,
      changes JSON NOT NULL,
      ip VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      request_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      KEY ix_audit_entry_time (workspace_id, created_at, id)
    )`),
  // Sign-in tries by e-mail and address: kept for unknown e-mails too, so that their answers do not differ.
  migration(10, 'create-sign-in-failure', `
    CREATE TABLE sign_in_failure (
      key_hash BINARY(32) NOT NULL PRIMARY KEY,
      failures INT NOT NULL,
      locked_until DATETIME(3) NULL,
      updated_at DATETIME(3) NOT NULL,
      KEY ix_sign_in_failure_updated (updated_at)
    )`),
];
