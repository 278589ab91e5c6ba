import { newId } from '@mailtrixy/server/platform/clock';
import type { ProblemCode } from '@mailtrixy/shared/dto';
import type { Victim } from './victim';

/** How to call one route with the ids of another workspace. */
export interface TenantFixture {
  /** Path parameters by name. */
  params: (victim: Victim) => Record<string, string>;
  /** A body that passes validation, so that only the ids can be the reason for a refusal. */
  body?: (victim: Victim) => unknown;
  /** Where even the owner cannot come further with the seeded rows: the code of that refusal. */
  ownerGets?: ProblemCode;
}

const channel: TenantFixture = { params: (victim) => ({ id: victim.channelId }) };
const log: TenantFixture = { params: (victim) => ({ id: victim.channelId, logId: victim.logId }) };
const attachment: TenantFixture = { params: (victim) => ({ id: victim.attachmentId }) };
const conversation: TenantFixture = { params: (victim) => ({ id: victim.conversationId }) };
const contact: TenantFixture = { params: (victim) => ({ id: victim.contactId }) };
const message: TenantFixture = { params: (victim) => ({ id: victim.messageId }) };
const template: TenantFixture = { params: (victim) => ({ id: victim.templateId }) };
const aiDraft: TenantFixture = { params: (victim) => ({ id: victim.aiDraftId }) };
const rule: TenantFixture = { params: (victim) => ({ id: victim.ruleId }), body: () => ({ name: 'Mine now', enabled: false, conditions: { match: 'exact', words: ['x'], wholeWord: false, mediaKinds: [], channelIds: [], firstMessage: false, during: 'always', languages: [], labelIds: [], notWhileAnswered: false }, actions: [{ do: 'resolve' }], limits: { coolDownMinutes: 0, oncePerConversation: false, stop: false } }) };
const label: TenantFixture = { params: (victim) => ({ id: victim.labelId }) };
const canned: TenantFixture = { params: (victim) => ({ id: victim.cannedReplyId }) };
const knowledgeFile: TenantFixture = { params: (victim) => ({ id: victim.knowledgeFileId }) };
const article: TenantFixture = { params: (victim) => ({ id: victim.articleId }) };
const website: TenantFixture = { params: (victim) => ({ id: victim.websiteId }) };
const member: TenantFixture = { params: (victim) => ({ userId: victim.userId }) };

