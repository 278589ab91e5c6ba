// The project's own search, bundled from its sources: what is measured is what runs.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

let loaded;

/** @returns {Promise<typeof import('../../../libs/server/knowledge/src/lib/retrieval/measured-knowledge') & typeof import('../../../libs/server/platform/language/src/index')>} */
export function retrievalCode() {
  loaded ??= (async () => {
    const outfile = path.join(root, 'dist/tools/eval/retrieval.mjs');
    mkdirSync(path.dirname(outfile), { recursive: true });
    const modules = ['libs/server/knowledge/src/lib/retrieval/measured-knowledge', 'libs/server/knowledge/src/lib/retrieval/confidence', 'libs/server/knowledge/src/lib/retrieval/quotes', 'libs/server/platform/language/src/index'];
    await build({
      stdin: { contents: modules.map((module) => `export * from './${module}';`).join('\n'), resolveDir: root, loader: 'ts' },
      outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20', packages: 'external', tsconfig: path.join(root, 'tsconfig.base.json'), logLevel: 'error',
    });
    return import(`${pathToFileURL(outfile).href}?${Date.now()}`);
  })();
  return loaded;
}
