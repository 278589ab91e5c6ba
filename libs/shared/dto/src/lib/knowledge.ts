/*
 * Routes under /api/knowledge (lists are Page<T>, by ?cursor= and ?limit=):
 *   GET    summary                          KnowledgeSummary
 *   GET    documents ?kind= ?state= ?q= ?sourceId=   Page<KnowledgeDocument>, last changed first
 *   GET    documents/:id                    KnowledgeDocument
 *   PATCH  documents/:id                    UpdateKnowledgeDocumentRequest → KnowledgeDocument
 *   DELETE documents/:id                    204
 *   POST   documents/:id/retry              KnowledgeDocument; reads its source again
 *   GET    documents/:id/passages           Page<KnowledgePassage>
 *   GET    documents/:id/file               the file as it was uploaded
 *   POST   documents/:id/questions          AddQuestionRequest → KnowledgeArticle; articles and FAQ items
 *   GET    passages/:id                     KnowledgePassage
 *   POST   articles                         CreateArticleRequest → KnowledgeArticle (201, or 200 for a known clientId)
 *   GET    articles/:id                     KnowledgeArticle; FAQ items too
 *   PATCH  articles/:id                     SaveArticleRequest → KnowledgeArticle
 *   POST   articles/:id/publish             PublishArticleRequest → KnowledgeArticle
 *   POST   articles/:id/unpublish           KnowledgeArticle
 *   POST   articles/:id/discard             KnowledgeArticle; the draft of a published one goes
 *   GET    articles/:id/versions/:no        KnowledgeVersion
 *   POST   files                            multipart: file, clientId, audience?, language? → KnowledgeDocument (201 or 200)
 *   GET    websites                         KnowledgeWebsite[]
 *   POST   websites                         AddWebsiteRequest → KnowledgeWebsite (201 or 200)
 *   GET    websites/:id                     KnowledgeWebsite
 *   PATCH  websites/:id                     UpdateWebsiteRequest → KnowledgeWebsite
 *   DELETE websites/:id                     204, with its pages
 *   GET    websites/:id/found               FoundPage[]
 *   POST   websites/:id/import              ImportPagesRequest → KnowledgeWebsite
 *   POST   websites/:id/read                KnowledgeWebsite; looks for pages again and reads the known ones
 *   POST   faq                              ImportFaqRequest → FaqImportResult
 *   GET    gaps                             Page<KnowledgeGap>, most asked first
 *   DELETE gaps/:id                         204, dismissed
 *   POST   search                           KnowledgeSearchRequest → KnowledgeSearchResult
 */

/** public: the AI may answer customers with it; internal: people only, never in a prompt. */
export const KNOWLEDGE_AUDIENCES = ['public', 'internal'] as const;
export type KnowledgeAudience = (typeof KNOWLEDGE_AUDIENCES)[number];

export const KNOWLEDGE_KINDS = ['article', 'file', 'page', 'faq'] as const;
export type KnowledgeKind = (typeof KNOWLEDGE_KINDS)[number];

/** draft: an article that was never published; stale: changed at its source since it was read; partly: parts could not be read. */
export const KNOWLEDGE_STATES = ['draft', 'queued', 'reading', 'indexing', 'ready', 'partly', 'failed', 'stale'] as const;
export type KnowledgeState = (typeof KNOWLEDGE_STATES)[number];

export const KNOWLEDGE_FILE_MAX_BYTES = 15 * 1024 * 1024;
export const KNOWLEDGE_FILE_EXTENSIONS = ['pdf', 'docx', 'txt', 'md', 'html', 'csv', 'xlsx'] as const;
/** Other endings of names for the same. */
export const KNOWLEDGE_FILE_ALIASES = { htm: 'html', markdown: 'md', text: 'txt', tsv: 'csv' } as const;
export const KNOWLEDGE_TITLE_MAX = 200;
export const KNOWLEDGE_ARTICLE_MAX = 200_000;
export const KNOWLEDGE_QUESTIONS_MAX = 50;
export const KNOWLEDGE_QUESTION_MAX = 300;

/** A row of Knowledge. */
export interface KnowledgeDocument {
  id: string;
  version: number;
  kind: KnowledgeKind;
  /** Of pages: the website they were found on; of FAQ items: the import. */
  sourceId: string | null;
  title: string;
  /** BCP 47, found in the text unless set by a person. */
  language: string | null;
  audience: KnowledgeAudience;
  /** Answers from it may be sent without a person. */
  autoSend: boolean;
  published: boolean;
  state: KnowledgeState;
  /** 0–100 while reading or indexing, else null. */
  progress: number | null;
  /** What could not be read and what to do about it, in plain words. */
  problem: string | null;
  passages: number;
  fileName: string | null;
  sizeBytes: number | null;
  url: string | null;
  /** Answers of the last 30 days that cited it. */
  used: number;
  ownerName: string | null;
  updatedAt: string;
  /** When its source was read last. */
  readAt: string | null;
  /** Articles: saved since they were published. */
  hasUnpublishedChanges: boolean;
}

