import type { Settings } from '@mailtrixy/server/platform/config';

/** Where the simulator delivers: it runs beside the api, so it reaches the api's own port and not the public address. */
export function sandboxCallbackUrl({ host, port }: Pick<Settings, 'host' | 'port'>): string {
  const reached = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reached}:${port}/api/webhooks/whatsapp`;
}
