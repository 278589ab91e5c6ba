import { startSimulator } from './simulator';

function wholeNumber(name: string, fallback: number): number {
  const text = process.env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new Error(`${name} must be a whole number, got "${text}"`);
  return value;
}

async function main(): Promise<void> {
  const simulator = await startSimulator({
    port: wholeNumber('MAILTRIXY_SIMULATOR_PORT', 3900),
    host: process.env['MAILTRIXY_SIMULATOR_HOST'] || '127.0.0.1',
    seed: wholeNumber('MAILTRIXY_SIMULATOR_SEED', 1),
    ledgerLimit: wholeNumber('MAILTRIXY_SIMULATOR_LEDGER_LIMIT', 200_000),
    mediaBudget: wholeNumber('MAILTRIXY_SIMULATOR_MEDIA_MB', 200) * 1024 * 1024,
    ledgerFile: process.env['MAILTRIXY_SIMULATOR_LEDGER'],
    stateFile: process.env['MAILTRIXY_SIMULATOR_STATE'],
    allowedHosts: (process.env['MAILTRIXY_SIMULATOR_ALLOWED_HOSTS'] ?? '').split(',').map((each) => each.trim()).filter((each) => each !== ''),
  });
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    simulator.close().then(() => process.exit(0), () => process.exit(1));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  if (process.channel) process.on('disconnect', stop);
  process.send?.({ type: 'ready', url: simulator.url });
  process.stdout.write(`simulator ready ${simulator.url}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`simulator: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
