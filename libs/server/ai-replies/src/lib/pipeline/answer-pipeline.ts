import { Inject, Injectable } from '@nestjs/common';
import { AiProviderError, LanguageModels, type TextCall } from '@mailtrixy/server/ai-providers';
import { bestQuote, KnowledgeSearch, type FoundHit, type KnowledgeFound } from '@mailtrixy/server/knowledge';
import { randomToken } from '@mailtrixy/server/platform/clock';
import { detectLanguage } from '@mailtrixy/server/platform/language';
import type { AiReason } from '@mailtrixy/shared/dto';
import { decide, type CheckResult, type DecisionInput } from '../deciding/decide';
import { marksIn } from '../drafts/citation-marks';
import { secretMask } from '../masking/mask-secrets';
import { answerPrompt, queryPrompt, type Prompt } from '../prompt/answer-prompt';
import { ANSWER_SCHEMA, QUERY_SCHEMA, type StructuredAnswer } from '../prompt/structured-answer';
import { sourceOf } from '../runs/stored-source';
import { triage } from '../triage/triage';
import { checkAnswer } from '../validation/check-answer';
import { plainText } from '../validation/plain-text';
import { addedLength } from '../drafts/customer-text';
import { answerLengthOf, keptLengthOf } from './answer-length';
import { languageBefore } from './language-before';
import type { AnswerTask, Triage, Turn } from './answer-rules';
import type { PipelineInput, PipelineResult } from './pipeline-input';
import { streamStructured } from './stream-structured';

const HITS = 6;
const PASSAGE_TOKENS = 2500;
const QUERY_TOKENS = 200;
const ANSWER_TOKENS = 1200;
/** Of a draft without a model. */
const QUOTES = 3;
const SUMMARY_MAX = 500;

export interface PipelineOptions {
  signal?: AbortSignal;
  /** Somebody watches: the answer's words as they come. */
  onText?: (text: string) => void;
  /** The whole prompt comes back with the result. */
  keepPrompt: boolean;
}

interface Generated {
  answer: StructuredAnswer;
  finishReason: string;
  prompt: Prompt;
  task: AnswerTask;
  model: string;
}

interface Books {
  tokensIn: number;
  tokensOut: number;
  model: string | null;
}

/**
 * From a customer's words to a proposal and what code decides about it. The same for messages, asked drafts, playground,
 * replay and exam: it writes nothing, so a dry run is the run itself.
 */
@Injectable()
export class AnswerPipeline {
  constructor(
    @Inject(KnowledgeSearch) private readonly knowledge: KnowledgeSearch,
    @Inject(LanguageModels) private readonly models: LanguageModels,
  ) {}

