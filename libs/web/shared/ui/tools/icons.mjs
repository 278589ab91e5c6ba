// Writes src/lib/icon/base-icons.ts, icons.ts and late-icons.ts: one constant of path data per Lucide icon named in the .txt files.
// Run after adding a name:  node libs/web/shared/ui/tools/icons.mjs
// Why not the components of @lucide/angular: each one carries its own compiled template (measured in README.md).
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const source = readFileSync(here('../../../../../node_modules/@lucide/angular/fesm2022/lucide-angular.mjs'), 'utf8');
const wanted = (file) => readFileSync(here(file), 'utf8').split(/\s+/).filter(Boolean);
// Icons of the shared components and entry pages lie apart, so that sign-in does not load all the others.
const base = new Set(wanted('base-icons.txt'));
// One module is never split over chunks: what only pages and parts with a chunk of their own draw lies apart from what the first inbox needs.
const first = new Set(wanted('icons.txt'));
const sets = { 'base-icons': [...base], icons: [...first].filter((name) => !base.has(name)), 'late-icons': wanted('late-icons.txt').filter((name) => !base.has(name) && !first.has(name)) };
const pascal = (name) => name.replace(/(^|-)([a-z0-9])/g, (_, __, letter) => letter.toUpperCase());
const n = (value) => Number(value ?? 0);

const toPath = {
  // Paths are joined, so a leading relative "m" becomes absolute; numbers after it stay relative lines.
  path: ({ d }) => d.replace(/^m\s*(-?\d*\.?\d+)[\s,]*(-?\d*\.?\d+)(\s*)(?=(.?))/, (_, x, y, __, next) => `M${x} ${y}${/[-\d.]/.test(next) ? 'l' : ''}`),
  line: (a) => `M${n(a.x1)} ${n(a.y1)}L${n(a.x2)} ${n(a.y2)}`,
  polyline: (a) => `M${a.points.trim().replace(/\s+/g, ' ')}`,
  polygon: (a) => `M${a.points.trim().replace(/\s+/g, ' ')}Z`,
  circle: (a) => `M${n(a.cx) - n(a.r)} ${n(a.cy)}a${n(a.r)} ${n(a.r)} 0 1 0 ${2 * n(a.r)} 0a${n(a.r)} ${n(a.r)} 0 1 0 ${-2 * n(a.r)} 0`,
  ellipse: (a) => `M${n(a.cx) - n(a.rx)} ${n(a.cy)}a${n(a.rx)} ${n(a.ry)} 0 1 0 ${2 * n(a.rx)} 0a${n(a.rx)} ${n(a.ry)} 0 1 0 ${-2 * n(a.rx)} 0`,
  rect: (a) => {
    const [x, y, w, h] = [n(a.x), n(a.y), n(a.width), n(a.height)];
    const rx = Math.min(n(a.rx ?? a.ry), w / 2);
    const ry = Math.min(n(a.ry ?? a.rx), h / 2);
    if (rx === 0) return `M${x} ${y}h${w}v${h}h${-w}z`;
    return `M${x + rx} ${y}h${w - 2 * rx}a${rx} ${ry} 0 0 1 ${rx} ${ry}v${h - 2 * ry}a${rx} ${ry} 0 0 1 ${-rx} ${ry}h${2 * rx - w}a${rx} ${ry} 0 0 1 ${-rx} ${-ry}v${2 * ry - h}a${rx} ${ry} 0 0 1 ${rx} ${-ry}z`;
  },
};

const missing = [];
function constant(name) {
  const match = source.match(new RegExp(`class Lucide${pascal(name)} extends LucideIconBase \\{\\s+static icon = (\\{[\\s\\S]*?\\n    \\});`));
  if (!match) {
    missing.push(name);
    return [];
  }
  const icon = Function(`return ${match[1]}`)();
  return `export const icon${pascal(name)}: IconData = '${icon.node.map(([tag, attributes]) => toPath[tag](attributes)).join('')}';`;
}

for (const [file, names] of Object.entries(sets)) {
  const lines = [...new Set(names)].sort().flatMap(constant);
  writeFileSync(
    here(`../src/lib/icon/${file}.ts`),
    `// Lucide icons (ISC licence, lucide.dev) as path data. Made by tools/icons.mjs from tools/${file}.txt: do not edit by hand.\nimport type { IconData } from './icon-data';\n\n${lines.join('\n')}\n`,
  );
  process.stdout.write(`${file}: ${lines.length}\n`);
}
if (missing.length) throw new Error(`Not in @lucide/angular: ${missing.join(' ')}`);
