import { spawnSync } from 'node:child_process';
import { ChildFailedError, ChildMemoryError, ChildTimeoutError, runInChild, type ChildRun } from './run-in-child';
import { threadFile } from './thread-file';

// Each case is a process.
jest.setTimeout(60_000);

const run = (input: string, over: Partial<ChildRun> = {}) => runInChild({ file: threadFile('child-behaviours'), input, timeoutMs: 20_000, memoryMb: 64, ...over });

describe('work in a child', () => {
  it('gives its progress and its result, and sees none of the environment', async () => {
    const progress: number[] = [];
    expect(await run('answer', { onProgress: (percent) => progress.push(percent) })).toEqual({ environment: [] });
    expect(progress).toEqual([40]);
  });

  it('ends when it takes too long', async () => {
    await expect(run('loop', { timeoutMs: 300 })).rejects.toThrow(ChildTimeoutError);
  });

  it.each(['hoard', 'split'])('ends when its heap is full, and this process lives on: %s', async (behaviour) => {
    await expect(run(behaviour)).rejects.toThrow(ChildMemoryError);
  });

  it('ends when its buffers are too many', async () => {
    await expect(run('buffers')).rejects.toThrow(ChildMemoryError);
  });

  it.each(['throw', 'exit', 'say'])('says that it failed: %s', async (behaviour) => {
    await expect(run(behaviour)).rejects.toThrow(ChildFailedError);
  });

  it('ends when its caller gives up', async () => {
    const stop = new AbortController();
    const running = run('loop', { signal: stop.signal });
    stop.abort(new Error('deleted meanwhile'));
    await expect(running).rejects.toThrow('deleted meanwhile');
    await expect(run('answer', { signal: stop.signal })).rejects.toThrow('deleted meanwhile');
  });
});

describe('a child of a parent that was killed', () => {
  it('ends too, even while it is busy', async () => {
    // runInChild kills the one that answered: the parent of the busy one.
    const busy = await runInChild<number>({ file: threadFile('orphan-behaviours'), input: 'start', timeoutMs: 20_000, memoryMb: 64 });
    // Ended, but perhaps not yet waited for by whoever inherited it.
    const isThere = (): boolean => {
      const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(busy)], { encoding: 'utf8' });
      return stdout.trim() !== '' && !stdout.includes('Z');
    };
    while (isThere()) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(isThere()).toBe(false);
  });
});

describe('its file', () => {
  it('is said to be missing', () => {
    expect(() => threadFile('nobody-wrote-it')).toThrow();
  });
});
