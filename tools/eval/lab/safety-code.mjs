// The project's own validators and decision, bundled from their sources: what is measured is what runs.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from './retrieval-code.mjs';

export async function safetyCode() {
  const outfile = path.join(root, 'dist/tools/eval/safety.mjs');
  mkdirSync(path.dirname(outfile), { recursive: true });
  await build({ entryPoints: [path.join(root, 'libs/server/ai-replies/src/lib/safety/measured-safety.ts')], outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20', packages: 'external', tsconfig: path.join(root, 'tsconfig.base.json'), logLevel: 'error' });
  return import(`${pathToFileURL(outfile).href}?${Date.now()}`);
}
