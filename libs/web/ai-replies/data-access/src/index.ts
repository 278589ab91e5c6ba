export { AiApi } from './lib/ai-api';
export { AiStore } from './lib/ai-store';
export { EMBEDDER_WORDS, EXPECT_WORDS, LENGTH_WORDS, MODE_WORDS, OUTCOME_WORDS, PROVIDER_STATE_WORDS, PROVIDER_WORDS, SCHEDULE_WORDS, TONE_WORDS, TOPIC_WORDS, optionsOf } from './lib/ai-words';
