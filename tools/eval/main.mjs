// npm run eval [-- --only <section>] [--write]: how good retrieval, refusal and safety are on question sets of our own. Every file
// in sections/ is one section: `export const title`, `export async function run(say)` → { columns, rows, notes? }; `--write`
// puts the tables into docs/ai.md.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = path.dirname(fileURLToPath(import.meta.url));
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : null;
const START = '<!-- npm run eval -- --write -->';
const END = '<!-- end of eval -->';

const parts = [];
for (const file of readdirSync(path.join(folder, 'sections')).filter((name) => name.endsWith('.mjs')).sort()) {
  if (only && !file.includes(only)) continue;
  const section = await import(`./sections/${file}`);
  process.stderr.write(`${section.title} …\n`);
  const { columns, rows, notes = [] } = await section.run();
  const text = [`### ${section.title}`, '', `| ${columns.join(' | ')} |`, `|${columns.map((_, at) => (at ? '---:' : '---')).join('|')}|`, ...rows.map((row) => `| ${row.join(' | ')} |`), ...(notes.length ? ['', ...notes] : []), ''].join('\n');
  parts.push(text);
  console.log(text);
}
if (!parts.length) {
  console.error(`No section is called ${only}.`);
  process.exit(2);
}
if (process.argv.includes('--write')) {
  if (only) throw new Error('--write takes all sections.');
  const file = path.resolve(folder, '../../docs/ai.md');
  const text = readFileSync(file, 'utf8');
  const [from, to] = [text.indexOf(START), text.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`docs/ai.md has no place for tables between ${START} and ${END}.`);
  writeFileSync(file, `${text.slice(0, from + START.length)}\n\n${parts.join('\n')}${text.slice(to)}`);
}
process.exit(0);
