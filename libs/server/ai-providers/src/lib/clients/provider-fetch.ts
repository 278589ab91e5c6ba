import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { Agent, fetch as undiciFetch } from 'undici';

/** The address may not be called by us. Its words are for people. */
export class AddressRefusedError extends Error {}

const CONNECT_MS = 5000;
/** Whole calls are bounded by their own signal. */
const IDLE_MS = 60_000;
const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** Ranges that an owner may allow: a model on this machine or in the own network. */
const PRIVATE = new Set(['loopback', 'private', 'uniqueLocal', 'carrierGradeNat']);

/** @returns why this IP address may not be called, or null */
export function refusalOf(address: string, privateAllowed: boolean): string | null {
  const range = ipaddr.isValid(address) ? ipaddr.process(address).range() : 'invalid';
  if (range === 'unicast' || (privateAllowed && PRIVATE.has(range))) return null;
  return PRIVATE.has(range) ? 'It leads into a private network; only an owner may use such an address.' : 'It leads to an address that is not for services.';
}

const agents = new Map<boolean, Agent>();

function agentFor(privateAllowed: boolean): Agent {
  let agent = agents.get(privateAllowed);
  if (!agent) agents.set(privateAllowed, (agent = newAgent(privateAllowed)));
  return agent;
}

function newAgent(privateAllowed: boolean): Agent {
  return new Agent({
    connect: {
      timeout: CONNECT_MS,
      // The address that was checked is the one that is connected to: a name may change its mind between two questions.
      lookup: (host, options, callback) =>
        dnsLookup(host, { ...options, all: true }, (error, found) => {
          const addresses = found as LookupAddress[] | undefined;
          const refused = addresses?.map(({ address }) => refusalOf(address, privateAllowed)).find(Boolean);
          if (error || !addresses?.length) callback(error ?? new Error('ENOTFOUND'), [] as never, 0);
          else if (refused) callback(new AddressRefusedError(refused), [] as never, 0);
          else if (options.all) callback(null, addresses as never, 0);
          else callback(null, addresses[0].address as never, addresses[0].family);
        }),
    },
    headersTimeout: IDLE_MS,
    bodyTimeout: IDLE_MS,
    keepAliveTimeout: 10_000,
    maxResponseSize: MAX_BODY_BYTES,
  });
}

/**
 * The fetch of every call to a provider: checked addresses, bounded time and size, and no redirect followed, because the
 * key would go along.
 */
export function providerFetch(privateAllowed: boolean): typeof fetch {
  const dispatcher = agentFor(privateAllowed);
  return (async (input: string | URL, init: Parameters<typeof undiciFetch>[1]) => {
    const url = new URL(String(input));
    const host = url.hostname.replace(/^\[|\]$/g, '');
    // undici does not look up literal addresses.
    const refused = isIP(host) ? refusalOf(host, privateAllowed) : null;
    if (refused) throw new AddressRefusedError(refused);
    return undiciFetch(url, { ...init, dispatcher, redirect: 'manual' });
  }) as unknown as typeof fetch;
}

/** For tests and orderly ends: idle connections would keep a process up. */
export async function closeProviderConnections(): Promise<void> {
  const open = [...agents.values()];
  agents.clear();
  await Promise.all(open.map((agent) => agent.destroy()));
}
