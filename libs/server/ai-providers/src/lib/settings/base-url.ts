import { isIP } from 'node:net';
import { DomainError } from '@mailtrixy/server/platform/errors';
import { refusalOf } from '../clients/provider-fetch';

const URL_MAX = 500;

/**
 * An address as it is stored: http or https, no credentials, no query, no trailing slash. For Ollama /v1 is added where a
 * bare host was given.
 * @param owner may use addresses of private networks; names are looked at again at every call
 * @throws DomainError VALIDATION_FAILED, FORBIDDEN
 */
export function readBaseUrl(field: string, value: string, kind: string, owner: boolean): string {
  const invalid = (message: string) => new DomainError('VALIDATION_FAILED', 'The address cannot be used.', { errors: [{ field, message }] });
  const text = value.trim();
  if (!URL.canParse(text) || text.length > URL_MAX) throw invalid('is not a web address, e.g. http://10.0.0.5:11434/v1');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw invalid('must begin with http:// or https://');
  if (url.username || url.password) throw invalid('must not hold a name or password; enter the key in its own field');
  if (url.search || url.hash) throw invalid('must not have a ? or #');
  const host = url.hostname.replace(/^\[|\]$/gu, '');
  const refused = isIP(host) ? refusalOf(host, true) : null;
  if (refused) throw invalid('is not an address for services');
  if (!owner && ((isIP(host) && refusalOf(host, false)) || host === 'localhost' || host.endsWith('.localhost'))) throw new DomainError('FORBIDDEN', 'Only an owner may use an address of a private network.');
  const path = url.pathname.replace(/\/+$/u, '');
  return `${url.origin}${path || (kind === 'ollama' ? '/v1' : '')}`;
}
