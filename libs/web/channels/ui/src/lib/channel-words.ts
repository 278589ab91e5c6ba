import type { ChannelStatus, ChannelSummary, ConnectionCheck, HealthState, SendHold } from '@mailtrixy/shared/dto';

export const CHECK_NAMES: Readonly<Record<ConnectionCheck['check'], string>> = {
  token: 'Access token',
  token_expiry: 'Token expiry',
  permissions: 'Permissions',
  number: 'Number',
  quality: 'Quality',
  limit: 'Limit',
  throughput: 'Throughput',
  sending: 'Sending',
  waba: 'Account',
  subscription: 'Subscribed',
  webhook_override: 'Webhook address',
  webhook: 'Webhook',
  signatures: 'Signatures',
  last_inbound: 'Last inbound',
  public_url: 'Public URL',
  templates: 'Templates',
};

/** Where a check is mended that has no field of its own here. */
export type CheckPlace = 'subscribe' | 'templates' | 'manager' | 'business' | 'logs' | 'address';
export const CHECK_PLACES: Readonly<Partial<Record<ConnectionCheck['check'], { place: CheckPlace; label: string }>>> = {
  subscription: { place: 'subscribe', label: 'Subscribe' },
  webhook_override: { place: 'subscribe', label: 'Subscribe' },
  templates: { place: 'templates', label: 'View' },
  quality: { place: 'manager', label: 'Open Meta' },
  limit: { place: 'manager', label: 'Open Meta' },
  throughput: { place: 'manager', label: 'Open Meta' },
  number: { place: 'manager', label: 'Open Meta' },
  sending: { place: 'business', label: 'Open Meta' },
  last_inbound: { place: 'logs', label: 'Logs' },
  public_url: { place: 'address', label: 'How' },
};

export const STATE_NAMES: Readonly<Record<HealthState, string>> = { ok: 'Passed', warn: 'Warning', failed: 'Failed', unknown: 'Not checked' };

export const STATUS_NAMES: Readonly<Record<ChannelStatus, string>> = { setup: 'Setting up', active: 'Active', disabled: 'Disabled' };

/** Titles of the send-hold banner. The detail under it is Meta's own words or who paused it. */
export const HOLD_TITLES: Readonly<Record<SendHold['reason'], string>> = {
  token_invalid: 'The access token no longer works, so sending waits',
  permission: 'The token can’t send for this number',
  account_locked: 'Meta locked this WhatsApp account',
  billing: 'Meta stopped sending: billing problem',
  paused: 'Sending is paused',
};

export const HOLD_ADVICE: Readonly<Record<SendHold['reason'], string>> = {
  token_invalid: 'Nothing can be sent until it is replaced; receiving still works. Temporary tokens last a day at most: use a System User token.',
  permission: 'Give the System User whatsapp_business_messaging and whatsapp_business_management, then make a new token. Receiving still works.',
  account_locked: 'See the reason in WhatsApp Manager at Meta. Receiving may still work.',
  billing: 'An admin must fix payment in Meta Business settings. Receiving still works.',
  paused: 'Messages written meanwhile wait in order and go out when you release them. Receiving still works.',
};

/** Dot and words of a card: the channel's own state first, then what needs attention, then the last check. */
export function cardHealth(channel: ChannelSummary): { state: HealthState; words: string } {
  if (channel.status === 'disabled') return { state: 'unknown', words: 'Disabled' };
  if (channel.status === 'setup') return { state: 'unknown', words: 'Setting up' };
  if (channel.sendHold) return { state: 'failed', words: HOLD_TITLES[channel.sendHold.reason] };
  if (channel.rejectedToday > 0 && channel.health.state !== 'failed') {
    return { state: 'failed', words: `Needs attention: ${channel.rejectedToday} rejected today` };
  }
  return channel.health;
}
