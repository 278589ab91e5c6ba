// ESLint 9 and later read only flat config: this file hands them the rules kept in .eslintrc.json.
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FlatCompat } from '@eslint/eslintrc';
import js from '@eslint/js';

const baseDirectory = dirname(fileURLToPath(import.meta.url));
const compat = new FlatCompat({
  baseDirectory,
  resolvePluginsRelativeTo: baseDirectory,
  recommendedConfig: js.configs.recommended,
  allConfig: js.configs.all,
});
const { root: _root, ignorePatterns = [], ...legacy } = JSON.parse(readFileSync(new URL('.eslintrc.json', import.meta.url), 'utf8'));

export default [
  { ignores: ignorePatterns.map((pattern) => `**/${pattern}`) },
  ...compat.config(legacy),
];
