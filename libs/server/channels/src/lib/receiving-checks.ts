import type { ConnectionCheck } from '@mailtrixy/shared/dto';
import type { CallbackAddress } from './channel-views';
import type { ChannelHealthRow } from './channels.repository';
import type { Channel } from './entities/channel.entity';
import type { ProbeResult } from './public-url-probe';

type Row = Pick<ConnectionCheck, 'check' | 'state' | 'words'> & Partial<ConnectionCheck>;

const check = (row: Row): ConnectionCheck => ({ detail: null, code: null, fix: null, fixField: null, ...row });
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Days with deliveries among the last eight from which a whole silent day is unusual. */
const BUSY_DAYS = 5;

/**
 * What this server itself knows about receiving; Meta cannot be asked about it.
 * @param traffic  deliveries of the last eight days, and on how many of them
 * @param reached  what a look at our own public address found; null when there was none
 */
export function receivingChecks(channel: Pick<Channel, 'mode' | 'webhookVerifiedAt'>, health: ChannelHealthRow | undefined, callback: CallbackAddress, traffic: { days: number; deliveries: number }, reached: ProbeResult | null, now: number): ConnectionCheck[] {
  return [webhook(channel.webhookVerifiedAt), signatures(health), lastInbound(health?.lastInboundAt ?? null, traffic, now), publicUrl(channel.mode, callback, reached, now)];
}

function webhook(verifiedAt: Date | null): ConnectionCheck {
  if (verifiedAt) return check({ check: 'webhook', state: 'ok', words: `Verified by Meta on ${verifiedAt.toISOString().slice(0, 10)}` });
  return check({ check: 'webhook', state: 'warn', words: 'Not verified by Meta yet', fix: 'Copy the Callback URL and the Verify Token into Meta → WhatsApp → Configuration and press Verify and save.', fixField: 'verifyToken' });
}

function signatures(health: ChannelHealthRow | undefined): ConnectionCheck {
  if (health?.rejectedToday) {
    const words = `${health.rejectedToday} ${health.rejectedToday === 1 ? 'delivery' : 'deliveries'} rejected in the last 24 hours`;
    return check({ check: 'signatures', state: 'failed', words, fix: 'Look at Logs: most often the App Secret is not the one of the app that owns the webhook.', fixField: 'appSecret' });
  }
  if (health?.lastSignatureOkAt) return check({ check: 'signatures', state: 'ok', words: 'Deliveries are signed with this App Secret' });
  return check({ check: 'signatures', state: 'unknown', words: 'No delivery yet' });
}

/** The silence alarm: nothing for a day on a channel that hears something on most days. */
function lastInbound(at: Date | null, { days, deliveries }: { days: number; deliveries: number }, now: number): ConnectionCheck {
  if (!at) return check({ check: 'last_inbound', state: 'unknown', words: 'Nothing received yet' });
  const silent = now - at.getTime();
  if (silent > DAY_MS && days >= BUSY_DAYS) {
    const usual = Math.max(1, Math.round(deliveries / days));
    return check({
      check: 'last_inbound',
      state: silent > 3 * DAY_MS ? 'failed' : 'warn',
      words: `Silent for ${ageWords(silent)}; usual are about ${usual} ${usual === 1 ? 'delivery' : 'deliveries'} a day`,
      fix: 'Send a message to this number. When it does not arrive, check that the app is subscribed and which address Meta delivers to.',
    });
  }
  return check({ check: 'last_inbound', state: 'ok', words: `Last delivery ${ageWords(silent)} ago` });
}

function ageWords(ms: number): string {
  if (ms < 2 * 60_000) return 'a minute';
  if (ms < 2 * HOUR_MS) return `${Math.round(ms / 60_000)} minutes`;
  return ms < 2 * DAY_MS ? `${Math.round(ms / HOUR_MS)} hours` : `${Math.round(ms / DAY_MS)} days`;
}

function publicUrl(mode: Channel['mode'], { url, reachable }: CallbackAddress, reached: ProbeResult | null, now: number): ConnectionCheck {
  const { origin } = new URL(url);
  if (mode === 'sandbox') return check({ check: 'public_url', state: 'ok', words: 'The simulator reaches this server directly' });
  if (!reachable) return check({ check: 'public_url', state: 'failed', words: `Meta cannot reach ${origin}`, fix: 'Set MAILTRIXY_PUBLIC_URL to an https address with a valid certificate that leads here: a domain of your own, a reverse proxy, or a tunnel.' });
  if (!reached) return check({ check: 'public_url', state: 'ok', words: origin });
  if (!reached.ok) return check({ check: 'public_url', state: 'warn', words: `This server cannot open ${origin} itself`, detail: reached.reason, fix: 'Open the address from outside your network. Where only this server cannot, because of its router, nothing needs to be done.' });
  const until = reached.validUntil.toISOString().slice(0, 10);
  if (reached.validUntil.getTime() - now < 7 * DAY_MS) return check({ check: 'public_url', state: 'warn', words: `${origin}, certificate ends ${until}`, fix: 'Renew the certificate: Meta stops delivering when it ends.' });
  return check({ check: 'public_url', state: 'ok', words: `${origin}, certificate valid until ${until}` });
}
