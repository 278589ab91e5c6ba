import type { ConnectionCheck, HealthState } from '@mailtrixy/shared/dto';
import type { ChannelHealthRow } from './channels.repository';
import type { Channel } from './entities/channel.entity';

const HOLD_WORDS: Readonly<Record<string, string>> = {
  token_invalid: 'the access token is not valid',
  permission: "the token can't use this number",
  account_locked: 'Meta locked the account',
  billing: 'Meta stopped sending: billing problem',
  paused: 'sending is paused',
};

/** The one line about a channel that a card shows; the worst thing first. */
export function healthOf(channel: Pick<Channel, 'status' | 'sendHold'>, health: ChannelHealthRow | undefined): { state: HealthState; words: string } {
  if (channel.status === 'setup') return { state: 'unknown', words: 'Set-up not finished' };
  if (channel.status === 'disabled') return { state: 'unknown', words: 'Switched off' };
  if (channel.sendHold) return { state: 'failed', words: `Can't send: ${HOLD_WORDS[channel.sendHold] ?? channel.sendHold}` };
  const checks = (health?.checks as ConnectionCheck[] | null | undefined) ?? [];
  // The signature check says the same as the count below, with fewer words.
  const failedCheck = checks.find((check) => check.state === 'failed' && check.check !== 'signatures');
  if (failedCheck) return { state: 'failed', words: failedCheck.words };
  if (health?.rejectedToday) return { state: 'warn', words: `Needs attention: ${health.rejectedToday} ${health.rejectedToday === 1 ? 'delivery' : 'deliveries'} rejected in the last 24 hours` };
  const poor = checks.find((check) => check.state === 'failed') ?? checks.find((check) => check.state === 'warn');
  if (poor) return { state: poor.state, words: poor.words };
  if (!health?.lastInboundAt) return { state: 'warn', words: 'No message received yet' };
  return { state: 'ok', words: 'Healthy' };
}
