import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import ipaddr from 'ipaddr.js';
import { UnreadableError } from '../parse/parsed-source';

/** Asks for all addresses of a name. */
export type Resolve = (hostname: string) => Promise<LookupAddress[]>;

const PORTS = new Set(['', '80', '443']);
const URL_MAX = 2000;

export const resolveBySystem: Resolve = (hostname) => new Promise((resolve, reject) => systemLookup(hostname, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses))));

const PRIVATE = 'This address leads into a private network. Only pages that anybody on the internet can open are read.';

/**
 * An address that may be asked for, with what a person typed made whole ("example.com").
 * @param allowed hosts with ports, e.g. 127.0.0.1:4000, that tests of this installation may reach; never set in production
 * @throws UnreadableError with words
 */
export function safeUrl(text: string, allowed: ReadonlySet<string>): URL {
  const typed = text.trim();
  const address = /^[a-z][a-z0-9+.-]*:/i.test(typed) && !/^[^/]+:\d+(\/|$)/.test(typed) ? typed : `https://${typed}`;
  if (!typed || address.length > URL_MAX || !URL.canParse(address)) throw new UnreadableError('This is no address of a page, such as https://example.com/help.');
  const url = new URL(address);
  url.hash = '';
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new UnreadableError('Only addresses that begin with http:// or https:// can be read.');
  if (url.username || url.password) throw new UnreadableError('The address must not hold a user name or password.');
  if (allowed.has(url.host)) return url;
  if (!PORTS.has(url.port)) throw new UnreadableError('Only pages on the usual ports (80 and 443) can be read.');
  // undici asks nobody for the address of a literal, so the lookup below never sees it.
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (ipaddr.isValid(literal) ? !isPublic(literal) : !isPublicName(url.hostname)) throw new UnreadableError(PRIVATE);
  return url;
}

/** Addresses of a name, all of which must be public: the connection is made to one of them and asks nobody again. @throws UnreadableError */
export async function publicAddresses(hostname: string, resolve: Resolve): Promise<LookupAddress[]> {
  const addresses = await resolve(hostname);
  if (!addresses.length) throw new UnreadableError('The server of this address cannot be found. Check how it is written.');
  if (!addresses.every(({ address }) => isPublic(address))) throw new UnreadableError(PRIVATE);
  return addresses;
}

/** All of IPv6 that is given to anybody; what lies outside of it stands for something else, such as IPv4 (::127.0.0.1). */
const GLOBAL_V6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** IPv4 within IPv6 counts as what it is; tunnels and translations of addresses are nobody's public address. */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return parsed.range() === 'unicast' && (parsed.kind() === 'ipv4' || parsed.match(GLOBAL_V6));
}

/** Names without a dot, and those that are kept for private networks. */
function isPublicName(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '').toLowerCase();
  return name.includes('.') && !/(^|\.)(localhost|local|internal|intranet|lan|home|corp|home\.arpa|test|invalid)$/.test(name) && !/^[\d.]+$/.test(name);
}
