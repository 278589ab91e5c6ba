/** 0.4 ms, 7.0 ms, 184 ms; empty when nobody measured it. */
export function formatTook(ms: number | null): string {
  if (ms === null) return '';
  return `${ms < 10 && !Number.isInteger(ms) ? ms.toFixed(1) : Math.round(ms)} ms`;
}
