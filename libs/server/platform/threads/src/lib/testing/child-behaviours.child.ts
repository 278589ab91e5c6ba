/** Children that behave badly, for the test of run-in-child. */
const behaviours: Record<string, () => unknown> = {
  answer: () => {
    process.send?.({ progress: 40 });
    process.send?.({ value: { environment: Object.keys(process.env).filter((name) => /MAILTRIXY|DATABASE|REDIS/.test(name)) } });
  },
  loop: () => {
    for (;;);
  },
  hoard: () => {
    const all: number[][] = [];
    for (;;) all.push(new Array(100_000).fill(all.length));
  },
  buffers: () => {
    const all: Uint8Array[] = [];
    for (;;) all.push(new Uint8Array(8_000_000).fill(1));
  },
  // Ends a whole process when it runs in a thread.
  split: () => 'a b.\n\n'.repeat(15_000_000).split('\n').map((line) => line.split(' ')),
  throw: () => {
    throw new Error('broken');
  },
  exit: () => process.exit(3),
  say: () => process.send?.({ failure: 'cannot' }),
};
process.once('message', (name: string) => behaviours[name]());
