import type { JsonSchema, StubRequest } from './stub-request';

const PASSAGE = /passage (\d+)[^\n]*\n([\s\S]*?)\n[^\n]*end of passage \1/gi;
const QUESTION = /customer's message[^\n]*\n([\s\S]*?)\n[^\n]*end of customer's message/gi;
const WORD = /[\p{L}\p{M}\p{N}]{3,}/gu;

/**
 * What a faithful model would say: from numbered passages in the prompt the sentences that share most words with the
 * question, each with its number. Where the form is another one, something that fits it.
 */
export function goodAnswer(request: StubRequest): string {
  if (!request.schema) return plainAnswer(request);
  const filled = fill(request.schema, 'answer') as Record<string, unknown>;
  if (!('citations' in filled) || !('sentences' in filled)) return JSON.stringify(filled);
  return JSON.stringify({ ...filled, ...quoted(request) });
}

interface Quoted {
  action: string;
  reason: string;
  answer: string;
  citations: number[];
  sentences: { text: string; cite: number[] }[];
  language: string;
  unanswered: string[];
}

function quoted(request: StubRequest): Quoted | { action: string; reason: string; answer: string; citations: number[]; sentences: never[]; unanswered: string[] } {
  const all = request.texts.join('\n');
  const passages = [...all.matchAll(PASSAGE)].map(([, n, text]) => ({ n: Number(n), text }));
  const question = [...all.matchAll(QUESTION)].at(-1)?.[1] ?? request.texts.at(-1) ?? '';
  const asked = new Set(words(question));
  const ranked = passages
    .flatMap(({ n, text }) => sentences(text).map((sentence, at) => ({ n, sentence, at, score: words(sentence).filter((word) => asked.has(word)).length })))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.n - b.n || a.at - b.at);
  const best = ranked[0];
  const language = /answer in (?:the language )?[“"(]?([a-z]{2})\b/i.exec(`${request.system}\n${all}`)?.[1]?.toLowerCase() ?? 'en';
  if (!best) return { action: 'hand_off', reason: 'not_in_sources', answer: '', citations: [], sentences: [], unanswered: [question.slice(0, 200)] };
  const chosen = ranked.filter(({ n, score }) => n === best.n && score >= best.score / 2).slice(0, 2);
  const said = chosen.sort((a, b) => a.at - b.at).map(({ sentence, n }) => ({ text: sentence, cite: [n] }));
  return { action: 'answer', reason: 'in_sources', answer: said.map(({ text, cite }) => `${text} [${cite[0]}]`).join(' '), citations: [best.n], sentences: said, language, unanswered: [] };
}

function plainAnswer(request: StubRequest): string {
  const last = request.texts.at(-1)?.trim() ?? '';
  return last.split('\n').at(-1)?.slice(0, 300) || 'Hello.';
}

/** The smallest value that fits a schema. */
function fill(schema: JsonSchema, name: string): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum?.length) return schema.enum[0];
  if (schema.anyOf?.length) return fill(schema.anyOf.find(({ type }) => type === 'null') ?? schema.anyOf[0], name);
  const type = Array.isArray(schema.type) ? (schema.type.includes('null') ? 'null' : schema.type[0]) : schema.type;
  if (type === 'object' || schema.properties) return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([key, part]) => [key, fill(part, key)]));
  if (type === 'array') return [];
  if (type === 'boolean') return true;
  if (type === 'number' || type === 'integer') return 1;
  if (type === 'null') return null;
  return name;
}

function sentences(text: string): string[] {
  return text.split(/(?<=[.!?。！？])\s+|\n+/).map((part) => part.replace(/^[#*\-\s]+/, '').trim()).filter((part) => part.length > 1 && !/^[^.!?]* > [^.!?]*$/u.test(part));
}

function words(text: string): string[] {
  return (text.toLowerCase().match(WORD) ?? []).map((word) => word.slice(0, 6));
}
