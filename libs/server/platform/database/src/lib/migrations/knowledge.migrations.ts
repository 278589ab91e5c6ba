import { migration } from './migration';

export const KNOWLEDGE_MIGRATIONS = [
  // One row is one text of its own: an article, a file, a page of a website, a question with its answer.
  // title, markdown: what is published (files and pages keep their text in passages only); draft_*: what people edit, NULL
  // when it is the same. index_version: of the passages that count; want_version: what a worker is to bring it to.
  // next_at, lease_until, fence, tries: as in every other queue of rows. url_hash, sha256: of the address and of the bytes.
  migration(400, 'create-knowledge-document', `
    CREATE TABLE knowledge_document (
      id BINARY(16) NOT NULL PRIMARY KEY,
      workspace_id BINARY(16) NOT NULL,
      kind VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      source_id BINARY(16) NULL,
      client_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
      client_hash BINARY(32) NULL,
      version INT NOT NULL DEFAULT 1,
      title VARCHAR(255) NOT NULL,
      markdown MEDIUMTEXT NULL,
      draft_title VARCHAR(255) NULL,
      draft_markdown MEDIUMTEXT NULL,
      draft_questions JSON NULL,
      language VARCHAR(35) CHARACTER SET ascii COLLATE ascii_bin NULL,
      language_fixed TINYINT NOT NULL DEFAULT 0,
      audience VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'public',
      auto_send TINYINT NOT NULL DEFAULT 0,
      published TINYINT NOT NULL DEFAULT 0,
      state VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      progress TINYINT UNSIGNED NULL,
      problem VARCHAR(1000) NULL,
      index_version INT NOT NULL DEFAULT 0,
      want_version INT NOT NULL DEFAULT 0,
      passages INT NOT NULL DEFAULT 0,
      file_name VARCHAR(255) NULL,
      mime_type VARCHAR(160) NULL,
      size_bytes BIGINT NULL,
      sha256 BINARY(32) NULL,
      storage_key VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
      url VARCHAR(2048) NULL,
      url_hash BINARY(32) NULL,
      etag VARCHAR(255) NULL,
      content_hash BINARY(32) NULL,
      owner_id BINARY(16) NULL,
      fence BIGINT NOT NULL DEFAULT 0,
      next_at DATETIME(3) NULL,
      lease_until DATETIME(3) NULL,
      tries SMALLINT NOT NULL DEFAULT 0,
      read_at DATETIME(3) NULL,
      created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      updated_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      UNIQUE KEY ux_knowledge_document_client (workspace_id, client_id),
      UNIQUE KEY ux_knowledge_document_url (workspace_id, source_id, url_hash),
      KEY ix_knowledge_document_list (workspace_id, updated_at, id),
      KEY ix_knowledge_document_kind (workspace_id, kind, updated_at, id),
      KEY ix_knowledge_document_work (next_at)
    )`),
  migration(401, 'create-knowledge-version', `
    CREATE TABLE knowledge_version (
      workspace_id BINARY(16) NOT NULL,
      document_id BINARY(16) NOT NULL,
      no INT NOT NULL,
      title VARCHAR(255) NOT NULL,
      markdown MEDIUMTEXT NOT NULL,
      questions JSON NOT NULL,
      by_id BINARY(16) NULL,
      by_name VARCHAR(120) NULL,
      at DATETIME(3) NOT NULL,
      PRIMARY KEY (workspace_id, document_id, no)
    )`),
  // Wordings that a published document answers; searched like its title. origin: editor, customer or import.
  migration(402, 'create-knowledge-question', `
    CREATE TABLE knowledge_question (
      workspace_id BINARY(16) NOT NULL,
      document_id BINARY(16) NOT NULL,
      no INT NOT NULL,
      text VARCHAR(300) NOT NULL,
      origin VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      PRIMARY KEY (workspace_id, document_id, no)
    )`),
  // id follows from document, title, headings and text: what did not change keeps its id, and with it its embedding.
  migration(403, 'create-knowledge-passage', `
    CREATE TABLE knowledge_passage (
      id BINARY(16) NOT NULL PRIMARY KEY,
      workspace_id BINARY(16) NOT NULL,
      document_id BINARY(16) NOT NULL,
      index_version INT NOT NULL,
      no INT NOT NULL,
      headings JSON NOT NULL,
      page INT NULL,
      text MEDIUMTEXT NOT NULL,
      language VARCHAR(35) CHARACTER SET ascii COLLATE ascii_bin NULL,
      tokens INT NOT NULL,
      KEY ix_knowledge_passage_document (workspace_id, document_id, no)
    )`),
  // Rises with every change that a search could notice; an index that is older is not searched.
  migration(404, 'create-knowledge-revision', `
    CREATE TABLE knowledge_revision (
      workspace_id BINARY(16) NOT NULL PRIMARY KEY,
      revision BIGINT NOT NULL
    )`),
  migration(405, 'create-knowledge-website', `
    CREATE TABLE knowledge_website (
      id BINARY(16) NOT NULL PRIMARY KEY,
      workspace_id BINARY(16) NOT NULL,
      client_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      client_hash BINARY(32) NOT NULL,
      version INT NOT NULL DEFAULT 1,
      url VARCHAR(2048) NOT NULL,
      mode VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      depth SMALLINT NOT NULL,
      max_pages SMALLINT NOT NULL,
      every_days SMALLINT NULL,
      audience VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      auto_send TINYINT NOT NULL DEFAULT 0,
      state VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      progress TINYINT UNSIGNED NULL,
      problem VARCHAR(1000) NULL,
      owner_id BINARY(16) NULL,
      fence BIGINT NOT NULL DEFAULT 0,
      next_at DATETIME(3) NULL,
      lease_until DATETIME(3) NULL,
      tries SMALLINT NOT NULL DEFAULT 0,
      read_at DATETIME(3) NULL,
      created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      UNIQUE KEY ux_knowledge_website_client (workspace_id, client_id),
      KEY ix_knowledge_website_work (next_at)
    )`),
  migration(406, 'create-knowledge-found-page', `
    CREATE TABLE knowledge_found_page (
      workspace_id BINARY(16) NOT NULL,
      website_id BINARY(16) NOT NULL,
      url_hash BINARY(32) NOT NULL,
      no INT NOT NULL,
      url VARCHAR(2048) NOT NULL,
      title VARCHAR(255) NULL,
      refused VARCHAR(255) NULL,
      PRIMARY KEY (workspace_id, website_id, url_hash)
    )`),
  // The same client_id gives the same result back.
  migration(407, 'create-knowledge-import', `
    CREATE TABLE knowledge_import (
      id BINARY(16) NOT NULL PRIMARY KEY,
      workspace_id BINARY(16) NOT NULL,
      client_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      client_hash BINARY(32) NOT NULL,
      name VARCHAR(255) NOT NULL,
      result JSON NOT NULL,
      at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      UNIQUE KEY ux_knowledge_import_client (workspace_id, client_id)
    )`),
  // question_hash: of the question in lower case with its white space and marks evened out.
  migration(408, 'create-knowledge-gap', `
    CREATE TABLE knowledge_gap (
      id BINARY(16) NOT NULL PRIMARY KEY,
      workspace_id BINARY(16) NOT NULL,
      question_hash BINARY(32) NOT NULL,
      question VARCHAR(1000) NOT NULL,
      count INT NOT NULL DEFAULT 1,
      conversation_id BINARY(16) NULL,
      first_at DATETIME(3) NOT NULL,
      last_at DATETIME(3) NOT NULL,
      closed_at DATETIME(3) NULL,
      document_id BINARY(16) NULL,
      UNIQUE KEY ux_knowledge_gap_question (workspace_id, question_hash),
      KEY ix_knowledge_gap_open (workspace_id, closed_at, last_at)
    )`),
  // Bytes whose document is gone: written with the deletion, so that a process that dies leaves none behind.
  migration(409, 'create-knowledge-removed-file', `
    CREATE TABLE knowledge_removed_file (
      storage_key VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
      workspace_id BINARY(16) NOT NULL,
      at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3)
    )`),
  // Websites whose pages are read, one page at a time whoever wants them; of no workspace, and forgotten after a day.
  migration(410, 'create-knowledge-host', `
    CREATE TABLE knowledge_host (
      host VARCHAR(300) NOT NULL PRIMARY KEY,
      rests_until DATETIME(3) NOT NULL,
      KEY ix_knowledge_host_rest (rests_until)
    )`),
];
