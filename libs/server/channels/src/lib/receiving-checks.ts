import type { ConnectionCheck } from '@mailtrixy/shared/dto';
import type { CallbackAddress } from './channel-views';
import type { ChannelHealthRow } from './channels.repository';
import type { Channel } from './entities/channel.entity';

type Row = Pick<ConnectionCheck, 'check' | 'state' | 'words'> & Partial<ConnectionCheck>;

const check = (row: Row): ConnectionCheck => ({ detail: null, code: null, fix: null, fixField: null, ...row });

/** What this server itself knows about receiving; Meta cannot be asked about it. */
export function receivingChecks(channel: Pick<Channel, 'mode' | 'webhookVerifiedAt'>, health: ChannelHealthRow | undefined, callback: CallbackAddress): ConnectionCheck[] {
  return [webhook(channel.webhookVerifiedAt), signatures(health), publicUrl(channel.mode, callback)];
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

function publicUrl(mode: Channel['mode'], { url, reachable }: CallbackAddress): ConnectionCheck {
  if (mode === 'sandbox') return check({ check: 'public_url', state: 'ok', words: 'The simulator reaches this server directly' });
  if (reachable) return check({ check: 'public_url', state: 'ok', words: new URL(url).origin });
  return check({ check: 'public_url', state: 'failed', words: `Meta cannot reach ${new URL(url).origin}`, fix: 'Set MAILTRIXY_PUBLIC_URL to an https address with a valid certificate that leads here: a domain of your own, a reverse proxy, or a tunnel.' });
}
