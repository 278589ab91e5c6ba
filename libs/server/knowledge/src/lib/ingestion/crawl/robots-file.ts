/** What a robots.txt says to one robot (RFC 9309). */
export interface RobotsFile {
  /** @param path with its query, as a URL writes it */
  allows(path: string): boolean;
  /** Seconds between two pages. */
  delay: number | null;
  sitemaps: string[];
}

/**
 * Bounds for what strangers write, so that asking for a page is quick whatever stands there. What lies beyond them refuses
 * more than was meant, never less: a refusal is cut to its beginning, a permission is not heard.
 */
const PATTERN_MAX = 1000;
const WILDCARDS_MAX = 10;
/** Of all patterns with wildcards together. */
const WILD_LETTERS_MAX = 20_000;
const SITEMAPS_MAX = 100;
const ADDRESS_MAX = 2000;

interface Rule {
  allow: boolean;
  /** As it was written: the longest one that fits counts. */
  weight: number;
  /** Between wildcards. */
  pieces: string[];
  /** The last piece is the end of the path. */
  toEnd: boolean;
}

interface Group {
  rules: Rule[];
  wildLetters: number;
  delay: number | null;
}

/** @param robot the name by which files know it, in lower case */
export function readRobots(text: string, robot: string): RobotsFile {
  const groups = new Map<string, Group>();
  const sitemaps: string[] = [];
  const named = new Set<Group>();
  let naming = false;
  for (const [key, value] of fields(text)) {
    if (key === 'sitemap' && value && value.length <= ADDRESS_MAX && sitemaps.length < SITEMAPS_MAX) sitemaps.push(value);
    if (key === 'user-agent') {
      if (!naming) named.clear();
      naming = true;
      const name = value.split('/', 1)[0].trim().toLowerCase();
      if (name === robot || name === '*') named.add(groupOf(groups, name));
    }
    if (key !== 'allow' && key !== 'disallow' && key !== 'crawl-delay') continue;
    naming = false;
    for (const group of named) {
      if (key === 'crawl-delay') group.delay = value !== '' && Number(value) >= 0 ? Number(value) : group.delay;
      else if (value) addRule(group, key === 'allow', value);
    }
  }
  const { rules, delay } = groups.get(robot) ?? groups.get('*') ?? { rules: [], delay: null };
  rules.sort((one, other) => other.weight - one.weight || Number(other.allow) - Number(one.allow));
  const allows = (written: string): boolean => {
    const path = upperCodes(written);
    return rules.find((rule) => fits(rule, path))?.allow ?? true;
  };
  return { allows, delay, sitemaps };
}

function* fields(text: string): Generator<[key: string, value: string]> {
  for (const line of text.split(/\r\n|\r|\n/)) {
    const [said] = line.split('#', 1);
    const colon = said.indexOf(':');
    if (colon > 0) yield [said.slice(0, colon).trim().toLowerCase(), said.slice(colon + 1).trim()];
  }
}

function groupOf(groups: Map<string, Group>, name: string): Group {
  const group = groups.get(name) ?? { rules: [], wildLetters: 0, delay: null };
  groups.set(name, group);
  return group;
}

function addRule(group: Group, allow: boolean, written: string): void {
  const pattern = encoded(cut(written));
  const pieces = pattern.replace(/\*+/g, '*').split('*');
  let complete = written.length <= PATTERN_MAX;
  const keep = (most: number): void => {
    if (pieces.length > most) complete = false;
    pieces.length = Math.min(pieces.length, most);
  };
  keep(WILDCARDS_MAX + 1);
  if (pieces.length > 1 && (group.wildLetters += pattern.length) > WILD_LETTERS_MAX) keep(1);
  if (allow && !complete) return;
  const last = pieces[pieces.length - 1];
  const toEnd = complete && last.endsWith('$');
  if (toEnd) pieces[pieces.length - 1] = last.slice(0, -1);
  group.rules.push({ allow, weight: Math.max(pattern.length, written.length), pieces, toEnd });
}

/** The leftmost place for each piece leaves the most room for the next ones, so no other has to be tried. */
function fits({ pieces, toEnd }: Rule, path: string): boolean {
  const last = pieces.length - 1;
  if (toEnd && last === 0) return path === pieces[0];
  if (!path.startsWith(pieces[0])) return false;
  let at = pieces[0].length;
  for (let no = 1; no <= last; no++) {
    if (toEnd && no === last) return path.endsWith(pieces[no]) && path.length - pieces[no].length >= at;
    const found = path.indexOf(pieces[no], at);
    if (found < 0) return false;
    at = found + pieces[no].length;
  }
  return true;
}

/** Never within a letter. */
function cut(written: string): string {
  return written.slice(0, PATTERN_MAX).replace(/[\ud800-\udbff]$/, '');
}

/** As URLs write it. */
function encoded(pattern: string): string {
  return upperCodes(encodeURI(pattern).replaceAll('%25', '%'));
}

function upperCodes(path: string): string {
  return path.replace(/%[0-9a-f]{2}/gi, (code) => code.toUpperCase());
}
