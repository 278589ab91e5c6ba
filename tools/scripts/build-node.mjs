// Builds a Node app with esbuild; swc compiles each TypeScript file first, because esbuild emits no decorator
// metadata and Nest would then inject `undefined` and validate nothing, with a warning at most.
// usage: node tools/scripts/build-node.mjs <app>
import { readFile, rm } from 'node:fs/promises';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';
import { build } from 'esbuild';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const app = process.argv[2];
const source = path.join(root, 'apps', app, 'src');
const outdir = path.join(process.env['MAILTRIXY_DIST'] ?? path.join(root, 'dist'), 'apps', app);
const { paths } = JSON.parse(readFileSync(path.join(root, 'tsconfig.base.json'), 'utf8')).compilerOptions;

const swcDecorators = {
  name: 'swc-decorators',
  setup(b) {
    b.onResolve({ filter: /^[^./]/ }, (args) => {
      if (paths[args.path]) return { path: path.join(root, paths[args.path][0]) };
      if (path.isAbsolute(args.path)) return null;
      return { path: args.path, external: true };
    });
    b.onLoad({ filter: /\.ts$/ }, async ({ path: file }) => {
      const { code } = await transform(await readFile(file, 'utf8'), {
        filename: file,
        swcrc: false,
        sourceMaps: 'inline',
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          keepClassNames: true,
        },
        module: { type: 'es6' },
      });
      return { contents: code, loader: 'js' };
    });
  },
};

await rm(outdir, { recursive: true, force: true });
const entries = ['main', 'migrate', 'admin'].filter((name) => existsSync(path.join(source, `${name}.ts`)));
await build({
  entryPoints: Object.fromEntries(entries.map((name) => [name, path.join(source, `${name}.ts`)])),
  outdir,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  keepNames: true,
  sourcemap: true,
  logLevel: 'warning',
  plugins: [swcDecorators],
});
