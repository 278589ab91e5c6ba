import { answerParent } from './answer-parent';
import { readSource, type SourceBytes } from './parse-source';

answerParent((source: SourceBytes, onProgress) => readSource(source, onProgress));
