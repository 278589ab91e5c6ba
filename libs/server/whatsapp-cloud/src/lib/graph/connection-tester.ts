import { Inject, Injectable } from '@nestjs/common';
import { callbackAddress, ChannelError, sandboxCallbackUrl, type Credentials } from '@mailtrixy/server/channels';
import { CLOCK, type Clock } from '@mailtrixy/server/platform/clock';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import type { ConnectionCheckName, ConnectionTest } from '@mailtrixy/shared/dto';
import { explainGraphError, failed, ok, warn } from './connection-checks';
import { GraphClient } from './graph-client';
import { numberChecks, type NumberFacts } from './number-checks';
import { accountOfToken, tokenChecks, type TokenFacts } from './token-checks';

interface SubscribedApps {
  data?: { whatsapp_business_api_data?: { id?: string | number; name?: string } }[];
}

const TIMEOUT_MS = 10_000;
/** Fields that an older version or account may refuse. Asked one by one: one unknown field makes Graph refuse the request. */
const OPTIONAL_FIELDS = ['account_mode,status,platform_type', 'throughput,is_on_biz_app', 'whatsapp_business_manager_messaging_limit', 'webhook_configuration', 'health_status'] as const;

/** The live checks of a connection: token, rights, number, account, subscription. Order: what explains the rest comes first. */
@Injectable()
export class ConnectionTester {
  constructor(
    private readonly graph: GraphClient,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async test(credentials: Credentials): Promise<ConnectionTest> {
    const result: ConnectionTest = { ok: false, checks: [], phoneNumberId: credentials.phoneNumberId, displayAddress: null, verifiedName: null, quality: null, wabaId: credentials.wabaId ?? null, appId: null, tokenType: null, tokenExpiresAt: null };
    await this.checkToken(credentials, result);
    await this.checkAppSecret(credentials, result);
    await this.checkNumber(credentials, result);
    await this.checkAccount(credentials, result);
    result.ok = result.checks.every((check) => check.state !== 'failed' || !DECIDES.has(check.check));
    return result;
  }

  private async checkToken(credentials: Credentials, result: ConnectionTest): Promise<void> {
    await this.explained('token', 'accessToken', result, async () => {
      // The token authorises the question about itself; it is also the input, which Graph takes in the query only.
      const { data } = await this.get<{ data?: TokenFacts }>(credentials, `/debug_token?input_token=${encodeURIComponent(credentials.accessToken)}`);
      const token = data.data ?? {};
      result.appId = token.app_id === undefined ? null : String(token.app_id);
      result.tokenType = token.type ?? null;
      result.tokenExpiresAt = token.expires_at ? new Date(token.expires_at * 1000).toISOString() : null;
      result.wabaId ??= accountOfToken(token);
      result.checks.push(...tokenChecks(token, this.clock.now()));
    });
  }

  /** Graph takes `app id|app secret` as a token only when they belong together: the proof that signatures will match. */
  private async checkAppSecret(credentials: Credentials, result: ConnectionTest): Promise<void> {
    if (!result.appId) return;
    const asApp = `${result.appId}|${credentials.appSecret}`;
    try {
      await this.graph.call({ mode: credentials.mode, method: 'GET', path: `/debug_token?input_token=${encodeURIComponent(credentials.accessToken)}`, accessToken: asApp, timeoutMs: TIMEOUT_MS });
      result.checks.push(ok('signatures', `The App Secret belongs to app ${result.appId}`));
    } catch (error) {
      if (!(error instanceof ChannelError)) throw error;
      const { code, detail } = error.facts;
      // Anything but a refused credential (a rate limit, a network fault) proves nothing about the secret.
      if (code === 190 || code === 101 || code === 1 || code === 2500)
        result.checks.push(failed('signatures', 'The App Secret is not the one of the app that made this token', detail, code, 'Copy it from Meta → App settings → Basic → App secret (click Show), of the same app. It is neither the Access Token nor the Verify Token.', 'appSecret'));
      else result.checks.push(explainGraphError('signatures', error, 'appSecret'));
    }
  }

  private async checkNumber(credentials: Credentials, result: ConnectionTest): Promise<void> {
    await this.explained('number', 'phoneNumberId', result, async () => {
      const node = `/${encodeURIComponent(credentials.phoneNumberId)}`;
      const { data } = await this.get<NumberFacts>(credentials, `${node}?fields=display_phone_number,verified_name,quality_rating`);
      result.displayAddress = data.display_phone_number ?? null;
      result.verifiedName = data.verified_name ?? null;
      result.quality = data.quality_rating ?? null;
      const more = await Promise.all(OPTIONAL_FIELDS.map((fields) => this.optional(credentials, `${node}?fields=${fields}`)));
      result.checks.push(...numberChecks(Object.assign({}, data, ...more), credentials.phoneNumberId, this.callbackUrls(credentials)));
    });
  }

  private callbackUrls({ mode }: Credentials): readonly [string, ...string[]] {
    const { url } = callbackAddress(this.settings.publicUrl);
    return mode === 'sandbox' ? [url, sandboxCallbackUrl(this.settings)] : [url];
  }

  private async optional(credentials: Credentials, path: string): Promise<NumberFacts> {
    try {
      return (await this.get<NumberFacts>(credentials, path)).data;
    } catch (error) {
      if (error instanceof ChannelError) return {};
      throw error;
    }
  }

  private async checkAccount(credentials: Credentials, result: ConnectionTest): Promise<void> {
    const { checks, wabaId } = result;
    if (!wabaId) {
      checks.push(warn('waba', 'WhatsApp Business Account ID unknown', null, null, 'The token does not name its account. Enter the WhatsApp Business Account ID from Meta → WhatsApp → API Setup.', 'wabaId'));
      return;
    }
    checks.push(ok('waba', `Account ${wabaId}`));
    await this.explained('subscription', 'wabaId', result, async () => {
      const { data } = await this.get<SubscribedApps>(credentials, `/${encodeURIComponent(wabaId)}/subscribed_apps`);
      const apps = (data.data ?? []).map((app) => String(app.whatsapp_business_api_data?.id ?? ''));
      const subscribed = result.appId ? apps.includes(result.appId) : apps.length > 0;
      checks.push(
        subscribed
          ? ok('subscription', 'The app is subscribed to this account')
          : warn('subscription', 'The app is not subscribed to this account', null, null, 'Activating the channel subscribes it. Without it Meta verifies the webhook but sends no events.', null),
      );
    });
    await this.explained('templates', 'wabaId', result, async () => {
      await this.get(credentials, `/${encodeURIComponent(wabaId)}/message_templates?fields=name&limit=1`);
      checks.push(ok('templates', 'Can be read'));
    });
  }

  /** What Graph refuses becomes a row in words. */
  private async explained(check: ConnectionCheckName, field: 'accessToken' | 'phoneNumberId' | 'wabaId', result: ConnectionTest, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ChannelError)) throw error;
      result.checks.push(explainGraphError(check, error, field));
    }
  }

  private get<T>(credentials: Credentials, path: string) {
    return this.graph.call<T>({ mode: credentials.mode, method: 'GET', path, accessToken: credentials.accessToken, timeoutMs: TIMEOUT_MS });
  }
}

/** A channel can be used though its quality is low, its templates cannot be read or Meta still delivers elsewhere. */
const DECIDES: ReadonlySet<ConnectionCheckName> = new Set(['token', 'permissions', 'signatures', 'number', 'waba', 'subscription']);
