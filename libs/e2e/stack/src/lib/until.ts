/** What a probe may return when its condition holds. */
export type Truthy<T> = Exclude<T, false | 0 | '' | null | undefined>;

/**
 * Waits for a condition; tests never sleep for a guessed time.
 * @param probe returns something truthy when it holds; a throw counts as "not yet"
 * @throws Error naming `what` and the last state after `timeoutMs`
 */
export async function until<T>(what: string, probe: () => Promise<T> | T, timeoutMs = 15_000, everyMs = 25): Promise<Truthy<T>> {
  const deadline = performance.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const value = await probe();
      if (value) return value as Truthy<T>;
      last = value;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline) throw new Error(`Waited ${timeoutMs} ms for: ${what}. Last: ${last instanceof Error ? last.message : JSON.stringify(last)}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
