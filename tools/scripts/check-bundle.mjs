// What a person must download before a page is usable, gzipped (UX.md section 6). Follows the module graph of the built
// app (stats.json of the same build) from the entry through the lazy routes. Exit code 1: over budget, 2: no build.
// Usage: node tools/scripts/check-bundle.mjs [--dist dist/apps/inbox] [--by-package] [--json]
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';

const KB = 1000;
const root = path.resolve(import.meta.dirname, '../..');
const { values: options } = parseArgs({ options: { dist: { type: 'string', default: path.join(root, 'dist/apps/inbox') }, 'by-package': { type: 'boolean' }, json: { type: 'boolean' } } });
const browser = path.join(options.dist, 'browser');
const statsFile = path.join(options.dist, 'stats.json');

if (!existsSync(statsFile) || !existsSync(path.join(browser, 'index.html'))) {
  console.error(`No build with stats in ${options.dist}. Run "npx nx build inbox" first.`);
  process.exit(2);
}
const { outputs } = JSON.parse(readFileSync(statsFile, 'utf8'));
const html = readFileSync(path.join(browser, 'index.html'), 'utf8');
const named = (pattern) => [...html.matchAll(pattern)].map(([, file]) => file).filter((file) => existsSync(path.join(browser, file)));
// What index.html asks for itself: the entry, its preloads, and plain scripts.
const entry = [...new Set([...named(/src="([^"]+\.js)"/g), ...named(/rel="modulepreload" href="([^"]+)"/g)])];

/** Everything that a module needs before it runs. */
function withImports(files) {
  const all = new Set();
  const visit = (file) => {
    if (all.has(file)) return;
    all.add(file);
    for (const { path: imported, kind } of outputs[file]?.imports ?? []) if (kind === 'import-statement' && outputs[imported]) visit(imported);
  };
  for (const file of files) visit(file);
  return [...all];
}

/** The chunk of a lazy import, by the source file it imports. @throws when the app no longer has it, so that the check cannot pass by looking at less */
function lazy(sourceFile) {
  const found = Object.entries(outputs).find(([file, { entryPoint }]) => file.endsWith('.js') && entryPoint?.endsWith(sourceFile));
  if (!found) throw new Error(`No chunk for ${sourceFile}: was the lazy import renamed? Then tell tools/scripts/check-bundle.mjs.`);
  return found[0];
}

const SHELL = 'libs/web/shell/feature/src/lib/shell.ts';
const LIVE = 'libs/web/inbox/data-access/src/index.ts';
const SOCKET = 'node_modules/socket.io-client/build/esm/index.js';
const pages = [
  { name: 'JS to usable sign-in', budget: 110, files: withImports([...entry, lazy('libs/web/accounts/feature/src/lib/sign-in-page.ts')]) },
  { name: 'JS to usable inbox', budget: 200, files: withImports([...entry, ...[SHELL, 'libs/web/inbox/feature/src/index.ts', LIVE, SOCKET].map(lazy)]) },
  { name: 'CSS before first paint', budget: 25, files: named(/rel="stylesheet" href="([^"]+)"/g) },
  { name: 'fonts before first paint', budget: 50, files: named(/href="([^"]+\.woff2)"/g), packed: true },
];

function measure({ files, packed }) {
  return files
    .map((file) => {
      const bytes = readFileSync(path.join(browser, file));
      return { file, raw: bytes.length, gzip: packed ? bytes.length : gzipSync(bytes, { level: 9 }).length };
    })
    .sort((a, b) => b.gzip - a.gzip);
}

/** Which packages the bytes come from: raw shares of the minified chunks. */
function byPackage(files) {
  const sums = new Map();
  for (const file of files) {
    for (const [input, { bytesInOutput }] of Object.entries(outputs[file]?.inputs ?? {})) {
      const name = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? /^(?:libs|apps)\/[^/]+\/[^/]+(?:\/[^/]+)?/.exec(input)?.[0] ?? 'other';
      sums.set(name, (sums.get(name) ?? 0) + bytesInOutput);
    }
  }
  return [...sums].sort((a, b) => b[1] - a[1]);
}

const kb = (bytes) => (bytes / KB).toFixed(1).padStart(7);
const results = pages.map((page) => {
  const parts = measure(page);
  return { ...page, parts, gzip: parts.reduce((sum, { gzip }) => sum + gzip, 0), raw: parts.reduce((sum, { raw }) => sum + raw, 0) };
});
if (options.json) {
  console.log(JSON.stringify(results.map(({ name, budget, gzip, raw, parts }) => ({ name, budgetKb: budget, gzip, raw, parts })), null, 2));
} else {
  for (const { name, budget, gzip, raw, parts, files } of results) {
    console.log(`${gzip <= budget * KB ? '✓' : '✗'} ${name}: ${kb(gzip).trim()} kB gzip of ${budget} kB (${kb(raw).trim()} kB raw, ${parts.length} files)`);
    for (const part of parts) console.log(`  ${kb(part.gzip)} ${kb(part.raw)}  ${part.file}  ${what(part.file)}`);
    if (options['by-package']) for (const [from, bytes] of byPackage(files)) if (bytes > 500) console.log(`          ${kb(bytes)}  ${from}`);
  }
}
process.exitCode = results.some(({ gzip, budget }) => gzip > budget * KB) ? 1 : 0;

function what(file) {
  const output = outputs[file];
  if (!output) return '';
  const [largest] = Object.entries(output.inputs).sort((a, b) => b[1].bytesInOutput - a[1].bytesInOutput);
  return output.entryPoint ?? (largest ? `with ${largest[0]}` : '');
}
