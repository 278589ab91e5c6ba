import type { CheckResult } from '../pipeline/answer-rules';

export function passed(check: string, words: string): CheckResult {
  return { check, passed: true, words };
}

export function failed(check: string, words: string): CheckResult {
  return { check, passed: false, words };
}

/** A piece of the answer in a sentence of ours. */
export function quoted(text: string): string {
  const letters = [...text.replace(/\s+/gu, ' ').trim()];
  return `“${letters.length > 60 ? `${letters.slice(0, 59).join('')}…` : letters.join('')}”`;
}
