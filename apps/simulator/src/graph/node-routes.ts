import { verifyCallback } from '../delivery/callback-verification';
import type { WebhookSender } from '../delivery/webhook-sender';
import { managementScope, type Access } from './access';
import type { AccessToken, Accounts, App, BusinessNumber, Waba } from './accounts';
import { GraphError, parameterError } from './graph-error';
import type { GraphAnswer, GraphRequest } from './graph-request';
import type { Identifiers } from './identifiers';
import { readNumber, readWaba } from './node-fields';
import { asMembers, requireMessagingProduct } from './send-request';

/** Members of the business profile and their lengths (META §11.4). */
const profileLimits: Readonly<Record<string, number>> = {
  about: 139, address: 256, description: 512, email: 128, websites: Infinity, vertical: 30, profile_picture_handle: Infinity,
};

const success: GraphAnswer = { status: 200, body: { success: true } };

/** Everything of Graph but messages: nodes, subscriptions, token check (META §2.6, §11). */
export class NodeRoutes {
  constructor(
    private readonly accounts: Accounts,
    private readonly access: Access,
    private readonly sender: WebhookSender,
    private readonly identifiers: Identifiers,
    private readonly changed: (what: string, id: string) => void,
  ) {}

  readNode(request: GraphRequest, id: string): GraphAnswer {
    const fields = request.query.get('fields');
    if (this.accounts.wabas.has(id)) return { status: 200, body: readWaba(this.accounts, this.access.waba(request, id).waba, fields) };
    const { number } = this.access.number(request, id, managementScope);
    return { status: 200, body: readNumber(this.accounts, number, fields) };
  }

  phoneNumbers(request: GraphRequest, id: string): GraphAnswer {
    const { waba } = this.access.waba(request, id);
    const all = this.accounts.numbersOf(waba.wabaId);
    const limit = Math.min(100, Math.max(1, Number(request.query.get('limit') ?? 25) || 25));
    const after = request.query.get('after');
    const start = after === null ? 0 : all.findIndex((number) => cursor(number) === after) + 1;
    const page = all.slice(start, start + limit);
    const fields = request.query.get('fields');
    const data = page.map((number) => readNumber(this.accounts, number, fields));
    if (page.length === 0) return { status: 200, body: { data } };
    return { status: 200, body: { data, paging: { cursors: { before: cursor(page[0]), after: cursor(page[page.length - 1]) } } } };
  }

  /** Override of one number; the URL is verified at once, an empty string clears (META §2.6). */
  async configureNumber(request: GraphRequest, id: string): Promise<GraphAnswer> {
    const { number, token } = this.access.number(request, id, managementScope);
    const configuration = asMembers(asMembers(request.body)?.['webhook_configuration']);
    if (!configuration) throw parameterError('The parameter webhook_configuration is required.');
    const uri = configuration['override_callback_uri'];
    if (uri === '') delete number.webhookOverrides[token.appId];
    else number.webhookOverrides[token.appId] = await this.verified(uri, configuration['verify_token']);
    this.changed('number', number.phoneNumberId);
    return success;
  }

  /** `{data:[{…}]}`, the array is Meta's (META §11.4). */
  profile(request: GraphRequest, id: string): GraphAnswer {
    const { number } = this.access.number(request, id, managementScope);
    const fields = (request.query.get('fields') ?? 'about').split(',').map((name) => name.trim());
    const own = number.profile ?? {};
    return { status: 200, body: { data: [{ ...Object.fromEntries(fields.filter((name) => own[name] !== undefined).map((name) => [name, own[name]])), messaging_product: 'whatsapp' }] } };
  }

  setProfile(request: GraphRequest, id: string): GraphAnswer {
    const { number } = this.access.number(request, id, managementScope);
    const { messaging_product: _product, ...members } = requireMessagingProduct(request.body);
    for (const [name, value] of Object.entries(members)) {
      const max = profileLimits[name];
      if (max === undefined) throw parameterError(`Unexpected key "${name}" on param "profile".`);
      if (typeof value === 'string' && [...value].length > max) throw parameterError(`Param ${name} must be at most ${max} characters long.`);
    }
    number.profile = { ...number.profile, ...members };
    this.changed('number', number.phoneNumberId);
    return success;
  }

  async subscribe(request: GraphRequest, id: string): Promise<GraphAnswer> {
    const { waba, token } = this.access.waba(request, id);
    const body = asMembers(request.body) ?? {};
    const uri = body['override_callback_uri'];
    const override = uri === undefined ? {} : { overrideCallbackUri: await this.verified(uri, body['verify_token']) };
    waba.subscribedApps = [...others(waba, token), { appId: token.appId, ...override }];
    this.changed('waba', waba.wabaId);
    return success;
  }

  unsubscribe(request: GraphRequest, id: string): GraphAnswer {
    const { waba, token } = this.access.waba(request, id);
    waba.subscribedApps = others(waba, token);
    this.changed('waba', waba.wabaId);
    return success;
  }

