import { AdminError, type AdminCommand } from './admin-command';

/**
 * Finds the command and its options.
 * @throws AdminError with the overview, or naming the option that is missing or unknown
 */
export function readArguments(argv: readonly string[], commands: readonly AdminCommand[]): { command: AdminCommand; options: Record<string, string> } {
  const words = argv.slice(0, argv.findIndex((part) => part.startsWith('--')) < 0 ? argv.length : argv.findIndex((part) => part.startsWith('--')));
  const command = commands.find((one) => one.name === words.join(' '));
  if (!command) throw new AdminError(`${words.length ? `There is no command "${words.join(' ')}". ` : ''}The commands are:\n${commands.map(overview).join('\n')}`);
  const options: Record<string, string> = {};
  const known = { ...command.options, ...command.optional };
  for (let index = words.length; index < argv.length; index++) {
    const [flag, inline] = split(argv[index]);
    if (!(flag in known)) throw new AdminError(`${command.name} does not know ${argv[index]}.\n${overview(command)}`);
    const value = inline ?? argv[++index];
    if (value === undefined || value === '') throw new AdminError(`--${flag} needs a value.\n${overview(command)}`);
    options[flag] = value;
  }
  const missing = Object.keys(command.options).find((name) => !(name in options));
  if (missing) throw new AdminError(`--${missing} is missing.\n${overview(command)}`);
  return { command, options };
}

function split(argument: string): [string, string | undefined] {
  const [, flag = '', , value] = /^--([^=]+)(=(.*))?$/s.exec(argument) ?? [];
  return [flag, value];
}

function overview(command: AdminCommand): string {
  const show = (options: Readonly<Record<string, string>>) => Object.entries(options).map(([name, example]) => `--${name} ${/\s/.test(example) ? `"${example}"` : example}`);
  return `  ${[command.name, ...show(command.options), ...show(command.optional ?? {}).map((text) => `[${text}]`)].join(' ')}\n      ${command.summary}`;
}
