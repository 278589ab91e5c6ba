import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '@mailtrixy/server/accounts';
import { newId } from '@mailtrixy/server/platform/clock';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { DomainError } from '@mailtrixy/server/platform/errors';
import { ChannelConnectionService } from '../channel-connection.service';
import { ChannelSecretsRepository } from '../channel-secrets.repository';
import { ChannelsRepository } from '../channels.repository';
import { ChannelsService } from '../channels.service';
import type { Channel } from '../entities/channel.entity';
import { SANDBOX_CUSTOMERS, type SandboxCustomer } from './sandbox-customers';
import { sandboxCallbackUrl } from './sandbox-callback';
import { SimulatorClient } from './simulator-client';

interface Provisioned {
  phoneNumberId: string;
  wabaId: string;
  appId: string;
  appSecret: string;
  accessToken: string;
  verifyToken: string;
}

interface SimulatedCustomer {
  id: string;
  phone: string | null;
  userId: string;
}

/** "Try with the simulator": a number at the simulator, connected through the same doors as a real one. */
@Injectable()
export class SandboxService {
  constructor(
    private readonly simulator: SimulatorClient,
    private readonly service: ChannelsService,
    private readonly connection: ChannelConnectionService,
    private readonly channels: ChannelsRepository,
    private readonly secrets: ChannelSecretsRepository,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** The workspace's sandbox channel, or null. */
  async find(workspaceId: string): Promise<Channel | null> {
    return (await this.channels.list(workspaceId)).find(({ mode, kind }) => mode === 'sandbox' && kind === 'whatsapp') ?? null;
  }

  /**
   * Makes the sandbox channel, has the simulator verify its webhook and its customers write. An existing one is brought
   * back: the simulator forgets its numbers when its state file is lost.
   * @returns the channel and how many conversations its customers start
   */
  open(workspaceId: string, actor: Actor): Promise<{ channelId: string; phoneNumberId: string; conversations: number }> {
    // A second click, or a second admin, waits and gets the first one's channel.
    return this.channels.inTurn(`sandbox.${workspaceId}`, () => this.openNow(workspaceId, actor));
  }

  private async openNow(workspaceId: string, actor: Actor): Promise<{ channelId: string; phoneNumberId: string; conversations: number }> {
    const existing = await this.find(workspaceId);
    const provisioned = await this.provision(existing);
    const channelId = existing?.id ?? (await this.connect(workspaceId, actor, provisioned));
    if (existing?.status !== 'active') await this.connection.activate(workspaceId, actor, channelId);
    await this.verifyWebhook(provisioned.appId, (await this.secrets.openActive(workspaceId, channelId, 'verify_token')) ?? provisioned.verifyToken);
    const fresh = !existing || !(await this.channels.hasConversations(workspaceId, channelId));
    if (fresh) await this.letThemWrite(provisioned);
    return { channelId, phoneNumberId: provisioned.phoneNumberId, conversations: fresh ? SANDBOX_CUSTOMERS.length : 0 };
  }

  private async provision(existing: Channel | null): Promise<Provisioned> {
    const known = existing && {
      phoneNumberId: existing.externalId,
      wabaId: existing.wabaId,
      appId: existing.appId,
      appSecret: await this.secrets.openActive(existing.workspaceId, existing.id, 'app_secret'),
      token: { kind: 'permanent', accessToken: await this.secrets.openActive(existing.workspaceId, existing.id, 'access_token') },
      verifyToken: await this.secrets.openActive(existing.workspaceId, existing.id, 'verify_token'),
    };
    if (known && (await this.numberIsKnown(known.phoneNumberId))) return known as unknown as Provisioned;
    return this.simulator.call<Provisioned>('POST', '/provision', {
      ...Object.fromEntries(Object.entries(known ?? {}).filter(([, value]) => value !== null)),
      appName: 'MailTrixy',
      verifiedName: 'Sandbox',
      callbackUrl: sandboxCallbackUrl(this.settings),
    });
  }

  private async numberIsKnown(phoneNumberId: string | null): Promise<boolean> {
    const { numbers } = await this.simulator.call<{ numbers: { phoneNumberId: string }[] }>('GET', '/state');
    return numbers.some((number) => number.phoneNumberId === phoneNumberId);
  }

  private async connect(workspaceId: string, actor: Actor, provisioned: Provisioned): Promise<string> {
    const { phoneNumberId, wabaId, appSecret, accessToken, verifyToken } = provisioned;
    const { channel } = await this.service.create(workspaceId, actor, { clientId: newId(), kind: 'whatsapp', mode: 'sandbox', name: 'Simulator', phoneNumberId, wabaId, accessToken, appSecret, verifyToken });
    return channel.id;
  }

  private async verifyWebhook(appId: string, verifyToken: string): Promise<void> {
    const callbackUrl = sandboxCallbackUrl(this.settings);
    const { verified, error } = await this.simulator.call<{ verified: boolean; error?: string }>('PUT', `/apps/${encodeURIComponent(appId)}/webhook`, { callbackUrl, verifyToken });
    if (!verified) throw new DomainError('SIMULATOR_UNREACHABLE', `The simulator could not verify the webhook at ${callbackUrl}${error ? `: ${error}` : '.'}`);
  }

  private async letThemWrite(provisioned: Provisioned): Promise<void> {
    const known = (await this.simulator.call<{ customers: SimulatedCustomer[] }>('GET', '/customers')).customers;
    // Oldest first, in turn: the list's first row should be the one who wrote last.
    for (const { customer, messages } of [...SANDBOX_CUSTOMERS].reverse()) {
      const { id } = known.find((one) => (customer.phone ? one.phone === customer.phone : one.userId === customer.userId)) ?? (await this.simulator.call<SimulatedCustomer>('POST', '/customers', customer));
      for (const message of messages) await this.write(provisioned.phoneNumberId, id, message);
    }
  }

  private write(phoneNumberId: string, customer: string, message: SandboxCustomer['messages'][number]): Promise<unknown> {
    return this.simulator.call('POST', `/customers/${encodeURIComponent(customer)}/messages`, { phoneNumberId, text: message.text, timestampOffset: -60 * message.minutesAgo });
  }
}