export interface KnowledgeArticle extends KnowledgeDocument {
  /** What people edit: the draft when there is one, else what is published. */
  markdown: string;
  /** Null: never published. */
  publishedMarkdown: string | null;
  /** Wordings that this article answers; searched like its title. */
  questions: string[];
  versions: KnowledgeVersionRef[];
}
export interface KnowledgeVersionRef {
  no: number;
  title: string;
  byName: string | null;
  at: string;
}
export interface KnowledgeVersion extends KnowledgeVersionRef {
  markdown: string;
  questions: string[];
}

export interface KnowledgeSummary {
  documents: Record<KnowledgeKind, number>;
  passages: number;
  working: number;
  failed: number;
  gaps: number;
  /** Some published, public document is indexed. */
  ready: boolean;
}

export interface CreateArticleRequest {
  clientId: string;
  title: string;
  markdown: string;
  questions?: string[];
  audience?: KnowledgeAudience;
  language?: string | null;
  /** Published at once instead of kept as a draft. */
  publish?: boolean;
  /** The gap that it answers. */
  gapId?: string;
}
/** Saves the draft; what is published stays until POST …/publish. */
export interface SaveArticleRequest {
  version: number;
  title?: string;
  markdown?: string;
  questions?: string[];
}
export interface PublishArticleRequest {
  version: number;
}
/** PATCH /api/knowledge/documents/:id: acts at once. */
export interface UpdateKnowledgeDocumentRequest {
  audience?: KnowledgeAudience;
  autoSend?: boolean;
  language?: string | null;
  title?: string;
}
/** Adds a customer's wording to an article or FAQ item. */
export interface AddQuestionRequest {
  question: string;
  /** The gap that this closes. */
  gapId?: string;
}

export const WEBSITE_MODES = ['page', 'sitemap', 'crawl'] as const;
export type WebsiteMode = (typeof WEBSITE_MODES)[number];

/** finding: looks for pages; found: waits for a choice; reading; ready; failed. */
export const WEBSITE_STATES = ['queued', 'finding', 'found', 'reading', 'ready', 'failed'] as const;
export type WebsiteState = (typeof WEBSITE_STATES)[number];

export interface KnowledgeWebsite {
  id: string;
  version: number;
  url: string;
  mode: WebsiteMode;
  depth: number;
  maxPages: number;
  /** Days between two readings; null: only when asked. */
  everyDays: number | null;
  audience: KnowledgeAudience;
  autoSend: boolean;
  state: WebsiteState;
  progress: number | null;
  problem: string | null;
  pages: number;
  found: number;
  readAt: string | null;
  nextAt: string | null;
}
export interface AddWebsiteRequest {
  clientId: string;
  url: string;
  mode: WebsiteMode;
  depth?: number;
  maxPages?: number;
  everyDays?: number | null;
  audience?: KnowledgeAudience;
}
export interface UpdateWebsiteRequest {
  everyDays?: number | null;
  audience?: KnowledgeAudience;
  autoSend?: boolean;
}
export interface FoundPage {
  url: string;
  title: string | null;
  /** Not to be read, and why: refused by robots.txt, other host, not a page. */
  refused: string | null;
  known: boolean;
}
export interface ImportPagesRequest {
  urls: string[];
}

/** FAQ import: CSV or pairs. Rows that are not a question with an answer are told. */
export interface ImportFaqRequest {
  clientId: string;
  name: string;
  csv?: string;
  items?: { question: string; answer: string }[];
  audience?: KnowledgeAudience;
  language?: string | null;
}
export interface FaqImportResult {
  imported: number;
  problems: { row: number; words: string }[];
}

/** A piece of a document, as the AI sees it. */
export interface KnowledgePassage {
  id: string;
  documentId: string;
  no: number;
  title: string;
  /** Headings above it, outermost first. */
  headings: string[];
  text: string;
  /** Of files with pages. */
  page: number | null;
  url: string | null;
  kind: KnowledgeKind;
}

/** Confidence, 0–100: one number, defined once (docs/ai.md), the same in tests and in production. */
export const CONFIDENCE_LEVELS = ['low', 'medium', 'high'] as const;
export type ConfidenceLevel = (typeof CONFIDENCE_LEVELS)[number];
export const CONFIDENCE_MEDIUM = 50;
export const CONFIDENCE_HIGH = 80;
export interface Confidence {
  value: number;
  level: ConfidenceLevel;
  /** What made it, each 0–1. */
  parts: { name: string; value: number }[];
}

export interface KnowledgeHit {
  passage: KnowledgePassage;
  /** Fused, 0–1, of the best hit 1. */
  score: number;
  lexical: number;
  /** Null without embeddings. */
  semantic: number | null;
  /** Words of the question that were found, for highlighting. */
  matched: string[];
}
export interface KnowledgeSearchRequest {
  question: string;
  /** internal includes public ones too; people may ask for both. */
  audience?: KnowledgeAudience;
  limit?: number;
}
export interface KnowledgeSearchResult {
  hits: KnowledgeHit[];
  confidence: Confidence;
  language: string;
  /** Passages that were searched. */
  searched: number;
  tookMs: number;
}

/** A question for which nothing was found. */
export interface KnowledgeGap {
  id: string;
  question: string;
  count: number;
  firstAt: string;
  lastAt: string;
  /** Newest conversation that asked; null when it is gone or came from the playground. */
  conversationId: string | null;
}
