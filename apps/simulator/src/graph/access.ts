import { createHmac } from 'node:crypto';
import type { AccessToken, Accounts, BusinessNumber, Waba } from './accounts';
import { GraphError, graphError, tokenError, unsupportedRequest } from './graph-error';
import type { GraphRequest } from './graph-request';

export const messagingScope = 'whatsapp_business_messaging';
export const managementScope = 'whatsapp_business_management';

/** Who calls, and may he (META §1, §12.2). */
export class Access {
  constructor(
    private readonly accounts: Accounts,
    private readonly now: () => number,
  ) {}

  /** The bearer token of a request; errors 200 (none), 190 (unknown, expired, revoked). */
  token(request: GraphRequest): AccessToken {
    const text = request.bearer;
    if (!text) throw new GraphError(403, { message: '(#200) Provide valid app ID', type: 'OAuthException', code: 200 });
    const token = this.accounts.tokens.get(text);
    if (!token) throw tokenError(null, 0);
    const problem = this.problem(token);
    if (problem) throw problem;
    const proof = request.query.get('appsecret_proof');
    const secret = this.accounts.apps.get(token.appId)?.appSecret ?? '';
    if (proof !== null && proof !== createHmac('sha256', secret).update(text).digest('hex')) {
      throw new GraphError(400, { message: 'Invalid appsecret_proof provided in the API argument', type: 'GraphMethodException', code: 100 });
    }
    return token;
  }

  /** What is wrong with a token, or null. */
  problem(token: AccessToken): GraphError | null {
    if (token.invalidSubcode !== null) return tokenError(token.invalidSubcode, token.expiresAt ?? this.now());
    if (token.expiresAt !== null && token.expiresAt <= this.now()) return tokenError(463, token.expiresAt);
    return null;
  }

  number(request: GraphRequest, id: string, scope: string): { number: BusinessNumber; token: AccessToken } {
    const token = this.token(request);
    const number = this.accounts.numbers.get(id);
    const waba = number && this.accounts.wabas.get(number.wabaId);
    if (!number || !waba || !this.reaches(token, waba)) throw unsupportedRequest(request.method, id);
    this.requireScope(token, scope);
    return { number, token };
  }

  waba(request: GraphRequest, id: string): { waba: Waba; token: AccessToken } {
    const token = this.token(request);
    const waba = this.accounts.wabas.get(id);
    if (!waba || !this.reaches(token, waba)) throw unsupportedRequest(request.method, id);
    this.requireScope(token, managementScope);
    return { waba, token };
  }

  /** An object of a WABA, such as a template: who does not reach the WABA is told that the object does not exist. */
  wabaObject(request: GraphRequest, objectId: string, wabaId: string, scope: string): Waba {
    const token = this.token(request);
    const waba = this.accounts.wabas.get(wabaId);
    if (!waba || !this.reaches(token, waba)) throw unsupportedRequest(request.method, objectId);
    this.requireScope(token, scope);
    return waba;
  }

  /** App access token: `{app-id}|{app-secret}` (META §11.3). */
  appOf(text: string | null): string | null {
    const [appId, secret] = (text ?? '').split('|');
    const app = this.accounts.apps.get(appId);
    return app && secret === app.appSecret ? appId : null;
  }

  /** A system user must be assigned to the WABA, else 100/33 although the scopes look right (META §1). */
  private reaches(token: AccessToken, waba: Waba): boolean {
    return waba.assignedApps.includes(token.appId) && (token.wabaIds === null || token.wabaIds.includes(waba.wabaId));
  }

  private requireScope(token: AccessToken, scope: string): void {
    if (!token.scopes.includes(scope)) throw scope === messagingScope ? graphError(10) : graphError(200);
  }
}
