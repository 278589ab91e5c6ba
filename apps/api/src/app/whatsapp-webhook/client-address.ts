import { isIP } from 'node:net';
import type { IncomingMessage } from 'node:http';

/** The sender's address: the socket's, or what the outermost of our own proxies wrote into X-Forwarded-For. */
export function clientAddress(request: IncomingMessage, trustedProxies: number): string {
  const socket = request.socket.remoteAddress ?? '';
  if (trustedProxies === 0) return socket;
  const hops = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((hop) => hop.trim());
  const address = hops[hops.length - trustedProxies] ?? '';
  return isIP(address) ? address : socket;
}
