// The end-to-end tests' stack is TypeScript; chaos is plain Node. One bundle carries it over.
import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** @returns the module @mailtrixy/e2e/stack */
export async function loadStack(root) {
  // Inside the clone, so that Node finds its packages.
  const outfile = path.join(mkdtempSync(path.join(root, 'tmp', 'chaos-')), 'stack.mjs');
  await build({ entryPoints: [path.join(root, 'libs/e2e/stack/src/index.ts')], outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external', tsconfig: path.join(root, 'tsconfig.base.json'), logLevel: 'error', define: { __dirname: JSON.stringify(path.join(root, 'libs/e2e/stack/src/lib')) } });
  return import(pathToFileURL(outfile).href);
}
