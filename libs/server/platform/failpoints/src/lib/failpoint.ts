/** name → hits still to come before the process dies; empty in production. */
const armed = new Map(
  (process.env['MAILTRIXY_FAILPOINTS'] ?? '')
    .split(',')
    .filter(Boolean)
    .map((entry) => {
      const [name, hits] = entry.split('@');
      return [name, Number(hits ?? 1)] as const;
    }),
);

/**
 * A place where the kill tests end this process with SIGKILL: MAILTRIXY_FAILPOINTS="in.after_commit@3" at its third hit.
 * Costs one comparison when nothing is armed.
 */
export function failpoint(name: string): void {
  if (armed.size === 0) return;
  const left = armed.get(name);
  if (left === undefined) return;
  if (left <= 1) process.kill(process.pid, 'SIGKILL');
  armed.set(name, left - 1);
}
