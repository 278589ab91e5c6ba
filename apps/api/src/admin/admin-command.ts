import type { INestApplicationContext } from '@nestjs/common';

/** What the administrator asked for cannot be done; the text says why and what to do. */
export class AdminError extends Error {}

export interface AdminContext {
  /** Services of the domains, by class. */
  app: INestApplicationContext;
  /** Values of the options, by name without dashes. */
  options: Readonly<Record<string, string>>;
  /** One line on standard output; scripts read it. */
  print: (line: string) => void;
}

/** One command of the administration program. */
export interface AdminCommand {
  /** As typed, e.g. 'user reset-password'. */
  name: string;
  /** One line for the overview. */
  summary: string;
  /** Required options, with an example value each. */
  options: Readonly<Record<string, string>>;
  optional?: Readonly<Record<string, string>>;
  run(context: AdminContext): Promise<void>;
}
