export { detectLanguage, type DetectedLanguage, type LanguageHints } from './lib/detect-language';
export { foldAccents, foldCase, lowerCase, stripInvisible } from './lib/fold-case';
export { sentenceSpans, splitSentences, type Sentence } from './lib/sentences';
export { hasStemmer, stem } from './lib/stems';
export { stopWords } from './lib/stop-words';
export { baseLanguage, plainWords, termedWords, terms, termsOfWord, type TermedWord } from './lib/terms';
export { estimateTokens } from './lib/token-estimate';
export { isUnspaced, tokenise, type Word } from './lib/words';
