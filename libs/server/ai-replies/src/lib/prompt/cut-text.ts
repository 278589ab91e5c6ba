/** @returns the first `max` signs */
export function beginningOf(text: string, max: number): string {
  const letters = [...text.trim()];
  return letters.length > max ? `${letters.slice(0, max - 1).join('')}…` : letters.join('');
}

/** @returns the last `max` signs: of several messages the newest are what is asked */
export function endOf(text: string, max: number): string {
  const letters = [...text.trim()];
  return letters.length > max ? `…${letters.slice(1 - max).join('')}` : letters.join('');
}