  /** @throws the signal's reason once it is aborted; failures of the provider are part of the result */
  async run(given: PipelineInput, options: PipelineOptions): Promise<PipelineResult> {
    const started = performance.now();
    const mask = secretMask();
    const input = { ...given, asked: given.asked && { wish: given.asked.wish && mask.mask(given.asked.wish) } };
    const question = mask.mask(input.question);
    const earlier = input.earlier.map(({ from, text }) => ({ from, text: mask.mask(text) }));
    const spoken = detectLanguage(question, { conversation: languageBefore(input.earlier) }).language;
    const language = replyLanguage(input, spoken);
    const found = triage(question, { handOffWords: input.settings.handOffWords });
    const books: Books = { tokensIn: 0, tokensOut: 0, model: null };
    const base = { question, language, topics: found.topics, books, started, triaged: triagedFor(input, found) };
    if (base.triaged.handOff) return this.withoutAnswer(input, base, { ...decisionInput(input, base.triaged), action: 'hand_off' }, { reason: base.triaged.handOff, summary: summaryOf(earlier, question) });
    if (base.triaged.noReply) return this.withoutAnswer(input, base, { ...decisionInput(input, base.triaged), action: 'no_reply' }, null, base.triaged.noReply);

    const state = await this.models.state(input.workspaceId);
    let problem = state.ready ? null : stateProblem(state.state, state.problem);
    let retryAfterMs: number | null = null;
    let query: string | null = null;
    let keywords: string[] = [];
    const failed = (error: unknown): void => {
      if (!(error instanceof AiProviderError)) throw error;
      problem = { code: `provider_${error.code}`, words: error.words };
      retryAfterMs = error.retryable ? (error.retryAfterMs ?? 0) : null;
      books.tokensIn += error.more.usage?.tokensIn ?? 0;
      books.tokensOut += error.more.usage?.tokensOut ?? 0;
    };
    if (!problem && earlier.length && question.trim()) {
      const made = await this.rewrite(input, earlier, question, books, options).catch((error: unknown) => failed(error));
      if (made) ({ query, keywords } = made);
    }
    options.signal?.throwIfAborted();
    const find = (words: string, history: string[]): Promise<KnowledgeFound> => this.knowledge.search(input.workspaceId, { question: words, history, audience: 'public', channelId: input.channelId, language: spoken, limit: HITS, maxTokens: PASSAGE_TOKENS });
    let search = await find([query ?? question, ...keywords].join(' '), query ? [] : historyOf(earlier));
    // A model that words the question badly must not hide what the customer's own words find.
    if (query !== null && search.confidence.value < input.channel.draftAt) {
      const own = await find(question, historyOf(earlier));
      if (own.confidence.value > search.confidence.value) [search, query] = [own, null];
    }
    options.signal?.throwIfAborted();
    const shared = { ...base, query, search, problem: null as AiReason | null, retryAfterMs: null as number | null };
    if (!search.hits.length || search.confidence.value < input.channel.draftAt) return this.noSource(input, shared);
    if (!problem) {
      try {
        const generated = await this.generate(input, earlier, question, language, search.hits, books, options);
        return this.answered(input, shared, generated, options);
      } catch (error) {
        options.signal?.throwIfAborted();
        failed(error);
      }
    }
    return this.quoted(input, { ...shared, problem, retryAfterMs });
  }

  private async rewrite(input: PipelineInput, earlier: readonly Turn[], question: string, books: Books, { signal }: PipelineOptions): Promise<{ query: string; keywords: string[] }> {
    const { system, parts } = queryPrompt(earlier, question, randomWord);
    const { value, usage, model } = await this.models.answer(input.workspaceId, { purpose: 'query', system, parts, schema: QUERY_SCHEMA, maxTokens: QUERY_TOKENS, signal });
    book(books, usage, model);
    return { query: value.standaloneQuery.trim() || question, keywords: value.keywords.slice(0, 5) };
  }

  private async generate(input: PipelineInput, earlier: readonly Turn[], question: string, language: string, hits: readonly FoundHit[], books: Books, { signal, onText }: PipelineOptions): Promise<Generated> {
    const { settings } = input;
    const task: AnswerTask = {
      turns: earlier,
      question,
      passages: hits,
      language,
      channelKind: input.channelKind,
      // What goes out by itself carries the disclosure and the signature too.
      maxLength: Math.max(1, answerLengthOf(input.channelKind, input.maxTextLength) - (input.channel.mode === 'auto' && !input.asked ? addedLength(settings, input.disclosed ?? false) : 0)),
      style: { assistantName: settings.assistantName, workspaceName: input.workspaceName, tone: settings.tone, formalAddress: settings.formalAddress, length: settings.length, instructions: settings.instructions, wish: input.asked?.wish ?? null },
    };
    const prompt = answerPrompt(task, randomWord);
    const call: TextCall = { purpose: input.purpose, system: prompt.system, parts: prompt.parts, maxTokens: ANSWER_TOKENS, signal };
    const { value, finishReason, usage, model } = onText ? await streamStructured(this.models, input.workspaceId, call, ANSWER_SCHEMA, onText) : await this.models.answer(input.workspaceId, { ...call, schema: ANSWER_SCHEMA });
    book(books, usage, model);
    return { answer: value, finishReason, prompt, task, model };
  }

