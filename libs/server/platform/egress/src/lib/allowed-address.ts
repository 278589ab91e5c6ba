import type { Settings } from '@mailtrixy/server/platform/config';

/** Where Meta keeps files of messages (META-CLOUD-API §9). */
const MEDIA_HOSTS: readonly string[] = ['lookaside.fbsbx.com'];

/**
 * Whether a request that carries a channel's credential may go to an address that a provider's answer named.
 * live: Graph itself, and Meta's media hosts over https. sandbox: the simulator, and nothing else.
 */
export function isAllowedAddress(mode: 'live' | 'sandbox', url: URL, settings: Pick<Settings, 'graphUrl' | 'simulatorUrl'>): boolean {
  if (url.username || url.password) return false;
  if (mode === 'sandbox') return settings.simulatorUrl !== null && url.origin === new URL(settings.simulatorUrl).origin;
  return url.origin === new URL(settings.graphUrl).origin || (url.protocol === 'https:' && url.port === '' && MEDIA_HOSTS.includes(url.hostname));
}
