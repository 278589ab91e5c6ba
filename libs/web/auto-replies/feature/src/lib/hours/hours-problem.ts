/** Why a day's opening times cannot be saved; null when they can. Times are "HH:MM", in any order. */
export function hoursProblem(spans: readonly { from: string; to: string }[]): string | null {
  if (spans.some(({ from, to }) => !from || !to)) return 'Fill in both times.';
  if (spans.some(({ from, to }) => from >= to)) return 'The end must be after the beginning. A night is two days: until 00:00, and from 00:00.';
  const sorted = [...spans].sort((a, b) => (a.from < b.from ? -1 : 1));
  return sorted.some((span, index) => index > 0 && span.from < sorted[index - 1].to) ? 'These times overlap.' : null;
}