  private answered(input: PipelineInput, shared: Shared & { search: KnowledgeFound }, { answer, finishReason, prompt, task }: Generated, options: PipelineOptions): PipelineResult {
    const { hits, confidence, searched } = shared.search;
    const text = plainText(answer.answer).slice(0, keptLengthOf(input.channelKind, input.maxTextLength));
    const cited = [...new Set([...answer.citations, ...marksIn(text)])].filter((n) => Number.isInteger(n) && n >= 1 && n <= hits.length);
    const speaks = answer.action === 'answer' || answer.action === 'clarify';
    const checks: CheckResult[] = speaks
      ? checkAnswer({ task, answer: text, raw: answer.answer, citations: answer.citations, sentences: answer.sentences, language: answer.language, system: prompt.system, canary: prompt.canary, neverPromise: input.settings.neverPromise, linkHosts: input.settings.linkHosts, ownAddresses: input.ownAddresses })
      : [];
    const words = answer.handOff?.summary?.trim() ? `${REASON_WORDS[answer.handOff.reason] ?? REASON_WORDS['other']}` : REASON_WORDS[answer.reason];
    const decision = decide({
      ...decisionInput(input, shared.triaged),
      action: input.asked && !speaks ? 'clarify' : answer.action,
      actionWords: words,
      finishReason,
      checks,
      confidence: confidence.value,
      sources: cited.map((n) => ({ title: hits[n - 1].passage.title, autoSend: hits[n - 1].autoSend })),
    });
    const sources = cited.sort((a, b) => a - b).map((n) => sourceOf(n, hits[n - 1]));
    const result = {
      ...this.finished(shared, input),
      decision,
      hits: hits.map(toHit),
      confidence,
      searched: { used: sources.length, of: searched },
      kind: 'generated' as const,
      action: answer.action,
      answer: speaks ? text : '',
      sources: speaks ? sources : [],
      checks,
      handOff: answer.action === 'hand_off' ? { reason: { code: answer.handOff?.reason ?? 'other', words: words ?? 'The AI asks a person to answer this.' }, summary: (answer.handOff?.summary?.trim() || summaryOf([], shared.question)).slice(0, SUMMARY_MAX) } : null,
      prompt: options.keepPrompt ? promptText(prompt) : null,
    };
    // A person asked, and the model says that the passages do not answer: that is no draft.
    if (input.asked && !speaks) return { ...result, decision: { ...decision, outcome: 'nothing', why: { code: 'no_source', words: words ?? 'Nothing in the Knowledge Base answers this.' } } };
    return result;
  }

  /** Without a model: the best passages in their own words. For people only. */
  private quoted(input: PipelineInput, shared: Shared & { search: KnowledgeFound }): PipelineResult {
    const { hits, confidence, searched } = shared.search;
    const passages = hits.slice(0, QUOTES).map((hit, at) => ({ source: sourceOf(at + 1, hit), quote: bestQuote(shared.query ?? shared.question, hit.passage, shared.language).sentences.join(' ') }));
    const decision = decide({ ...decisionInput(input, shared.triaged), kind: 'extractive', action: 'answer', confidence: confidence.value, sources: [{ title: hits[0].passage.title, autoSend: hits[0].autoSend }] });
    return { ...this.finished(shared, input), decision, hits: hits.map(toHit), confidence, searched: { used: passages.length, of: searched }, kind: 'extractive', action: 'answer', answer: `${passages[0].quote} [1]`, sources: passages.map(({ source }) => source), passages };
  }

  private noSource(input: PipelineInput, shared: Shared & { search: KnowledgeFound }): PipelineResult {
    const { hits, confidence, searched } = shared.search;
    const decision = decide({ ...decisionInput(input, shared.triaged), action: 'answer', confidence: Math.min(confidence.value, input.channel.draftAt - 1), finishReason: '', sources: [] });
    return { ...this.finished(shared, input), decision: { ...decision, outcome: 'nothing', why: { code: 'no_source', words: 'Nothing in the Knowledge Base answers this.' } }, hits: hits.map(toHit), confidence, searched: { used: 0, of: searched }, kind: 'generated' };
  }

  private withoutAnswer(input: PipelineInput, base: Omit<Shared, 'query' | 'problem' | 'retryAfterMs'>, decided: DecisionInput, handOff: PipelineResult['handOff'], why: AiReason | null = null): PipelineResult {
    const decision = decide(decided);
    return { ...this.finished({ ...base, query: null, problem: null, retryAfterMs: null }, input), decision: why ? { ...decision, why } : decision, action: decided.action, handOff };
  }

