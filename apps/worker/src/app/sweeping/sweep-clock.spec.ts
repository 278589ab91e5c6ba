import type { Logger } from '@mailtrixy/server/platform/logging';
import { SweepClock } from './sweep-clock';

describe('the clock of sweepers', () => {
  let warned: { sweeper: string }[];
  let clock: SweepClock;

  beforeEach(() => {
    jest.useFakeTimers();
    warned = [];
    clock = new SweepClock({ warn: (fields: { sweeper: string }) => warned.push(fields) } as unknown as Logger);
  });
  afterEach(() => {
    clock.onApplicationShutdown();
    jest.useRealTimers();
  });

  it('looks at once and then again and again', async () => {
    const look = jest.fn(async () => undefined);
    clock.every(1000, 'lanes', look);
    expect(look).toHaveBeenCalledTimes(1);
    await jest.advanceTimersByTimeAsync(3000);
    expect(look).toHaveBeenCalledTimes(4);
  });

  it('starts no look while the last one of the same sweeper works', async () => {
    let end = (): void => undefined;
    const slow = jest.fn(() => new Promise<void>((resolve) => (end = resolve)));
    const other = jest.fn(async () => undefined);
    clock.every(1000, 'slow', slow);
    clock.every(1000, 'other', other);
    await jest.advanceTimersByTimeAsync(3000);
    expect(slow).toHaveBeenCalledTimes(1);
    expect(other).toHaveBeenCalledTimes(4);
    end();
    await jest.advanceTimersByTimeAsync(1000);
    expect(slow).toHaveBeenCalledTimes(2);
  });

  it('says which look failed, and looks again', async () => {
    const look = jest.fn(async () => Promise.reject(new Error('database away')));
    clock.every(1000, 'lanes', look);
    await jest.advanceTimersByTimeAsync(1000);
    expect(look).toHaveBeenCalledTimes(2);
    expect(warned.map(({ sweeper }) => sweeper)).toEqual(['lanes', 'lanes']);
  });

  it('takes a look that throws at once like one that fails later', async () => {
    clock.every(1000, 'lanes', () => {
      throw new Error('broken');
    });
    await jest.advanceTimersByTimeAsync(0);
    expect(warned).toHaveLength(1);
  });

  it('spreads rare sweeps, so that several workers do not tidy at the same moment', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(0);
    const look = jest.fn(async () => undefined);
    clock.every(100_000, 'tidy', look);
    await jest.advanceTimersByTimeAsync(80_000);
    expect(look).toHaveBeenCalledTimes(2);
  });

  it('is silent after the end: neither looks nor warns of a look that the closing database cut off', async () => {
    let fail = (_error: Error): void => undefined;
    const look = jest.fn(() => new Promise<void>((_, reject) => (fail = reject)));
    clock.every(1000, 'lanes', look);
    clock.onApplicationShutdown();
    fail(new Error('closed'));
    await jest.advanceTimersByTimeAsync(5000);
    expect(look).toHaveBeenCalledTimes(1);
    expect(warned).toEqual([]);
  });
});
