import { Inject, Injectable } from '@nestjs/common';
import { ChannelError, type Credentials } from '@mailtrixy/server/channels';
import { CLOCK, type Clock } from '@mailtrixy/server/platform/clock';
import type { ConnectionCheck, ConnectionTest } from '@mailtrixy/shared/dto';
import { explainGraphError, failed, ok, warn } from './connection-checks';
import { GraphClient } from './graph-client';

interface DebugToken {
  data?: { app_id?: string | number; type?: string; is_valid?: boolean; expires_at?: number; scopes?: string[]; granular_scopes?: { scope: string; target_ids?: string[] }[]; error?: { message?: string; code?: number; subcode?: number } };
}
interface PhoneNumberNode {
  id?: string;
  display_phone_number?: string;
  verified_name?: string;
  quality_rating?: string;
}
interface PhoneNumberMore {
  account_mode?: string;
  status?: string;
}
interface SubscribedApps {
  data?: { whatsapp_business_api_data?: { id?: string | number; name?: string } }[];
}

const SCOPES = ['whatsapp_business_messaging', 'whatsapp_business_management'] as const;
const TIMEOUT_MS = 10_000;
const DAY_MS = 86_400_000;

/** The live checks of "Test connection": token, rights, number, account, subscription. Order: what explains the rest comes first. */
@Injectable()
export class ConnectionTester {
  constructor(
    private readonly graph: GraphClient,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async test(credentials: Credentials): Promise<ConnectionTest> {
    const result: ConnectionTest = { ok: false, checks: [], phoneNumberId: credentials.phoneNumberId, displayAddress: null, verifiedName: null, quality: null, wabaId: credentials.wabaId ?? null, appId: null, tokenType: null, tokenExpiresAt: null };
    await this.checkToken(credentials, result);
    await this.checkAppSecret(credentials, result);
    await this.checkNumber(credentials, result);
    await this.checkAccount(credentials, result);
    result.ok = result.checks.every((check) => check.state !== 'failed');
    return result;
  }

  private async checkToken(credentials: Credentials, result: ConnectionTest): Promise<void> {
    const { checks } = result;
    try {
      // The token authorises the question about itself; it is also the input, which Graph takes in the query only.
      const { data } = await this.get<DebugToken>(credentials, `/debug_token?input_token=${encodeURIComponent(credentials.accessToken)}`);
      const token = data.data ?? {};
      result.appId = token.app_id === undefined ? null : String(token.app_id);
      result.tokenType = token.type ?? null;
      result.tokenExpiresAt = token.expires_at ? new Date(token.expires_at * 1000).toISOString() : null;
      if (token.is_valid === false) {
        checks.push(failed('token', 'The token is not valid', token.error?.message ?? null, token.error?.code ?? 190, 'Make a permanent System User token in Meta Business Settings → System Users → Generate Token, and paste it here.', 'accessToken'));
        return;
      }
      checks.push(this.expiry(token.expires_at ?? 0, token.type));
      const missing = SCOPES.filter((scope) => !token.scopes?.includes(scope));
      checks.push(
        missing.length
          ? failed('permissions', `The token lacks ${missing.join(' and ')}`, null, 10, 'Give the System User whatsapp_business_messaging and whatsapp_business_management, then make a new token.', 'accessToken')
          : ok('permissions', 'May send messages and manage the account'),
      );
      result.wabaId ??= token.granular_scopes?.find(({ scope }) => scope === 'whatsapp_business_management')?.target_ids?.[0] ?? token.granular_scopes?.find(({ target_ids }) => target_ids?.length)?.target_ids?.[0] ?? null;
    } catch (error) {
      checks.push(explainGraphError('token', error as ChannelError, 'accessToken'));
    }
  }

  /** Graph takes `app id|app secret` as a token only when they belong together: the proof that signatures will match. */
  private async checkAppSecret(credentials: Credentials, result: ConnectionTest): Promise<void> {
    if (!result.appId) return;
    const asApp = `${result.appId}|${credentials.appSecret}`;
    try {
      await this.graph.call({ mode: credentials.mode, method: 'GET', path: `/debug_token?input_token=${encodeURIComponent(credentials.accessToken)}`, accessToken: asApp, timeoutMs: TIMEOUT_MS });
      result.checks.push(ok('signatures', `The App Secret belongs to app ${result.appId}`));
    } catch (error) {
      const { code, detail } = (error as ChannelError).facts;
      // Anything but a refused credential (a rate limit, a network fault) proves nothing about the secret.
      if (code === 190 || code === 101 || code === 1 || code === 2500)
        result.checks.push(failed('signatures', 'The App Secret is not the one of the app that made this token', detail, code, 'Copy it from Meta → App settings → Basic → App secret (click Show), of the same app. It is neither the Access Token nor the Verify Token.', 'appSecret'));
      else result.checks.push(explainGraphError('signatures', error as ChannelError, 'appSecret'));
    }
  }

  private expiry(expiresAt: number, type: string | undefined): ConnectionCheck {
    if (!expiresAt) return ok('token', `Valid, never expires${type === 'SYSTEM_USER' ? ' (System User)' : ''}`);
    const left = expiresAt * 1000 - this.clock.now();
    const when = new Date(expiresAt * 1000).toISOString().slice(0, 16).replace('T', ' ');
    const fix = 'Temporary tokens last 24 hours at most. Make a permanent System User token in Meta Business Settings → System Users.';
    return warn('token', left < 2 * DAY_MS ? `Temporary token: expires ${when} UTC` : `Valid until ${when} UTC`, null, null, fix, 'accessToken');
  }

  private async checkNumber(credentials: Credentials, result: ConnectionTest): Promise<void> {
    const { checks } = result;
    try {
      const { data } = await this.get<PhoneNumberNode>(credentials, `/${encodeURIComponent(credentials.phoneNumberId)}?fields=display_phone_number,verified_name,quality_rating`);
      result.displayAddress = data.display_phone_number ?? null;
      result.verifiedName = data.verified_name ?? null;
      result.quality = data.quality_rating ?? null;
      const more = await this.more(credentials);
      const words = `${data.display_phone_number ?? credentials.phoneNumberId}${data.verified_name ? ` · ${data.verified_name}` : ''} · quality ${qualityWords(data.quality_rating)}`;
      if (more.account_mode === 'SANDBOX') checks.push(warn('number', `${words} · test number`, null, null, 'A test number writes to at most 5 phones that are registered in Meta → WhatsApp → API Setup → To; others are refused (131030). For customers, verify the business and add your own number.', null));
      else if (more.status && more.status !== 'CONNECTED') checks.push(failed('number', `${words} · ${more.status.toLowerCase()}`, null, null, 'Meta lists this number as not connected. Look at WhatsApp Manager → Phone numbers.', null));
      else checks.push(ok('number', words));
    } catch (error) {
      checks.push(explainGraphError('number', error as ChannelError, 'phoneNumberId'));
    }
  }

  /** Optional fields in a second call: one unknown field makes Graph refuse the whole request. */
  private async more(credentials: Credentials): Promise<PhoneNumberMore> {
    try {
      return (await this.get<PhoneNumberMore>(credentials, `/${encodeURIComponent(credentials.phoneNumberId)}?fields=account_mode,status`)).data;
    } catch {
      return {};
    }
  }

  private async checkAccount(credentials: Credentials, result: ConnectionTest): Promise<void> {
    const { checks } = result;
    if (!result.wabaId) {
      checks.push(warn('waba', 'WhatsApp Business Account ID unknown', null, null, 'The token does not name its account. Enter the WhatsApp Business Account ID from Meta → WhatsApp → API Setup.', 'wabaId'));
      return;
    }
    checks.push(ok('waba', `Account ${result.wabaId}`));
    try {
      const { data } = await this.get<SubscribedApps>(credentials, `/${encodeURIComponent(result.wabaId)}/subscribed_apps`);
      const apps = (data.data ?? []).map((app) => String(app.whatsapp_business_api_data?.id ?? ''));
      const subscribed = result.appId ? apps.includes(result.appId) : apps.length > 0;
      checks.push(
        subscribed
          ? ok('subscription', 'The app is subscribed to this account')
          : warn('subscription', 'The app is not subscribed to this account', null, null, 'Activating the channel subscribes it. Without it Meta verifies the webhook but sends no events.', null),
      );
    } catch (error) {
      checks.push(explainGraphError('subscription', error as ChannelError, 'wabaId'));
    }
  }

  private get<T>(credentials: Credentials, path: string) {
    return this.graph.call<T>({ mode: credentials.mode, method: 'GET', path, accessToken: credentials.accessToken, timeoutMs: TIMEOUT_MS });
  }
}

function qualityWords(rating: string | undefined): string {
  return ({ GREEN: 'high', YELLOW: 'medium', RED: 'low' } as Record<string, string>)[rating ?? ''] ?? 'not rated yet';
}
