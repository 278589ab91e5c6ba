// Builds a Node app with esbuild; swc compiles each TypeScript file first, because esbuild emits no decorator
// metadata and Nest would then inject `undefined` and validate nothing, with a warning at most.
// usage: node tools/scripts/build-node.mjs <app>
//        node tools/scripts/build-node.mjs --thread <name>   builds one thread or child process for tests and prints its path
import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
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

const options = {
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  keepNames: true,
  sourcemap: true,
  logLevel: 'warning',
  plugins: [swcDecorators],
};

// Threads and child processes are loaded by file name, so each is a bundle of its own: <name>.thread.ts, <name>.child.ts → threads/<name>.cjs
const threads = new Map(
  readdirSync(path.join(root, 'libs/server'), { recursive: true })
    .filter((file) => /\.(thread|child)\.ts$/.test(file))
    .map((file) => [path.basename(file).replace(/\.(thread|child)\.ts$/, ''), path.join(root, 'libs/server', file)]),
);

async function buildThread(name) {
  if (!threads.has(name)) {
    console.error(`There is no ${name}.thread.ts or ${name}.child.ts under libs/server.`);
    process.exit(1);
  }
  const folder = path.join(root, 'dist/threads');
  const { outputFiles } = await build({ ...options, sourcemap: 'inline', entryPoints: [threads.get(name)], outdir: folder, write: false });
  const file = path.join(folder, `${name}-${createHash('sha256').update(outputFiles[0].contents).digest('hex').slice(0, 16)}.cjs`);
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${file}.${process.pid}`, outputFiles[0].contents);
    renameSync(`${file}.${process.pid}`, file);
  }
  console.log(file);
}

async function buildApp() {
  await rm(outdir, { recursive: true, force: true });
  const entries = ['main', 'migrate', 'admin'].filter((name) => existsSync(path.join(source, `${name}.ts`))).map((name) => [name, path.join(source, `${name}.ts`)]);
  if (app !== 'simulator') entries.push(...[...threads].filter(([, file]) => !file.includes('testing')).map(([name, file]) => [`threads/${name}`, file]));
  await build({ ...options, entryPoints: Object.fromEntries(entries), outdir });
}

if (app === '--thread') await buildThread(process.argv[3]);
else await buildApp();
