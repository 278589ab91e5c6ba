import type { ChannelError } from '@mailtrixy/server/channels';
import type { ConnectionCheck } from '@mailtrixy/shared/dto';

type Field = ConnectionCheck['fixField'];

export const ok = (check: ConnectionCheck['check'], words: string): ConnectionCheck => ({ check, state: 'ok', words, detail: null, code: null, fix: null, fixField: null });
export const warn = (check: ConnectionCheck['check'], words: string, detail: string | null, code: number | null, fix: string | null, fixField: Field): ConnectionCheck => ({ check, state: 'warn', words, detail, code, fix, fixField });
export const failed = (check: ConnectionCheck['check'], words: string, detail: string | null, code: number | null, fix: string | null, fixField: Field): ConnectionCheck => ({ check, state: 'failed', words, detail, code, fix, fixField });

/** A refused call as a check row: our words, Meta's message word for word, and what to do. */
export function explainGraphError(check: ConnectionCheck['check'], error: ChannelError, field: Field): ConnectionCheck {
  const { code, subcode, detail, httpStatus } = error.facts;
  if (error.errorClass === 'not_sent' || (httpStatus === null && error.errorClass === 'ambiguous'))
    return failed(check, "Can't reach Meta from this server", detail, null, 'Check the DNS, firewall and proxy of this server: it must reach graph.facebook.com over HTTPS.', null);
  if (code === 190 && subcode === 463)
    return failed(check, 'The access token has expired', detail, code, 'Temporary tokens last 24 hours at most. Make a permanent System User token in Meta Business Settings → System Users → Generate Token.', 'accessToken');
  if (code === 190 || code === 102 || code === 0)
    return failed(check, 'The access token is not valid', detail, code, 'It was revoked, cut while copying, or belongs to another app. Paste a fresh permanent System User token.', 'accessToken');
  if (code === 100 && subcode === 33)
    return failed(check, 'Meta does not know this ID, or the token has no access to it', detail, code, field === 'phoneNumberId' ? 'Enter the Phone Number ID (not the phone number) from Meta → WhatsApp → API Setup, and give the System User access to this WhatsApp account. The token must belong to the same app.' : 'Check the ID and that the System User is assigned to this WhatsApp account.', field);
  if (code === 10 || (code !== null && code >= 200 && code <= 299))
    return failed(check, "The token can't use this number", detail, code, 'Give the System User whatsapp_business_messaging and whatsapp_business_management for this account, then make a new token.', 'accessToken');
  return failed(check, 'Meta refused the check', detail, code, 'Try again in a minute; if it stays, look at the details.', field);
}
