import { DEFAULT_CHANNEL_SETTINGS, type ChannelDetail, type ChannelRef, type ChannelSummary, type ConnectionCheck, type SecretInfo, type SendHold } from '@mailtrixy/shared/dto';
import type { ChannelState } from './channel-access';
import { healthOf } from './channel-health';
import type { ChannelHealthRow } from './channels.repository';
import type { ChannelSecret } from './entities/channel-secret.entity';
import type { Channel } from './entities/channel.entity';

export interface CallbackAddress {
  url: string;
  /** False: Meta cannot reach it (localhost, private name, http). */
  reachable: boolean;
}

export function refOf(channel: Channel, waiting = 0): ChannelRef {
  return { id: channel.id, kind: channel.kind, mode: channel.mode, status: channel.status, name: channel.name, displayAddress: channel.displayAddress, sendHold: holdOf(channel, waiting), settings: { ...DEFAULT_CHANNEL_SETTINGS, ...channel.settings } };
}

export function stateOf(channel: Channel): ChannelState {
  return { ...refOf(channel), workspaceId: channel.workspaceId, settings: { ...DEFAULT_CHANNEL_SETTINGS, ...channel.settings }, ratePerS: channel.ratePerS };
}

export function summaryOf(channel: Channel, waiting: number, health: ChannelHealthRow | undefined): ChannelSummary {
  return {
    ...refOf(channel, waiting),
    health: healthOf(channel, health),
    lastInboundAt: health?.lastInboundAt?.toISOString() ?? null,
    lastOutboundAt: health?.lastOutboundAt?.toISOString() ?? null,
    rejectedToday: health?.rejectedToday ?? 0,
  };
}

export function detailOf(channel: Channel, waiting: number, health: ChannelHealthRow | undefined, secrets: SecretInfo[], callback: CallbackAddress): ChannelDetail {
  return {
    ...summaryOf(channel, waiting, health),
    version: channel.version,
    phoneNumberId: channel.externalId,
    wabaId: channel.wabaId,
    appId: channel.appId,
    verifiedName: channel.verifiedName,
    callbackUrl: callback.url,
    callbackReachable: callback.reachable,
    webhookVerifiedAt: channel.webhookVerifiedAt?.toISOString() ?? null,
    secrets,
    checks: (health?.checks as ConnectionCheck[] | null) ?? [],
    checkedAt: health?.checkedAt?.toISOString() ?? null,
  };
}

export function secretInfoOf(secret: ChannelSecret, names: ReadonlyMap<string, string>, channel: Pick<Channel, 'webhookVerifiedAt'>, health: ChannelHealthRow | undefined): SecretInfo {
  const lastUsed = { access_token: health?.lastOutboundAt, app_secret: health?.lastSignatureOkAt, verify_token: channel.webhookVerifiedAt }[secret.name];
  return {
    id: secret.id,
    name: secret.name,
    state: secret.state,
    last4: secret.last4,
    setBy: (secret.setBy && names.get(secret.setBy)) || 'Set-up',
    setAt: secret.setAt.toISOString(),
    lastUsedAt: secret.state === 'active' && lastUsed && lastUsed >= secret.setAt ? lastUsed.toISOString() : null,
  };
}

function holdOf(channel: Channel, waiting: number): SendHold | null {
  if (!channel.sendHold || !channel.sendHoldSince) return null;
  return { reason: channel.sendHold as SendHold['reason'], detail: channel.sendHoldDetail ?? '', code: channel.sendHoldCode, since: channel.sendHoldSince.toISOString(), waiting };
}

/** The address to paste into Meta's dashboard. */
export function callbackAddress(publicUrl: string): CallbackAddress {
  const { protocol, hostname } = new URL(publicUrl);
  const inside = /^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[)/.test(hostname) || /\.(local|internal|lan|test)$/.test(hostname) || !hostname.includes('.');
  return { url: `${publicUrl}/api/webhooks/whatsapp`, reachable: protocol === 'https:' && !inside };
}
