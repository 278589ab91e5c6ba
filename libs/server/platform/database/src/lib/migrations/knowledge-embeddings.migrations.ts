import { migration } from './migration';

export const KNOWLEDGE_EMBEDDINGS_MIGRATIONS = [
  // vector: little-endian Float32 of length 1. batch: of knowledge_embedding_work when it was written, so that a process
  // reads only what is new to it. The id of a passage follows from its text, so a vector never belongs to another text.
  migration(420, 'create-knowledge-embedding', `
    CREATE TABLE knowledge_embedding (
      workspace_id BINARY(16) NOT NULL,
      passage_id BINARY(16) NOT NULL,
      model VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      dimensions SMALLINT UNSIGNED NOT NULL,
      vector MEDIUMBLOB NOT NULL,
      batch BIGINT NOT NULL,
      PRIMARY KEY (passage_id, model),
      KEY ix_knowledge_embedding_new (workspace_id, model, batch)
    )`),
  // Of wordings that a document answers; text is compared when it is read, so that a wording that changed counts no more.
  migration(421, 'create-knowledge-wording-embedding', `
    CREATE TABLE knowledge_wording_embedding (
      workspace_id BINARY(16) NOT NULL,
      document_id BINARY(16) NOT NULL,
      text_hash BINARY(16) NOT NULL,
      model VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      text VARCHAR(300) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      dimensions SMALLINT UNSIGNED NOT NULL,
      vector MEDIUMBLOB NOT NULL,
      PRIMARY KEY (workspace_id, document_id, text_hash, model)
    )`),
  // One row per workspace with embeddings. revision, provider_version: what was embedded; model: whose vectors are written.
  migration(422, 'create-knowledge-embedding-work', `
    CREATE TABLE knowledge_embedding_work (
      workspace_id BINARY(16) NOT NULL PRIMARY KEY,
      model VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
      revision BIGINT NOT NULL DEFAULT -1,
      provider_version INT NOT NULL DEFAULT 0,
      batch BIGINT NOT NULL DEFAULT 0,
      problem VARCHAR(500) NULL,
      fence BIGINT NOT NULL DEFAULT 0,
      next_at DATETIME(3) NULL,
      lease_until DATETIME(3) NULL,
      tries SMALLINT NOT NULL DEFAULT 0
    )`),
];
