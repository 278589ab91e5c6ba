import { answerParent } from '../parse/answer-parent';
import { readCrawled, type CrawledText } from './crawled-text';

answerParent((text: CrawledText) => readCrawled(text));