  private finished(shared: Shared, _input: PipelineInput): PipelineResult {
    const { question, query, language, topics, books, problem, retryAfterMs, started } = shared;
    return {
      decision: { outcome: 'nothing', gates: [], why: null },
      question,
      query,
      language,
      topics,
      hits: [],
      confidence: null,
      searched: { used: 0, of: 0 },
      kind: 'generated',
      action: null,
      answer: '',
      sources: [],
      passages: [],
      checks: [],
      handOff: null,
      problem,
      retryAfterMs,
      prompt: null,
      model: books.model,
      tokensIn: books.tokensIn,
      tokensOut: books.tokensOut,
      tookMs: Math.round(performance.now() - started),
    };
  }
}

interface Shared {
  question: string;
  query: string | null;
  language: string;
  topics: PipelineResult['topics'];
  triaged: Triage;
  books: Books;
  started: number;
  problem: AiReason | null;
  retryAfterMs: number | null;
}

const REASON_WORDS: Record<string, string> = {
  asked_for_person: 'The customer asked for a person.',
  not_in_sources: 'The Knowledge Base does not answer this.',
  needs_account_access: 'Somebody must look into the customer’s account.',
  complaint: 'The customer complains.',
  unclear: 'It is not clear what the customer wants.',
  other: 'The AI asks a person to answer this.',
};

function decisionInput({ channel, caps, humanActive, windowOpen, hasText, locked, asked }: PipelineInput, triaged: Triage): DecisionInput {
  return {
    mode: asked ? 'draft' : channel.mode,
    kind: 'generated',
    action: 'answer',
    finishReason: 'stop',
    checks: [],
    confidence: 0,
    draftAt: channel.draftAt,
    sendAt: channel.sendAt,
    topics: triaged.topics,
    neverTopics: channel.neverTopics,
    triage: { handOff: triaged.handOff, draftOnly: triaged.draftOnly },
    sources: [],
    caps,
    humanActive,
    windowOpen,
    hasText,
    locked,
  };
}

/** Who asked for a draft gets one; where a person answers already there is nobody to hand over to, but they may use a draft. */
function triagedFor({ asked, humanActive }: PipelineInput, found: Triage): Triage {
  if (asked) return { ...found, handOff: null, noReply: null };
  return humanActive ? { ...found, handOff: null, draftOnly: found.draftOnly ?? found.handOff } : found;
}

/** The customer's own language unless the workspace answers in some only. */
function replyLanguage({ settings: { replyLanguages } }: PipelineInput, spoken: string): string {
  if (replyLanguages === 'customer' || !replyLanguages.length) return spoken;
  const base = (code: string) => code.toLowerCase().split('-')[0];
  return replyLanguages.find((code) => base(code) === base(spoken)) ?? replyLanguages[0];
}

/** Previous turns of the customer and our last reply. */
function historyOf(earlier: readonly Turn[]): string[] {
  const reply = earlier.findLastIndex(({ from }) => from === 'us');
  return earlier.filter(({ from }, at) => from === 'customer' || at === reply).map(({ text }) => text);
}

function summaryOf(earlier: readonly Turn[], question: string): string {
  const before = earlier.filter(({ from }) => from === 'customer').at(-1)?.text;
  return `${before ? `Before: “${before.slice(0, 200)}”. ` : ''}Last: “${question.slice(0, 250)}”`;
}

function stateProblem(state: string, problem: string | null): AiReason {
  if (state === 'none') return { code: 'provider_none', words: 'No AI model is connected: these are the best passages of the Knowledge Base.' };
  return { code: `provider_${state === 'attention' ? 'key' : state}`, words: problem ?? 'The AI model cannot be asked now.' };
}

function promptText({ system, parts }: Prompt): string {
  return [system, ...parts.map(({ role, text }) => `--- ${role}\n${text}`)].join('\n\n');
}

function book(books: Books, usage: { tokensIn: number; tokensOut: number }, model: string): void {
  books.tokensIn += usage.tokensIn;
  books.tokensOut += usage.tokensOut;
  books.model = model;
}

function toHit({ autoSend: _autoSend, tokens: _tokens, ...hit }: FoundHit): PipelineResult['hits'][number] {
  return hit;
}

function randomWord(): string {
  return `mx${randomToken(12).replace(/[^A-Za-z0-9]/gu, '')}`.padEnd(16, 'x');
}
