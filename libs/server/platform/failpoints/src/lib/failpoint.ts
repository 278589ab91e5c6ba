/** How often each named point is still passed before the process dies at it. Null: nothing is armed, the usual case. */
const armed = parseFailpoints(process.env['MAILTRIXY_FAILPOINTS'] ?? '');

/**
 * A named place at which a kill -9 test may end this process, without any clean-up. MAILTRIXY_FAILPOINTS names them:
 * `in.after_commit@3,item.before_commit` dies at the third hit of the first or the first hit of the second.
 */
export function failpoint(name: string): void {
  if (armed === null) return;
  const left = armed.get(name);
  if (left === undefined) return;
  if (left <= 1) process.kill(process.pid, 'SIGKILL');
  armed.set(name, left - 1);
}

/** @returns null when nothing is named, so that failpoint() costs one comparison */
export function parseFailpoints(text: string): Map<string, number> | null {
  const named = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [name, hit = '1'] = part.split('@');
      return [name, Math.max(1, Number.parseInt(hit, 10) || 1)] as const;
    });
  return named.length ? new Map(named) : null;
}
