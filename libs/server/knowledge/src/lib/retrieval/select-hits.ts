import type { Candidate } from './ranking';

/** More of one document only when they follow each other. */
const PER_DOCUMENT = 2;

/** The best passages, at most two of a document unless they are neighbours of chosen ones; best first. */
export function selectHits(candidates: readonly Candidate[], limit: number): Candidate[] {
  const chosen: Candidate[] = [];
  const numbers = new Map<number, number[]>();
  for (const candidate of candidates) {
    if (chosen.length >= limit) break;
    const taken = numbers.get(candidate.document) ?? [];
    if (taken.length >= PER_DOCUMENT && !taken.some((no) => Math.abs(no - candidate.no) === 1)) continue;
    numbers.set(candidate.document, [...taken, candidate.no]);
    chosen.push(candidate);
  }
  return chosen;
}

/** Passages that follow each other in a document, as one reading; groups in the order of their best passage. */
export function mergeNeighbours<T extends { documentId: string; no: number }>(passages: readonly T[]): T[][] {
  const groups: T[][] = [];
  for (const passage of passages) {
    const touching = groups.filter((group) => group[0].documentId === passage.documentId && group.some(({ no }) => Math.abs(no - passage.no) === 1));
    if (!touching.length) groups.push([passage]);
    else {
      touching[0].push(passage, ...touching.slice(1).flat());
      for (const group of touching.slice(1)) groups.splice(groups.indexOf(group), 1);
    }
  }
  return groups.map((group) => group.sort((a, b) => a.no - b.no));
}
