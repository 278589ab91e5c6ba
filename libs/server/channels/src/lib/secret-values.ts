import { DomainError } from '@mailtrixy/server/platform/errors';
import type { ChannelSecretName } from '@mailtrixy/shared/dto';

const MIN_LENGTH: Readonly<Record<ChannelSecretName, number>> = { access_token: 20, app_secret: 16, verify_token: 8 };
const WORDS: Readonly<Record<ChannelSecretName, string>> = { access_token: 'Access Token', app_secret: 'App Secret', verify_token: 'Verify Token' };

/**
 * What a person pasted, without the spaces and quotes that came along.
 * An empty or short App Secret must never be stored: HMAC works with an empty key, and anybody could sign with it.
 * @throws DomainError CHANNEL_SECRET_INVALID
 */
export function cleanSecret(name: ChannelSecretName, pasted: string): string {
  const value = pasted.trim().replace(/^["'`]+|["'`]+$/g, '').trim();
  if (value.length < MIN_LENGTH[name]) throw invalid(name, `The ${WORDS[name]} is too short: at least ${MIN_LENGTH[name]} characters.`);
  if (value.length > 4096) throw invalid(name, `The ${WORDS[name]} is too long.`);
  if (!/^[\x21-\x7e]+$/.test(value)) throw invalid(name, `The ${WORDS[name]} has spaces or characters that Meta never uses. Copy it again.`);
  if (name === 'app_secret' && /^EAA/.test(value)) throw invalid(name, 'This looks like an Access Token. The App Secret is under Meta → App settings → Basic → App secret (click Show).');
  return value;
}

/** A phone_number_id or WABA id: digits only. @throws DomainError VALIDATION_FAILED */
export function cleanMetaId(field: 'phoneNumberId' | 'wabaId', pasted: string): string {
  const value = pasted.trim().replace(/^["'`]+|["'`]+$/g, '').trim();
  if (/^\d{5,32}$/.test(value)) return value;
  const hint = /^\+|[\s()-]/.test(value) ? ' This looks like a phone number; the ID is another value beside it in Meta → WhatsApp → API Setup.' : '';
  const words = field === 'phoneNumberId' ? 'The Phone Number ID is digits only.' : 'The WhatsApp Business Account ID is digits only.';
  throw new DomainError('VALIDATION_FAILED', words + hint, { errors: [{ field, message: words + hint }] });
}

function invalid(name: ChannelSecretName, detail: string): DomainError {
  const field = ({ access_token: 'accessToken', app_secret: 'appSecret', verify_token: 'verifyToken' } as const)[name];
  return new DomainError('CHANNEL_SECRET_INVALID', detail, { errors: [{ field, message: detail }] });
}
