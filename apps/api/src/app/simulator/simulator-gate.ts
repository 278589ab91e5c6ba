import { Injectable } from '@nestjs/common';
import { SandboxService, SimulatorClient, type Channel } from '@mailtrixy/server/channels';
import { SandboxWindowsService } from '@mailtrixy/server/inbox';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import type { Principal } from '../http';
import { findSimulatorRoute } from './simulator-routes';

interface SimCustomer {
  id: string;
  phone: string | null;
  waId: string | null;
  userId: string;
}

/** Lets the simulator's page through to the control API, kept to the workspace's own sandbox number. */
@Injectable()
export class SimulatorGate {
  constructor(
    private readonly simulator: SimulatorClient,
    private readonly sandbox: SandboxService,
    private readonly windows: SandboxWindowsService,
  ) {}

  /** @param address path and query behind /api/simulator */
  async pass(principal: Principal, method: string, address: string, body: unknown): Promise<unknown> {
    if (!this.simulator.enabled) throw new DomainError('SIMULATOR_OFF', 'The simulator is switched off on this server.');
    const [path, query = ''] = address.split('?', 2);
    const channel = await this.sandbox.find(principal.workspaceId);
    if (method === 'POST' && path === '/advance') return this.advance(channel, body);
    const route = findSimulatorRoute(method, path);
    if (!route) throw notFound('simulator route');
    if (route.admin && !principal.role.match(/^(owner|admin)$/)) throw new DomainError('FORBIDDEN', 'Only owners and admins may clear the simulator.');
    const number = channel?.externalId ?? '0';
    const params = new URLSearchParams(query);
    if (route.number === 'query') params.set('phoneNumberId', number);
    const target = route.to?.(path, number) ?? path;
    const sent = route.number === 'body' ? { ...asObject(body), phoneNumberId: number } : body;
    const answer = await this.simulator.call<Record<string, unknown>>(method as 'GET', `${target}${params.size ? `?${params}` : ''}`, method === 'GET' || method === 'DELETE' ? undefined : (sent ?? {}));
    if (/\/window$/.test(path) && channel) await this.closeWindow(channel, path.split('/')[2]);
    if (path === '/state') return { numbers: (answer['numbers'] as { phoneNumberId: string }[]).filter(({ phoneNumberId }) => phoneNumberId === number), settings: answer['settings'], clock: answer['clock'] };
    return answer ?? {};
  }

  /** As if time had passed: windows here and at the simulator get older (docs/adr/0006). */
  private async advance(channel: Channel | null, body: unknown): Promise<{ ok: true }> {
    const seconds = Number(asObject(body)['seconds']);
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > 30 * 86_400) throw new DomainError('VALIDATION_FAILED', 'seconds must be a whole number from 1 to 2,592,000.', { errors: [{ field: 'seconds', message: 'From 1 to 2,592,000.' }] });
    if (!channel) throw notFound('sandbox channel');
    const { customers } = await this.simulator.call<{ customers: SimCustomer[] }>('GET', '/customers');
    await Promise.all(customers.map((customer) => this.ageAtSimulator(channel, customer, seconds)));
    await this.windows.age(channel.workspaceId, channel.id, seconds);
    return { ok: true };
  }

  private async ageAtSimulator(channel: Channel, customer: SimCustomer, seconds: number): Promise<void> {
    const at = `/customers/${encodeURIComponent(customer.id)}`;
    const { windowExpiresAt } = await this.simulator.call<{ windowExpiresAt: string | null }>('GET', `${at}/chat?phoneNumberId=${channel.externalId}&limit=1`);
    const left = windowExpiresAt ? Math.floor((Date.parse(windowExpiresAt) - Date.now()) / 1000) - seconds : 0;
    if (windowExpiresAt) await this.simulator.call('POST', `${at}/window`, { phoneNumberId: channel.externalId, ...(left > 0 ? { expiresInSeconds: left } : { close: true }) });
  }

  private async closeWindow(channel: Channel, ref: string): Promise<void> {
    const customer = await this.simulator.call<SimCustomer>('GET', `/customers/${ref}`);
    const addresses = [customer.phone, customer.waId, customer.userId].filter((value) => value !== null);
    await this.windows.close(channel.workspaceId, channel.id, addresses);
  }
}

function asObject(body: unknown): Record<string, unknown> {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Record<string, unknown>) : {};
}
