// The rules of the workspace hold, and their guards bite.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { workspaceCopy } from './workspace-copy.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

function projectsBelow(folder) {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) return ['node_modules', 'dist', 'src'].includes(entry.name) ? [] : projectsBelow(place);
    return entry.name === 'project.json' ? [{ file: place, ...JSON.parse(readFileSync(path.join(root, place), 'utf8')) }] : [];
  });
}

const projects = ['apps', 'libs'].flatMap(projectsBelow);

test('every project has exactly one scope, one type and one domain', () => {
  assert.ok(projects.length > 0);
  for (const { file, tags = [] } of projects) {
    const kinds = tags.map((tag) => tag.split(':')[0]).sort();
    assert.deepEqual(kinds, ['domain', 'scope', 'type'], `${file} has the tags ${tags.join(', ') || '(none)'}`);
  }
});

test('tests against servers and browsers are never taken from the cache', () => {
  const { targetDefaults } = JSON.parse(readFileSync(path.join(root, 'nx.json'), 'utf8'));
  for (const target of ['test-db', 'e2e']) {
    assert.equal(targetDefaults[target]?.cache, false, target);
    for (const { file, targets = {} } of projects) assert.ok(!targets[target]?.cache, `${file} caches ${target}`);
  }
});

test('neither lockfile nor settings name a registry', () => {
  for (const file of ['package-lock.json', '.npmrc']) {
    const text = readFileSync(path.join(root, file), 'utf8');
    assert.doesNotMatch(text, /"resolved"|^\s*registry\s*=/m, file);
  }
});

describe('planted mistakes', () => {
  let copy;
  before(() => (copy = workspaceCopy(root)));
  after(() => copy.dispose());

  const paths = () => JSON.parse(readFileSync(path.join(root, 'tsconfig.base.json'), 'utf8')).compilerOptions.paths;
  const withTags = (...tags) => projects.find((project) => tags.every((tag) => project.tags.includes(tag)));
  const aliasOf = (project) => Object.entries(paths()).find(([, [file]]) => file.replace(/^\.\//, '').startsWith(`${path.dirname(project.file)}/`))[0];

  async function lintWith(project, source) {
    writeFileSync(path.join(copy.folder, path.dirname(project.file), 'src/planted.ts'), source);
    return copy.nx('run', `${project.name}:lint`, '--output-style=static');
  }

  test('a shared library that imports from the server is reported by lint', async () => {
    const server = projects.find(({ tags, file }) => tags.includes('scope:server') && file.startsWith('libs'));
    const { code, output } = await lintWith(withTags('scope:shared', 'type:dto'), `export * from '${aliasOf(server)}';\n`);
    assert.notEqual(code, 0, output);
    assert.match(output, /planted\.ts[^]*enforce-module-boundaries/);
  });

  test('a browser library that imports class-validator is reported by lint', async () => {
    const { code, output } = await lintWith(withTags('scope:web', 'type:ui'), "export { IsString } from 'class-validator';\n");
    assert.notEqual(code, 0, output);
    assert.match(output, /planted\.ts[^]*enforce-module-boundaries/);
  });
});
