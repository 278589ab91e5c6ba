import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { EgressClient, EgressError } from '@mailtrixy/server/platform/egress';
import { DomainError } from '@mailtrixy/server/platform/errors';

interface ControlError {
  error?: { code?: string; message?: string };
}

/** Longest long poll that the simulator grants, plus a margin. */
const TIMEOUT_MS = 35_000;

/** The simulator's control API (docs/simulator.md). */
@Injectable()
export class SimulatorClient {
  constructor(
    private readonly egress: EgressClient,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  get enabled(): boolean {
    return this.settings.simulatorUrl !== null;
  }

  /**
   * @param path after /_control, with its query
   * @throws DomainError SIMULATOR_OFF, SIMULATOR_UNREACHABLE, NOT_FOUND, VALIDATION_FAILED, VERSION_CONFLICT
   */
  async call<T>(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T> {
    if (!this.enabled) throw new DomainError('SIMULATOR_OFF', 'The simulator is switched off on this server.');
    const answer = await this.request(method, path, body);
    const json = parse(answer.body);
    if (answer.status >= 200 && answer.status < 300) return json as T;
    const { message = `The simulator answered HTTP ${answer.status}.` } = (json as ControlError).error ?? {};
    throw new DomainError(answer.status === 404 ? 'NOT_FOUND' : answer.status === 409 ? 'VERSION_CONFLICT' : answer.status < 500 ? 'VALIDATION_FAILED' : 'SIMULATOR_UNREACHABLE', message);
  }

  private async request(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body: unknown) {
    try {
      return await this.egress.request({ mode: 'sandbox', method, path: `/_control${path}`, timeoutMs: TIMEOUT_MS, ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }) });
    } catch (error) {
      if (!(error instanceof EgressError)) throw error;
      throw new DomainError('SIMULATOR_UNREACHABLE', `The simulator does not answer: ${error.reason}`);
    }
  }
}

function parse(text: string): unknown {
  try {
    return text ? JSON.parse(text) : {};
  } catch {
    throw new DomainError('SIMULATOR_UNREACHABLE', 'The simulator answered with something that is not JSON.');
  }
}
