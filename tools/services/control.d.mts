// Types of control.mjs, for the TypeScript tests that import it.
export interface ServerRecord {
  pid: number;
  port: number;
  folder: string;
  binary: string;
  args: string[];
  log: string;
  version: string;
  socket?: string;
}

export interface ServerHandle {
  readonly record: ServerRecord;
  start(): Promise<void>;
  stop(): Promise<void>;
  restart(): Promise<void>;
  kill(): Promise<void>;
  pause(): boolean;
  resume(): boolean;
}

export function control(file?: string): { readonly mariadb: ServerHandle; readonly redis: ServerHandle };
export function describeServices(services: object, file: string): string;
