import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../sets');

export function set(name) {
  return JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8')).items;
}

/** Fixed for ever: odd items are for tuning, even ones for testing. */
export function half(items, which) {
  return items.filter((_, at) => at % 2 === (which === 'dev' ? 1 : 0));
}

/** Articles as documents; their questions stay outside. */
export function documents(articles) {
  return articles.map(({ title, text, language }) => ({ id: `${language ?? 'en'}:${title}`, title, text, language }));
}

export function idOf({ title, language }) {
  return `${language ?? 'en'}:${title}`;
}
