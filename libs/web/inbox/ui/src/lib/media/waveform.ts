export const BARS = 48;
const STEP = 4;
const HEIGHT = 28;
const LOWEST = 2;

/** Path data of the bars of a waveform, parted where the playing is. */
export function waveform(peaks: readonly number[] | null, played: number): { done: string; left: string } {
  const until = Math.round(Math.min(1, Math.max(0, played)) * BARS);
  let done = '';
  let left = '';
  for (let bar = 0; bar < BARS; bar += 1) {
    const peak = Math.min(100, Math.max(0, peaks?.[bar] ?? 0));
    const height = LOWEST + (peak / 100) * (HEIGHT - 2 * LOWEST);
    const line = `M${bar * STEP + 2} ${((HEIGHT - height) / 2).toFixed(1)}v${height.toFixed(1)}`;
    if (bar < until) done += line;
    else left += line;
  }
  return { done, left };
}
