// Is this Node one that MailTrixy runs on? Old syntax only: it is read by every Node that can import a module at all.
import { readFileSync } from 'fs';
import { fileURLToPath } from 'url';

/** True on a supported Node; otherwise one sentence on standard error, and false. */
export function nodeIsRightOrSaysWhy(version = process.versions.node, range = supportedRange()) {
  if (satisfies(version, range)) return true;
  console.error('MailTrixy needs Node ' + inWords(range) + '; this is ' + version + '. Get one from nodejs.org and run the command again.');
  return false;
}

/** Understands what package.json uses: `^20.19.0 || >=24.11.0`. */
export function satisfies(version, range) {
  const have = numbers(version);
  return range.split('||').some(function (part) {
    const text = part.trim();
    const wanted = numbers(text.replace(/^[^0-9]*/, ''));
    if (compare(have, wanted) < 0) return false;
    return text.indexOf('^') === 0 ? have[0] === wanted[0] : true;
  });
}

function supportedRange() {
  return JSON.parse(readFileSync(fileURLToPath(new URL('../../package.json', import.meta.url)), 'utf8')).engines.node;
}

/** "20.19 or a later 20, 22.13 or a later 22, or 24.11 and newer" */
function inWords(range) {
  const parts = range.split('||').map(function (part) {
    const wanted = numbers(part.trim().replace(/^[^0-9]*/, ''));
    const minor = wanted[0] + '.' + wanted[1];
    return part.indexOf('^') >= 0 ? minor + ' or a later ' + wanted[0] : minor + ' and newer';
  });
  return parts.length > 1 ? parts.slice(0, -1).join(', ') + ', or ' + parts[parts.length - 1] : parts[0];
}

function numbers(version) {
  return version.split('.').map(Number);
}

function compare(a, b) {
  for (let i = 0; i < 3; i += 1) {
    if ((a[i] || 0) !== (b[i] || 0)) return (a[i] || 0) - (b[i] || 0);
  }
  return 0;
}
