/** 0:07 of 7.9 seconds: what has been played, never rounded up. */
export function playedClock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
