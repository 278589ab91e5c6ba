import { randomBytes } from 'node:crypto';

export type Timer = unknown;

/** Everything that is not deterministic comes in through here, so that a test can replace it. */
export interface Environment {
  now(): number;
  randomBytes(size: number): Buffer;
  setTimer(run: () => void, ms: number): Timer;
  clearTimer(timer: Timer): void;
}

export const realEnvironment: Environment = {
  now: () => Date.now(),
  randomBytes: (size) => randomBytes(size),
  setTimer: (run, ms) => setTimeout(run, ms),
  clearTimer: (timer) => clearTimeout(timer as NodeJS.Timeout),
};
