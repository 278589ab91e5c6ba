import { spawn } from 'node:child_process';
import { endWithParent } from '../end-with-parent';

// First run: starts itself as a child that loops forever, and tells its number. Second run: that child.
if (process.argv[2] === 'loop') {
  endWithParent(60_000);
  process.stdout.write('looping');
  setTimeout(() => {
    for (;;);
  }, 50);
} else {
  process.once('message', () => {
    const child = spawn(process.execPath, [__filename, 'loop'], { stdio: ['ignore', 'pipe', 'ignore'] });
    child.stdout.once('data', () => process.send?.({ value: child.pid }));
  });
}
