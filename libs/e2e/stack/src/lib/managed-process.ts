import { fork, type ChildProcess } from 'node:child_process';
import { until } from './until';

const STOP_MS = 15_000;
const KEPT_LINES = 5000;

/** One of our processes as a child of the test: started by the same contract as the launcher's, killed at will. */
export class ManagedProcess {
  private child: ChildProcess | null = null;
  private lines: string[] = [];
  private exit: { code: number | null; signal: NodeJS.Signals | null } | null = null;
  /** What the process said when it was ready. */
  url = '';

  constructor(
    readonly name: string,
    private readonly script: string,
    private env: Record<string, string>,
  ) {}

  get pid(): number | undefined {
    return this.child?.pid;
  }

  get running(): boolean {
    return this.child !== null && this.exit === null;
  }

  get exited(): { code: number | null; signal: NodeJS.Signals | null } | null {
    return this.exit;
  }

  /** Output of all its lives, newest last. */
  get log(): string {
    return this.lines.join('');
  }

  /** @param extra environment for this life only */
  async start(extra: Record<string, string> = {}, waitReady = true): Promise<void> {
    this.exit = null;
    let ready = false;
    const child = fork(this.script, [], { env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_ENV: 'test', ...this.env, ...extra } as NodeJS.ProcessEnv, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    this.child = child;
    const keep = (chunk: Buffer) => {
      this.lines.push(chunk.toString());
      if (this.lines.length > KEPT_LINES) this.lines.splice(0, KEPT_LINES / 2);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('message', (message: { type?: string; url?: string }) => {
      if (message?.type !== 'ready') return;
      ready = true;
      if (message.url) this.url = message.url;
    });
    child.on('exit', (code, signal) => (this.exit = { code, signal }));
    if (!waitReady) return;
    await until(`${this.name} to be ready`, () => {
      if (this.exit) throw new Error(`${this.name} ended (${this.exit.code ?? this.exit.signal}):\n${this.log.slice(-3000)}`);
      return ready;
    }, 60_000).catch((error: Error) => {
      throw new Error(`${error.message}\n${this.log.slice(-3000)}`);
    });
  }

  signal(signal: NodeJS.Signals): void {
    if (this.running) this.child?.kill(signal);
  }

  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.ended();
  }

  async stop(): Promise<void> {
    this.signal('SIGTERM');
    await until(`${this.name} to stop`, () => !this.running, STOP_MS).catch(() => this.kill());
  }

  async ended(timeoutMs = STOP_MS): Promise<void> {
    await until(`${this.name} to end`, () => !this.running, timeoutMs);
  }

  async restart(extra: Record<string, string> = {}): Promise<void> {
    await this.kill();
    await this.start(extra);
  }
}
