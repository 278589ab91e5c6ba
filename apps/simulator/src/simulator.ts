import { createWriteStream } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ControlApi } from './control/control-api';
import { graphRequest } from './graph/graph-request';
import { lookasidePath } from './media/lookaside';
import { BodyTooLarge, bodyLimit, requestBody } from './request-body';
import { Simulation } from './simulation';
import { StateFile } from './state-file';
import { realEnvironment, type Environment } from './time/environment';

export interface SimulatorOptions {
  port?: number;
  host?: string;
  seed?: number;
  ledgerFile?: string;
  ledgerLimit?: number;
  mediaBudget?: number;
  stateFile?: string;
  /** Further names in `Host` that the control API answers to, as in a compose network. */
  allowedHosts?: string[];
  environment?: Environment;
}

export interface RunningSimulator {
  url: string;
  close(): Promise<void>;
}

/** Starts one simulated Meta. Only the simulator's own tests call this; all others start the built process. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<RunningSimulator> {
  const host = options.host ?? '127.0.0.1';
  const simulation = new Simulation({
    environment: options.environment ?? realEnvironment,
    seed: options.seed ?? 1,
    ledgerFile: options.ledgerFile ? createWriteStream(options.ledgerFile, { flags: 'a', mode: 0o600 }) : null,
    ledgerLimit: options.ledgerLimit ?? 200_000,
    mediaBudget: options.mediaBudget ?? 200 * 1024 * 1024,
  });
  const state = options.stateFile ? new StateFile(options.stateFile, simulation) : null;
  state?.restore();
  // seq begins at 1 again in every run: this row parts the runs in a ledger file
  simulation.ledger.append('change', { what: 'start' });
  const server = createServer({ keepAliveTimeout: 75_000, requestTimeout: 0 });
  await listen(server, options.port ?? 3900, host);
  const { port } = server.address() as AddressInfo;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const control = new ControlApi(simulation, url, [host, ...(options.allowedHosts ?? [])]);
  server.on('request', (request, response) => {
    answer(simulation, control, request, response).catch((error: unknown) => failed(response, error));
  });
  return {
    url,
    async close() {
      simulation.teller.clear();
      simulation.publisher.clear();
      simulation.queue.clear();
      simulation.stop();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      state?.save();
      await simulation.sender.close();
      await simulation.ledger.close();
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function answer(simulation: Simulation, control: ControlApi, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(`http://simulator${message.url ?? '/'}`);
  const raw = await requestBody(message, bodyLimit(url.pathname));
  if (url.pathname.startsWith(lookasidePath)) return simulation.lookaside.handle(message, url, response);
  if (url.pathname === '/_control' || url.pathname.startsWith('/_control/')) return control.handle(message, url, raw, response);
  const outcome = await simulation.graph.handle(graphRequest(message, url, raw));
  if (outcome.answer.ready) await wait(simulation, outcome.answer.ready);
  const delay = outcome.chaos?.delayMs ?? 0;
  if (delay > 0) simulation.answers.after(delay, () => simulation.responder.write(response, outcome));
  else simulation.responder.write(response, outcome);
}

/** Not for ever: a receiver that never answers must not hold the sender's call. */
async function wait(simulation: Simulation, ready: () => boolean): Promise<void> {
  const end = Date.now() + 5000;
  while (!ready() && Date.now() < end) await simulation.ledger.waitForAppend(5);
}

/** A bug in the simulator answers as one, and the process lives on. */
function failed(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const tooLarge = error instanceof BodyTooLarge;
  const body = JSON.stringify({ error: { code: tooLarge ? 'too_large' : 'internal', message: error instanceof Error ? error.message : String(error) } });
  response.writeHead(tooLarge ? 413 : 500, { 'content-type': 'application/json', connection: 'close' }).end(body);
  if (!tooLarge) process.stderr.write(`simulator: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}
