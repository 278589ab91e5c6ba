import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { workspaceRoot } from './workspace-root';

const run = promisify(execFile);

/** Stops, starts, kills or freezes the private MariaDB or Redis of this test run (never a server that is not ours). */
export async function services(action: 'start' | 'stop' | 'restart' | 'kill' | 'pause' | 'resume', name: 'mariadb' | 'redis'): Promise<void> {
  await run(process.execPath, [path.join(workspaceRoot(), 'tools/services/control.mjs'), action, name], { env: process.env });
}
