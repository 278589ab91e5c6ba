// node tools/eval/train.mjs [--write]: fits the weights of confidence to the dev half of the sets. The test half is never read.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { BUILTIN, embedBuiltin } from './lab/builtin-embedder.mjs';
import { cases } from './lab/cases.mjs';
import { auroc, gateMeasures, percent, three } from './lab/measures.mjs';
import { retrievalCode, root } from './lab/retrieval-code.mjs';

/** Wanted of answers that are called High, on dev. */
const PRECISION = 0.95;
/** Pulls weights to 0, so that a small set does not teach oddities. */
const DECAY = 0.004;
const STEPS = 6000;
const RATE = 0.5;
/** More of any of these never makes an answer less sure; only the length of a question may count either way. */
const FREE = new Set(['length of the question']);

const code = await retrievalCode();
const lines = [];
for (const [name, embed, parts] of [['LEXICAL_WEIGHTS', null, code.LEXICAL_PARTS], ['SEMANTIC_WEIGHTS', embedBuiltin, [...code.LEXICAL_PARTS, ...code.SEMANTIC_PARTS]]]) {
  const trials = await cases(code, embed, 'dev', BUILTIN);
  const rows = Object.values(trials).flatMap((asked) => asked.filter(({ parts }) => parts).map(({ parts: values, right }) => ({ x: parts.map((part) => values[part]), y: right ? 1 : 0, weight: 1 / asked.length })));
  if (process.argv.includes('--parts')) for (const [trial, asked] of Object.entries(trials)) console.log(trial, parts.map((part) => `${part} ${auroc(asked.filter(({ right }) => right).map(({ parts: p }) => p?.[part] ?? 0), asked.filter(({ right }) => !right).map(({ parts: p }) => p?.[part] ?? 0)).toFixed(2)}`).join(', '));
  const { bias, weights } = fit(rows, parts.length);
  const logit = ({ parts: values }) => (values ? parts.reduce((sum, part, at) => sum + weights[at] * values[part], bias) : -99);
  const all = Object.values(trials).flat().map((asked) => ({ ...asked, value: logit(asked) }));
  const high = thresholdFor(all);
  // 0.5 stays where a right answer is as likely as a wrong one; 0.8 goes to where High is precise enough.
  const slope = Math.log(4) / Math.max(high, 0.5);
  lines.push(`export const ${name}: ConfidenceWeights = {\n  bias: ${round(bias)},\n  slope: ${round(slope)},\n  shift: 0,\n  parts: { ${parts.map((part, at) => `${/^\w+$/.test(part) ? part : `'${part}'`}: ${round(weights[at])}`).join(', ')} },\n};\n`);
  console.log(`${name}: ${rows.length} questions, high at logit ${three(high)}`);
  for (const [trial, asked] of Object.entries(trials)) {
    const scored = asked.map((one) => ({ ...one, value: logit(one) }));
    const { precision, coverage, unanswerableAccepted } = gateMeasures(scored, high);
    if (process.argv.includes('--curve')) console.log('   ', [0.5, 1, 1.5, 2, 2.5].map((floor) => { const g = gateMeasures(scored, floor); return `${floor}: p ${g.precision.toFixed(2)} c ${g.coverage.toFixed(2)} u ${g.unanswerableAccepted.toFixed(3)}`; }).join(' | '));
    console.log(`  ${trial.padEnd(38)} AUROC ${three(auroc(scored.filter(({ answerable }) => answerable).map(({ value }) => value), scored.filter(({ answerable }) => !answerable).map(({ value }) => value)))}  High: precision ${percent(precision)}, coverage ${percent(coverage)}, unanswerable ${percent(unanswerableAccepted)}`);
  }
}
const file = path.join(root, 'libs/server/knowledge/src/lib/retrieval/confidence-weights.ts');
const text = `// Made by \`node tools/eval/train.mjs --write\` from the dev half of tools/eval/sets; not to be changed by hand.\nexport interface ConfidenceWeights {\n  bias: number;\n  slope: number;\n  shift: number;\n  parts: Readonly<Record<string, number>>;\n}\n\n${lines.join('\n')}`;
if (process.argv.includes('--write')) writeFileSync(file, text);
else console.log(text);

function fit(rows, size) {
  const total = rows.reduce((sum, { weight }) => sum + weight, 0);
  const weights = new Array(size).fill(0);
  let bias = 0;
  const names = size > code.LEXICAL_PARTS.length ? [...code.LEXICAL_PARTS, ...code.SEMANTIC_PARTS] : code.LEXICAL_PARTS;
  for (let step = 0; step < STEPS; step++) {
    const gradient = new Array(size).fill(0);
    let biasGradient = 0;
    for (const { x, y, weight } of rows) {
      const error = (weight / total) * (1 / (1 + Math.exp(-x.reduce((sum, value, at) => sum + value * weights[at], bias))) - y);
      biasGradient += error;
      for (let at = 0; at < size; at++) gradient[at] += error * x[at];
    }
    bias -= RATE * biasGradient;
    for (let at = 0; at < size; at++) {
      weights[at] -= RATE * (gradient[at] + DECAY * weights[at] * 0.1);
      if (!FREE.has(names[at])) weights[at] = Math.max(0, weights[at]);
    }
  }
  return { bias, weights };
}

/** The lowest logit from which on answers are right often enough. */
function thresholdFor(asked) {
  const sorted = [...asked].sort((a, b) => b.value - a.value);
  let [right, found] = [0, Infinity];
  sorted.forEach((one, at) => {
    right += one.right ? 1 : 0;
    if (at >= 20 && right / (at + 1) >= PRECISION) found = one.value;
  });
  return found;
}

function round(value) {
  return Math.round(value * 1000) / 1000;
}
