import type { ConnectionCheck } from '@mailtrixy/shared/dto';
import { failed, ok, warn } from './connection-checks';

/** `data` of GET /debug_token (META-CLOUD-API §11.3). */
export interface TokenFacts {
  app_id?: string | number;
  type?: string;
  is_valid?: boolean;
  /** Unix seconds; 0: never. */
  expires_at?: number;
  scopes?: string[];
  granular_scopes?: { scope: string; target_ids?: string[] }[];
  error?: { message?: string; code?: number; subcode?: number };
}

const SCOPES = ['whatsapp_business_messaging', 'whatsapp_business_management'] as const;
const DAY_MS = 86_400_000;
/** Days before the end from which a token's expiry is a warning. */
const WARN_DAYS = 14;
const PERMANENT = 'Make a permanent System User token in Meta Business Settings → System Users → Generate Token, and paste it here.';

/** The rows that one look at the token gives. @param now milliseconds since the epoch */
export function tokenChecks(token: TokenFacts, now: number): ConnectionCheck[] {
  if (token.is_valid === false) return [failed('token', 'The token is not valid', token.error?.message ?? null, token.error?.code ?? 190, PERMANENT, 'accessToken')];
  const missing = SCOPES.filter((scope) => !token.scopes?.includes(scope));
  return [
    ok('token', `Valid${kindWords(token.type)}`),
    expiry(token.expires_at ?? 0, token.type, now),
    missing.length
      ? failed('permissions', `The token lacks ${missing.join(' and ')}`, null, 10, 'Give the System User whatsapp_business_messaging and whatsapp_business_management, then make a new token.', 'accessToken')
      : ok('permissions', 'May send messages and manage the account'),
  ];
}

/** The WhatsApp account that the token's rights name; null when they name none. */
export function accountOfToken({ granular_scopes: scopes }: TokenFacts): string | null {
  return scopes?.find(({ scope }) => scope === 'whatsapp_business_management')?.target_ids?.[0] ?? scopes?.find(({ target_ids: ids }) => ids?.length)?.target_ids?.[0] ?? null;
}

function expiry(expiresAt: number, type: string | undefined, now: number): ConnectionCheck {
  if (!expiresAt) return ok('token_expiry', `Never expires${type === 'SYSTEM_USER' ? ' (System User)' : ''}`);
  const left = expiresAt * 1000 - now;
  const when = `${new Date(expiresAt * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  if (left > WARN_DAYS * DAY_MS) return ok('token_expiry', `Valid until ${when}`);
  const fix = left < 2 * DAY_MS ? `Temporary tokens last 24 hours at most. ${PERMANENT}` : PERMANENT;
  return warn('token_expiry', left < 2 * DAY_MS ? `Expires ${when}` : `Expires in ${Math.floor(left / DAY_MS)} days, ${when}`, null, null, fix, 'accessToken');
}

function kindWords(type: string | undefined): string {
  return ({ SYSTEM_USER: ', of a System User', USER: ', of a person: it dies within hours', PAGE: ', of a page' } as Record<string, string>)[type ?? ''] ?? '';
}
