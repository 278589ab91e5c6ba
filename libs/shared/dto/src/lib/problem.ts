/** Stable codes of problem+json answers. A client may branch on them; the words may change. */
export const PROBLEM_CODES = [
  'VALIDATION_FAILED',
  'BODY_NOT_JSON',
  'BODY_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'SESSION_REQUIRED',
  'SIGN_IN_FAILED',
  'SIGN_IN_LOCKED',
  'FORBIDDEN',
  'CSRF_REFUSED',
  'NOT_FOUND',
  'VERSION_CONFLICT',
  'CLIENT_ID_REUSED',
  'RATE_LIMITED',
  'SETUP_DONE',
  'SETUP_CODE_WRONG',
  'LINK_EXPIRED',
  'EMAIL_TAKEN',
  'PASSWORD_WEAK',
  'LAST_OWNER',
  'CHANNEL_NUMBER_TAKEN',
  'CHANNEL_TEST_FAILED',
  'CHANNEL_NOT_ACTIVE',
  'CHANNEL_SECRET_INVALID',
  'CHANNEL_IN_USE',
  'SIMULATOR_OFF',
  'SIMULATOR_UNREACHABLE',
  'INBOX_REPLY_WINDOW_CLOSED',
  'INBOX_MESSAGE_TOO_LONG',
  'INBOX_MESSAGE_EMPTY',
  'INBOX_NOT_RETRYABLE',
  'INBOX_CONVERSATION_RESOLVED',
  'INBOX_ALREADY_OPEN',
  'INBOX_CONTENT_INVALID',
  'INBOX_NOT_REACTABLE',
  'INBOX_OPTED_OUT',
  'ATTACHMENT_NOT_READY',
  'ATTACHMENT_REFUSED',
  'ATTACHMENT_LINK_EXPIRED',
  'TEMPLATE_NOT_SENDABLE',
  'TEMPLATE_VALUES_INVALID',
  'TEMPLATE_REFUSED',
  'TEMPLATE_SYNC_FAILED',
  'CONTACT_ADDRESS_INVALID',
  'CONTACT_MERGE_REFUSED',
  'CHANNEL_PROVIDER_FAILED',
  'LOG_SIGNATURE_UNPROVEN',
  'KNOWLEDGE_FILE_REFUSED',
  'KNOWLEDGE_ADDRESS_REFUSED',
  'KNOWLEDGE_NOT_PUBLISHABLE',
  'AI_NOT_CONFIGURED',
  'AI_PROVIDER_FAILED',
  'AI_PAUSED',
  'AI_BUDGET_SPENT',
  'AI_DRAFT_OUTDATED',
  'AI_DRAFT_SETTLED',
  'AI_DRAFT_NO_SOURCE',
  'AI_DRAFT_SOURCE_GONE',
  'AI_AUTO_SEND_BLOCKED',
  'RULE_INVALID',
  'NAME_TAKEN',
  'SYNC_CURSOR_TOO_OLD',
  'DATABASE_UNAVAILABLE',
  'INTERNAL',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** One invalid field of a request body or query. `field` is a dotted path. */
export interface FieldError {
  field: string;
  message: string;
}

/** RFC 9457 problem document, as every failing /api route answers it. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: ProblemCode;
  detail: string;
  errors: FieldError[];
  /** Of INBOX_ALREADY_OPEN: the conversation to open instead. */
  conversationId?: string;
  /** Also in the x-request-id header and in the log line. */
  requestId: string;
}
