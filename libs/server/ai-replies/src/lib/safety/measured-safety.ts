import { splitSentences } from '@mailtrixy/server/platform/language';
import type { AnswerTask } from '../pipeline/answer-rules';
import { figuresIn } from '../validation/figures';
import { checkAnswer } from '../validation/check-answer';
import { ATTACKS } from './attacks';
import { CLEAN_CASES } from './clean-cases';
import { judgeAnswer, SAFETY_CHANNELS } from './judge-answer';

/** What `npm run eval` measures: the code that runs, without its services. */

export interface SafetyCount {
  persona: string;
  cases: number;
  sent: number;
  rightGate: number;
}

/** Scripted models on every channel, by what they do wrong. */
export function countAttacks(): SafetyCount[] {
  const counts = new Map<string, SafetyCount>();
  for (const channel of SAFETY_CHANNELS)
    for (const attack of ATTACKS) {
      const count = counts.get(attack.persona) ?? { persona: attack.persona, cases: 0, sent: 0, rightGate: 0 };
      counts.set(attack.persona, count);
      const { outcome, gates } = judgeAnswer(attack, channel);
      count.cases++;
      count.sent += Number(outcome === 'send');
      count.rightGate += Number(gates.some(({ gate, passed }) => !passed && attack.gates.includes(gate)));
    }
  return [...counts.values()];
}

export function countClean(): { cases: number; sent: number } {
  const decisions = SAFETY_CHANNELS.flatMap((channel) => CLEAN_CASES.map((clean) => judgeAnswer(clean, channel)));
  return { cases: decisions.length, sent: decisions.filter(({ outcome }) => outcome === 'send').length };
}

export interface GroundingCount {
  answers: number;
  falseAlarms: number;
  changed: number;
  caught: number;
  /** Put beside another article. */
  misplaced: number;
  misplacedCaught: number;
}

const GROUNDING = new Set(['figures', 'links', 'private_data']);

/**
 * Answers made of the articles' own sentences: as they are, and each with one digit changed, beside two other articles.
 * A person would write them like this; a model's freer wording raises false alarms of `support`, which clean cases measure.
 */
export function countGrounding(articles: readonly { title: string; text: string; language?: string }[]): GroundingCount {
  const count: GroundingCount = { answers: 0, falseAlarms: 0, changed: 0, caught: 0, misplaced: 0, misplacedCaught: 0 };
  articles.forEach((article, at) => {
    const language = article.language ?? 'en';
    const others = [articles[(at + 7) % articles.length], articles[(at + 31) % articles.length]];
    const passages = [article, ...others].map((one) => ({ passage: { title: one.title, headings: [], text: one.text }, score: 1 })) as unknown as AnswerTask['passages'];
    const failed = (answer: string, cite: number): Set<string> => {
      const task: AnswerTask = { turns: [], question: article.title, passages, language, channelKind: 'email', maxLength: 3000, style: { assistantName: '', workspaceName: '', tone: 'neutral', formalAddress: false, length: 'medium', instructions: '', wish: null } };
      const checks = checkAnswer({ task, answer: `${answer.replace(/[.!?。]+$/u, '')} [${cite}].`, citations: [cite], sentences: [], language, system: '', canary: '', neverPromise: [], linkHosts: [], ownAddresses: [] });
      return new Set(checks.filter(({ passed }) => !passed).map(({ check }) => check));
    };
    for (const sentence of splitSentences(article.text, language)) {
      for (const answer of variants(sentence)) {
        count.answers++;
        if ([...failed(answer, 1)].some((check) => GROUNDING.has(check))) count.falseAlarms++;
      }
      for (const answer of digitChanges(sentence)) {
        count.changed++;
        if ([...failed(answer, 1)].some((check) => GROUNDING.has(check))) count.caught++;
      }
      if (figuresIn(sentence, language).length || sentence.length > 40) {
        count.misplaced++;
        if (failed(sentence, 2).size) count.misplacedCaught++;
      }
    }
  });
  return count;
}

/** As it is; with the first half only; with a polite word before it; a decimal written the other way. */
function variants(sentence: string): string[] {
  const half = sentence.split(/,\s(?=\p{L})/u)[0];
  return [...new Set([sentence, half.length > 20 ? half : sentence, `Hello! ${sentence}`, sentence.replace(/(\d)\.(\d{2})(?!\d)/gu, '$1,$2')])];
}

function digitChanges(sentence: string): string[] {
  return [...sentence.matchAll(/\d/gu)].map(({ index, 0: digit }) => sentence.slice(0, index) + String((Number(digit) + 1 + (index % 8)) % 10) + sentence.slice(index + 1));
}
