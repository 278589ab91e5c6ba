import { Inject, Injectable } from '@nestjs/common';
import { changedSecret, type Actor } from '@mailtrixy/server/accounts';
import { CLOCK, type Clock } from '@mailtrixy/server/platform/clock';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { DomainError } from '@mailtrixy/server/platform/errors';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import type { ChannelDetail, ChannelKind, ChannelSecretName, ConnectionCheck, ConnectionTest, ReplaceSecretRequest, TestConnectionRequest } from '@mailtrixy/shared/dto';
import { CHANNEL_DRIVERS, type ChannelDriver, type ChannelDrivers, type ConnectedChannel, type Credentials } from './channel-driver';
import { ChannelError } from './channel-error';
import { ChannelSecretsRepository } from './channel-secrets.repository';
import { callbackAddress } from './channel-views';
import { ChannelsRepository } from './channels.repository';
import { ChannelsService } from './channels.service';
import type { Channel } from './entities/channel.entity';
import { probePublicUrl } from './public-url-probe';
import { receivingChecks } from './receiving-checks';
import { cleanMetaId, cleanSecret } from './secret-values';
import { endsWithNewToken } from './token-holds';

/** Everything that asks the provider: tests, activation, and secrets that are tested before they are kept. */
@Injectable()
export class ChannelConnectionService {
  constructor(
    private readonly service: ChannelsService,
    private readonly channels: ChannelsRepository,
    private readonly secrets: ChannelSecretsRepository,
    private readonly doorbell: Doorbell,
    @Inject(CHANNEL_DRIVERS) private readonly drivers: ChannelDrivers,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Tests what is in the form; nothing is stored. */
  testForm(request: TestConnectionRequest): Promise<ConnectionTest> {
    return this.driver('whatsapp').testConnection({
      mode: request.mode,
      phoneNumberId: cleanMetaId('phoneNumberId', request.phoneNumberId),
      wabaId: request.wabaId ? cleanMetaId('wabaId', request.wabaId) : null,
      accessToken: cleanSecret('access_token', request.accessToken),
      appSecret: cleanSecret('app_secret', request.appSecret),
    });
  }

  /** Tests what is stored and keeps the result as the channel's health. */
  async test(workspaceId: string, id: string): Promise<ConnectionTest> {
    const channel = await this.service.get(workspaceId, id);
    const result = await this.driver(channel.kind).testConnection(complete(await this.credentials(channel)));
    const callback = callbackAddress(this.settings.publicUrl);
    const [health, traffic, reached] = await Promise.all([this.channels.health(workspaceId, [id]), this.channels.traffic(workspaceId, id), channel.mode === 'live' && callback.reachable ? probePublicUrl(callback.url) : null]);
    result.checks = oneRowEach([...result.checks, ...receivingChecks(channel, health.get(id), callback, traffic, reached, this.clock.now())]);
    await this.channels.saveChecks(workspaceId, id, result.checks);
    return result;
  }

  /**
   * setup or disabled → active: only after a successful read of that number with this token.
   * @throws DomainError CHANNEL_TEST_FAILED, CHANNEL_NUMBER_TAKEN
   */
  async activate(workspaceId: string, actor: Actor, id: string): Promise<ChannelDetail> {
    const channel = await this.service.get(workspaceId, id);
    const credentials = complete(await this.credentials(channel));
    const result = await this.driver(channel.kind).testConnection(credentials);
    await this.channels.saveChecks(workspaceId, id, result.checks);
    if (!result.ok) throw testFailed(result);
    const connected: ConnectedChannel = { id, workspaceId, kind: channel.kind, mode: channel.mode, externalId: credentials.phoneNumberId, wabaId: result.wabaId, accessToken: credentials.accessToken };
    await this.subscribeOrExplain(connected);
    const ratePerS = await this.driver(channel.kind).throughput(connected).catch(() => channel.ratePerS);
    const detail = await this.service.change(workspaceId, actor, id, 'channel.activated', async (row) => {
      if (row.externalId !== credentials.phoneNumberId) throw new DomainError('VERSION_CONFLICT', 'The Phone Number ID changed while it was tested. Try again.');
      const before = row.status;
      Object.assign(row, { status: 'active', activeKey: row.externalId, testedAt: new Date(), ratePerS, ...learned(row, result), ...NO_HOLD });
      return { status: { before, after: 'active' } };
    });
    this.doorbell.ring('outbound');
    return detail;
  }

  /** Subscribes the app to the account's webhooks anew and looks at the connection again. @throws DomainError CHANNEL_TEST_FAILED */
  async subscribe(workspaceId: string, id: string): Promise<ConnectionTest> {
    const channel = await this.service.get(workspaceId, id);
    const credentials = complete(await this.credentials(channel));
    await this.subscribeOrExplain({ id, workspaceId, kind: channel.kind, mode: channel.mode, externalId: credentials.phoneNumberId, wabaId: channel.wabaId, accessToken: credentials.accessToken });
    return this.test(workspaceId, id);
  }

  /**
   * Replaces a secret. With `test` (the default) the new value must work first; the old one stays when it does not.
   * @throws DomainError CHANNEL_TEST_FAILED, CHANNEL_SECRET_INVALID
   */
  async replaceSecret(workspaceId: string, actor: Actor, id: string, name: ChannelSecretName, request: ReplaceSecretRequest): Promise<ChannelDetail> {
    const value = cleanSecret(name, request.value);
    const channel = await this.service.get(workspaceId, id);
    let result: ConnectionTest | null = null;
    // Where the other secret is missing or cannot be read, nothing can be asked: saving this one is the way out.
    const credentials = name !== 'verify_token' && request.test !== false ? await this.credentials(channel, { [name]: value }) : null;
    if (credentials) {
      result = await this.driver(channel.kind).testConnection(credentials);
      // An expired token must not keep an admin from mending the App Secret, nor the other way round.
      if (result.checks.some((check) => check.state === 'failed' && concerns(name, check))) throw testFailed(result);
      await this.channels.saveChecks(workspaceId, id, result.checks);
    }
    const detail = await this.service.change(workspaceId, actor, id, 'channel.secret_replaced', async (row, tx) => {
      await this.secrets.supersede(tx, workspaceId, id, name, name === 'app_secret' && request.keepOld === true);
      await this.secrets.insert(tx, workspaceId, id, name, value, actor.userId);
      if (result) Object.assign(row, learned(row, result));
      if (name === 'access_token' && endsWithNewToken(row.sendHold)) Object.assign(row, NO_HOLD);
      return { [name]: changedSecret };
    });
    this.doorbell.ring('outbound');
    return detail;
  }

  /** Ends the rotation: the retiring App Secret no longer verifies. */
  async retireSecret(workspaceId: string, actor: Actor, id: string, secretId: string): Promise<ChannelDetail> {
    return this.service.change(workspaceId, actor, id, 'channel.secret_retired', async (_row, tx) => {
      if (!(await this.secrets.removeRetiring(tx, workspaceId, id, secretId))) throw new DomainError('NOT_FOUND', 'There is no retiring App Secret with this id.');
      return { app_secret: { before: 'retiring', after: 'removed' } };
    });
  }

  /**
   * @param fresh values that count instead of the stored ones
   * @returns null where one is missing or cannot be read
   */
  private async credentials(channel: Channel, fresh: Partial<Record<ChannelSecretName, string>> = {}): Promise<Credentials | null> {
    const open = async (name: ChannelSecretName) => fresh[name] ?? (await this.secrets.openReadable(channel.workspaceId, channel.id, name));
    const [accessToken, appSecret] = await Promise.all([open('access_token'), open('app_secret')]);
    if (!channel.externalId || !accessToken || !appSecret) return null;
    return { mode: channel.mode, phoneNumberId: channel.externalId, wabaId: channel.wabaId, accessToken, appSecret };
  }

  private driver(kind: ChannelKind): ChannelDriver {
    const driver = this.drivers[kind];
    if (!driver) throw new DomainError('VALIDATION_FAILED', `Channels of kind ${kind} are not part of this version.`);
    return driver;
  }

  private async subscribeOrExplain(channel: ConnectedChannel): Promise<void> {
    try {
      await this.driver(channel.kind).subscribe(channel);
    } catch (error) {
      if (!(error instanceof ChannelError)) throw error;
      throw new DomainError('CHANNEL_TEST_FAILED', `The app could not be subscribed to the WhatsApp account: ${error.facts.detail}`);
    }
  }
}

/** @throws DomainError CHANNEL_SECRET_INVALID */
function complete(credentials: Credentials | null): Credentials {
  if (!credentials) throw new DomainError('CHANNEL_SECRET_INVALID', 'Phone Number ID, Access Token and App Secret must be set first. One is missing, or what is stored cannot be read: paste it again.');
  return credentials;
}

const RANK: Readonly<Record<ConnectionCheck['state'], number>> = { failed: 3, warn: 2, ok: 1, unknown: 0 };

/** Signatures are proven by Graph and by what arrives; the worse of the two counts. */
function oneRowEach(checks: readonly ConnectionCheck[]): ConnectionCheck[] {
  const rows = new Map<ConnectionCheck['check'], ConnectionCheck>();
  for (const row of checks) {
    const known = rows.get(row.check);
    if (!known || RANK[row.state] > RANK[known.state]) rows.set(row.check, row);
  }
  return [...rows.values()];
}

/** Whether a failed check speaks against the secret that is being replaced. */
function concerns(name: ChannelSecretName, check: ConnectionCheck): boolean {
  return name === 'app_secret' ? check.check === 'signatures' : TOKEN_CHECKS.has(check.check);
}

/** A number of low quality, or one that delivers elsewhere, does not speak against its token. */
const TOKEN_CHECKS: ReadonlySet<ConnectionCheck['check']> = new Set(['token', 'permissions', 'number', 'waba', 'subscription', 'templates']);

const NO_HOLD = { sendHold: null, sendHoldDetail: null, sendHoldCode: null, sendHoldSince: null };

function learned(row: Channel, result: ConnectionTest): Partial<Channel> {
  return { displayAddress: result.displayAddress ?? row.displayAddress, verifiedName: result.verifiedName ?? row.verifiedName, wabaId: row.wabaId ?? result.wabaId, appId: result.appId ?? row.appId };
}

function testFailed(result: ConnectionTest): DomainError {
  const failures = result.checks.filter((check) => check.state === 'failed');
  const detail = failures.map((check) => [check.words, check.detail].filter(Boolean).join(': ')).join(' · ');
  return new DomainError('CHANNEL_TEST_FAILED', detail, { errors: failures.map((check) => ({ field: check.fixField ?? check.check, message: [check.words, check.fix].filter(Boolean).join('. ') })) });
}
