/** Longer texts are compared by words: a person who writes a novel must not keep the server busy. */
const LETTERS_MAX = 500;

/** Which share of the longer text was changed, 0–1. */
export function shareChanged(before: string, after: string): number {
  const longest = Math.max(...parts(before, after).map(({ length }) => length));
  return longest ? Math.min(1, editDistance(before, after) / longest) : 0;
}

/** How many letters (words, in long texts) were added, removed or exchanged. */
export function editDistance(before: string, after: string): number {
  if (before === after) return 0;
  const [a, b] = parts(before, after);
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length];
}

function parts(before: string, after: string): [string[], string[]] {
  const byWords = before.length > LETTERS_MAX || after.length > LETTERS_MAX;
  const cut = (text: string) => (byWords ? text.split(/\s+/u).slice(0, LETTERS_MAX) : [...text]);
  return [cut(before), cut(after)];
}