  subscriptions(request: GraphRequest, id: string): GraphAnswer {
    const { waba } = this.access.waba(request, id);
    const data = waba.subscribedApps.map(({ appId, overrideCallbackUri }) => ({
      whatsapp_business_api_data: { link: `https://www.facebook.com/games/?app_id=${appId}`, name: this.accounts.apps.get(appId)?.name ?? '', id: appId },
      ...(overrideCallbackUri ? { override_callback_uri: overrideCallbackUri } : {}),
    }));
    return { status: 200, body: { data } };
  }

  /** `/{app-id}/subscriptions` with an app access token: what the App Dashboard does (META §2.6). */
  async appSubscriptions(request: GraphRequest, app: App): Promise<GraphAnswer> {
    if (this.access.appOf(request.bearer) !== app.appId) {
      throw new GraphError(403, { message: '(#15) This method must be called with an app access_token.', type: 'OAuthException', code: 15 });
    }
    if (request.method === 'GET') return { status: 200, body: { data: subscriptionOf(app) } };
    if (request.method === 'DELETE') app.callbackUrl = null;
    else {
      const { object, callback_url: url, verify_token: verifyToken, fields } = asMembers(request.body) ?? {};
      if (object !== 'whatsapp_business_account') throw parameterError('Param object must be whatsapp_business_account.');
      app.callbackUrl = await this.verified(url, verifyToken);
      app.verifyToken = String(verifyToken);
      if (fields !== undefined) app.fields = Array.isArray(fields) ? fields.map(String) : String(fields).split(',').map((each) => each.trim());
    }
    this.changed('app', app.appId);
    return success;
  }

  /** res_debug_token; authorised by the app token or by the inspected token itself (META §11.3). */
  debugToken(request: GraphRequest): GraphAnswer {
    const input = request.query.get('input_token');
    if (!input) throw parameterError('The parameter input_token is required.');
    const appId = this.access.appOf(request.bearer);
    if (appId === null && request.bearer !== input) this.access.token(request);
    const token = this.accounts.tokens.get(input);
    if (!token) return { status: 200, body: { data: { error: { code: 190, message: 'Invalid OAuth access token - Cannot parse access token' }, is_valid: false, scopes: [] } } };
    if (appId !== null && appId !== token.appId) throw parameterError('The App_id in the input_token did not match the Viewing App');
    return { status: 200, body: { data: this.describe(token) } };
  }

  private describe(token: AccessToken): Record<string, unknown> {
    const problem = this.access.problem(token);
    const targets = token.wabaIds === null ? {} : { target_ids: token.wabaIds };
    const { code, message, error_subcode: subcode } = problem?.body ?? {};
    return {
      app_id: token.appId, type: token.type ?? (token.kind === 'permanent' ? 'SYSTEM_USER' : 'USER'), application: this.accounts.apps.get(token.appId)?.name ?? '',
      data_access_expires_at: token.dataAccessExpiresAt ? Math.floor(token.dataAccessExpiresAt / 1000) : 0, ...(problem ? { error: { code, message, ...(subcode === undefined ? {} : { subcode }) } } : {}),
      expires_at: token.expiresAt === null ? 0 : Math.floor(token.expiresAt / 1000), is_valid: problem === null,
      issued_at: Math.floor(token.issuedAt / 1000), scopes: token.scopes,
      granular_scopes: token.scopes.map((scope) => ({ scope, ...targets })), user_id: token.userId,
    };
  }

  private async verified(uri: unknown, verifyToken: unknown): Promise<string> {
    if (typeof uri !== 'string' || !URL.canParse(uri) || uri.length > 200) throw parameterError('Param override_callback_uri must be a valid URL of at most 200 characters.');
    if (typeof verifyToken !== 'string' || verifyToken === '') throw parameterError('The parameter verify_token is required.');
    const result = await verifyCallback(this.sender, uri, verifyToken, this.identifiers.digits(10));
    if (!result.verified) {
      throw new GraphError(400, { message: `(#2200) Callback verification failed with the following errors: HTTP Status Code = ${result.status ?? 0}; ${result.error}`, type: 'OAuthException', code: 2200 });
    }
    return uri;
  }
}

function others(waba: Waba, token: AccessToken): Waba['subscribedApps'] {
  return waba.subscribedApps.filter(({ appId }) => appId !== token.appId);
}

function cursor(number: BusinessNumber): string {
  return Buffer.from(number.phoneNumberId).toString('base64url');
}

function subscriptionOf(app: App): Record<string, unknown>[] {
  if (!app.callbackUrl) return [];
  return [{ object: 'whatsapp_business_account', callback_url: app.callbackUrl, active: true, fields: app.fields.map((name) => ({ name, version: app.webhookVersion })) }];
}