/** Every route with an id in its path; one that is missing here makes the walk red. A new table's row goes into victim.ts. */
export const TENANT_FIXTURES: Readonly<Record<string, TenantFixture>> = {
  'DELETE /api/me/sessions/:id': { params: (victim) => ({ id: victim.sessionId }) },
  'PATCH /api/members/:userId': { ...member, body: () => ({ role: 'viewer' }) },
  'POST /api/members/:userId/reset-link': member,
  'DELETE /api/invitations/:id': { params: (victim) => ({ id: victim.invitationId }) },

  'GET /api/channels/:id': channel,
  'PATCH /api/channels/:id': { ...channel, body: () => ({ version: 1, name: 'Mine now' }) },
  'DELETE /api/channels/:id': channel,
  'POST /api/channels/:id/test': channel,
  'POST /api/channels/:id/activate': channel,
  'POST /api/channels/:id/disable': channel,
  'POST /api/channels/:id/hold': channel,
  'POST /api/channels/:id/release': channel,
  'POST /api/channels/:id/verify-token/reveal': { ...channel, ownerGets: 'NOT_FOUND' },
  'PUT /api/channels/:id/secrets/:name': { params: (victim) => ({ id: victim.channelId, name: 'access_token' }), body: () => ({ value: 'EAAG-another-token-value', test: false }) },
  'DELETE /api/channels/:id/secrets/:secretId': { params: (victim) => ({ id: victim.channelId, secretId: victim.secretId }) },
  'GET /api/channels/:id/logs': channel,
  'GET /api/channels/:id/logs/:logId': log,
  'POST /api/channels/:id/logs/:logId/recheck': { params: (victim) => ({ id: victim.channelId, logId: victim.rejectedId }) },
  'POST /api/channels/:id/logs/:logId/replay': log,
  'POST /api/channels/:id/logs/replay-dead': channel,
  'POST /api/channels/:id/logs/replay-many': { ...channel, body: () => ({ ids: [newId()] }) },
  'GET /api/channels/:id/logs/histogram': channel,
  'POST /api/channels/:id/logs/test-delivery': channel,
  'POST /api/channels/:id/subscribe': { ...channel, ownerGets: 'CHANNEL_SECRET_INVALID' },

  'GET /api/channels/:id/notices': channel,
  'POST /api/channels/:id/notices/:noticeId/dismiss': { params: (victim) => ({ id: victim.channelId, noticeId: victim.noticeId }) },

  'GET /api/attachments/:id': attachment,
  'PATCH /api/attachments/:id': { ...attachment, body: () => ({ kind: 'document' }) },
  'DELETE /api/attachments/:id': attachment,
  'POST /api/attachments/:id/retry': attachment,
  // Not even the owner comes further without a signed address.
  'GET /api/attachments/:id/:variant': { params: (victim) => ({ id: victim.attachmentId, variant: 'original' }), ownerGets: 'NOT_FOUND' },

  'GET /api/conversations/:id': conversation,
  'GET /api/conversations/:id/messages': conversation,
  'POST /api/conversations/:id/messages': { ...conversation, body: () => ({ clientId: newId(), kind: 'note', type: 'text', body: 'hello' }) },
  'POST /api/conversations/:id/read': { ...conversation, body: () => ({ upToSeq: 1 }) },
  'POST /api/conversations/:id/unread': conversation,
  'POST /api/conversations/:id/status': { ...conversation, body: () => ({ status: 'resolved' }) },
  'POST /api/conversations/:id/assignee': { ...conversation, body: () => ({ assigneeId: null }) },
  'POST /api/conversations/:id/snooze': { ...conversation, body: () => ({ until: new Date(Date.now() + 3_600_000).toISOString() }) },
  'POST /api/conversations/:id/labels': { ...conversation, body: (victim) => ({ add: [victim.labelId], remove: [] }) },
  'PUT /api/auto-replies/:id': rule,
  'PATCH /api/auto-replies/:id': rule,
  'DELETE /api/auto-replies/:id': rule,
  'PATCH /api/labels/:id': { ...label, body: () => ({ name: 'Mine now', colour: 'red' }) },
  'POST /api/labels/:id/merge': { ...label, body: (victim) => ({ intoId: victim.otherLabelId }) },
  'DELETE /api/labels/:id': label,
  'PATCH /api/canned-replies/:id': { ...canned, body: () => ({ name: 'Mine now', shortcut: 'mine', body: 'x', scope: 'all' }) },
  'POST /api/canned-replies/:id/fill': { ...canned, body: (victim) => ({ conversationId: victim.conversationId }) },
  'DELETE /api/canned-replies/:id': canned,
  'GET /api/conversations/:id/drafts': conversation,
  'PUT /api/conversations/:id/drafts': { ...conversation, body: () => ({ kind: 'note', body: 'draft' }) },
  'GET /api/templates/:id': template,
  'PATCH /api/templates/:id': { ...template, body: () => ({ favourite: true, defaults: {} }) },
  // The victim's channel has no token, so the owner comes as far as Meta's door.
  'POST /api/templates/:id/edit': { ...template, body: () => ({ components: [{ type: 'BODY', text: 'Mine now.' }] }), ownerGets: 'CHANNEL_PROVIDER_FAILED' },
  'DELETE /api/templates/:id': { ...template, ownerGets: 'CHANNEL_PROVIDER_FAILED' },
  'GET /api/knowledge/documents/:id': knowledgeFile,
  'PATCH /api/knowledge/documents/:id': { ...knowledgeFile, body: () => ({ title: 'Mine now', audience: 'public' }) },
  'DELETE /api/knowledge/documents/:id': knowledgeFile,
  'POST /api/knowledge/documents/:id/retry': knowledgeFile,
  'GET /api/knowledge/documents/:id/passages': knowledgeFile,
  // The victim's bytes were never stored.
  'GET /api/knowledge/documents/:id/file': { ...knowledgeFile, ownerGets: 'NOT_FOUND' },
  'POST /api/knowledge/documents/:id/questions': { ...article, body: (victim) => ({ question: 'Mine?', gapId: victim.gapId }) },
  'GET /api/knowledge/passages/:id': { params: (victim) => ({ id: victim.passageId }) },
  'GET /api/knowledge/articles/:id': article,
  'PATCH /api/knowledge/articles/:id': { ...article, body: () => ({ version: 1, title: 'Mine now' }) },
  'POST /api/knowledge/articles/:id/publish': { ...article, body: () => ({ version: 1 }) },
  'POST /api/knowledge/articles/:id/unpublish': article,
  'POST /api/knowledge/articles/:id/discard': article,
  'GET /api/knowledge/articles/:id/versions/:no': { params: (victim) => ({ id: victim.articleId, no: '1' }) },
  'GET /api/knowledge/websites/:id': website,
  'PATCH /api/knowledge/websites/:id': { ...website, body: () => ({ audience: 'internal' }) },
  'DELETE /api/knowledge/websites/:id': website,
  'GET /api/knowledge/websites/:id/found': website,
  'POST /api/knowledge/websites/:id/import': { ...website, body: () => ({ urls: ['https://lampandoak.example/help'] }) },
  'POST /api/knowledge/websites/:id/read': website,
  'DELETE /api/knowledge/gaps/:id': { params: (victim) => ({ id: victim.gapId }) },
  'GET /api/contacts/:id': contact,
  'PATCH /api/contacts/:id': { ...contact, body: () => ({ savedName: 'Mine now' }) },
  'GET /api/contacts/:id/duplicates': contact,
  'GET /api/contacts/:id/merges': contact,
  'POST /api/contacts/:id/merge': { ...contact, body: (victim) => ({ otherId: victim.otherContactId }) },
  'POST /api/contact-merges/:id/undo': { params: (victim) => ({ id: victim.mergeId }) },
  'GET /api/messages/:id': message,
  'POST /api/messages/:id/retry': { ...message, body: () => ({ clientId: newId() }) },
  'POST /api/messages/:id/dismiss': message,
  'PUT /api/messages/:id/reaction': { ...message, body: () => ({ emoji: '👍' }) },
  'POST /api/conversations/:id/typing': conversation,
  'GET /api/ai/channels/:id': channel,
  'PATCH /api/ai/channels/:id': { ...channel, body: () => ({ version: 1, debounceS: 5 }) },
  'GET /api/ai/runs/:id': { params: (victim) => ({ id: victim.aiRunId }) },
  'GET /api/ai/channels/:id/threshold-preview': channel,
  'GET /api/ai/replays/:id': { params: (victim) => ({ id: victim.aiReplayId }) },
  'POST /api/ai/replays/:id/stop': { params: (victim) => ({ id: victim.aiReplayId }) },
  'PATCH /api/ai/exam/cases/:id': { params: (victim) => ({ id: victim.examCaseId }), body: () => ({ expect: 'refuse' }) },
  'DELETE /api/ai/exam/cases/:id': { params: (victim) => ({ id: victim.examCaseId }) },
  'GET /api/ai/exam/runs/:id': { params: (victim) => ({ id: victim.examRunId }) },
  // No model is connected there.
  'POST /api/conversations/:id/ai/copilot': { ...conversation, body: () => ({ action: 'summarise' }) },
  'GET /api/conversations/:id/ai': conversation,
  // Nobody but us has written there.
  'POST /api/conversations/:id/ai/draft': { ...conversation, body: () => ({}), ownerGets: 'VALIDATION_FAILED' },
  'POST /api/conversations/:id/ai/take-over': conversation,
  'POST /api/conversations/:id/ai/resume': conversation,
  'POST /api/ai-drafts/:id/send': { ...aiDraft, body: () => ({ clientId: newId(), version: 1 }) },
  'POST /api/ai-drafts/:id/insert': aiDraft,
  'POST /api/ai-drafts/:id/discard': aiDraft,
  'POST /api/ai-drafts/:id/cancel': aiDraft,
  'POST /api/ai-drafts/:id/stop': aiDraft,
  'POST /api/ai-drafts/:id/feedback': { ...aiDraft, body: () => ({ helpful: true }) },
  'GET /api/messages/:id/ai-sources': message,
};

/** Parameters that are no ids. */
export const NOT_AN_ID = new Set(['GET /api/docs/:file']);
