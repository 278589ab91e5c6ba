import type { AiLength, AiMode, AiProviderKind, AiProviderState, AiRun, AiSchedule, AiTone, AiTopic, EmbedderKind, ExamCase } from '@mailtrixy/shared/dto';

export const MODE_WORDS: Readonly<Record<AiMode, string>> = { off: 'Off', draft: 'Draft', auto: 'Auto-send' };
export const SCHEDULE_WORDS: Readonly<Record<AiSchedule, string>> = { always: 'Always', outside_hours: 'Outside business hours', nobody_online: 'When nobody is online' };
export const TOPIC_WORDS: Readonly<Record<AiTopic, string>> = { refund: 'refunds', cancellation: 'cancellation', legal: 'legal', complaint: 'complaints', account_access: 'account access', payment_data: 'payment data', health: 'health' };
export const TONE_WORDS: Readonly<Record<AiTone, string>> = { friendly: 'Friendly', neutral: 'Neutral', formal: 'Formal' };
export const LENGTH_WORDS: Readonly<Record<AiLength, string>> = { short: 'Short', medium: 'Medium', long: 'Long' };
export const PROVIDER_WORDS: Readonly<Record<AiProviderKind, string>> = { none: 'None: quotes from the Knowledge Base', openai: 'OpenAI', anthropic: 'Anthropic', openai_compatible: 'OpenAI-compatible', ollama: 'Ollama' };
export const EMBEDDER_WORDS: Readonly<Record<EmbedderKind, string>> = { off: 'Off: words only', builtin: 'Built in (English)', openai: 'OpenAI', openai_compatible: 'OpenAI-compatible', ollama: 'Ollama' };
export const PROVIDER_STATE_WORDS: Readonly<Record<AiProviderState, string>> = { none: 'No model', untested: 'Not tested', ok: 'Connected', attention: 'Needs you', resting: 'Resting', budget: 'Budget spent' };
export const OUTCOME_WORDS: Readonly<Record<AiRun['wouldBe'], string>> = { sent: 'Would send by itself', draft: 'Would be a draft', hand_off: 'Would hand over to a person', nothing: 'Would stay silent' };
/** Of a case that was saved. */
export const EXPECT_WORDS: Readonly<Record<ExamCase['expect'], string>> = { answer: 'In the test set: this must be answered', refuse: 'In the test set: this must not be answered' };

export const optionsOf = <K extends string>(words: Readonly<Record<K, string>>): { value: K; label: string }[] => (Object.entries(words) as [K, string][]).map(([value, label]) => ({ value, label }));
