import { z } from 'zod';

export const HAND_OFF_REASONS = ['asked_for_person', 'not_in_sources', 'needs_account_access', 'complaint', 'unclear', 'other'] as const;
export type HandOffReason = (typeof HAND_OFF_REASONS)[number];
export const ANSWER_REASONS = ['in_sources', 'partly_in_sources', ...HAND_OFF_REASONS, 'thanks', 'greeting', 'spam'] as const;

/** What the model has to fill in. Nothing in it is believed: validators compare it with the sources, code decides. */
export const ANSWER_SCHEMA = z.object({
  action: z.enum(['answer', 'clarify', 'hand_off', 'no_reply']).describe('answer: the passages answer the message. clarify: one question back is needed. hand_off: a person must answer. no_reply: nothing to say.'),
  reason: z.enum(ANSWER_REASONS),
  answer: z.string().default('').describe('The whole text for the customer with [n] after what passage n says. Empty unless action is answer or clarify.'),
  citations: z.array(z.number()).default([]).describe('Numbers of the passages that the answer uses.'),
  sentences: z.array(z.object({ text: z.string().describe('One sentence of the answer, without [n].'), cite: z.array(z.number()) })).default([]),
  language: z.string().default('').describe('Two-letter code of the language of the answer.'),
  unanswered: z.array(z.string()).default([]).describe('Parts of the message that the passages do not answer.'),
  handOff: z
    .object({ reason: z.enum(HAND_OFF_REASONS), summary: z.string().describe('For the colleague: what the customer wants, what was said, what is open. In the language of the team.'), customerSentence: z.string().describe('Exactly one sentence for the customer, without promises.') })
    .nullable()
    .default(null),
});
export type StructuredAnswer = z.infer<typeof ANSWER_SCHEMA>;

/** For follow-up questions: one call that makes the message stand alone. */
export const QUERY_SCHEMA = z.object({ standaloneQuery: z.string(), keywords: z.array(z.string()) });
export type StandaloneQuery = z.infer<typeof QUERY_SCHEMA>;
