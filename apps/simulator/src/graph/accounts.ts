import type { ChaosSettings } from '../delivery/chaos-settings';
import type { PartialPlan } from '../phone/status-plan';
import type { Settings } from '../settings';

/** The Meta app: its secret signs webhooks, its dashboard holds callback URL and verify token (META §2). */
export interface App {
  appId: string;
  name: string;
  appSecret: string;
  verifyToken: string;
  callbackUrl: string | null;
  fields: string[];
  /** Graph version of the webhook subscription; below v24 statuses still carry `conversation` (META §6). */
  webhookVersion: string;
}

/** WhatsApp Business Account: owner of numbers; `entry[].id` of every webhook. */
export interface Waba {
  wabaId: string;
  businessId: string;
  name: string;
  /** Apps whose system users were assigned to this WABA, subscribed or not. */
  assignedApps: string[];
  subscribedApps: { appId: string; overrideCallbackUri?: string }[];
  node: Record<string, unknown>;
}

export interface BusinessNumber {
  phoneNumberId: string;
  wabaId: string;
  /** Digits only, as in webhooks; `node.display_phone_number` is the formatted form of Graph reads. */
  displayPhoneNumber: string;
  node: Record<string, unknown>;
  testRecipients: string[];
  statusPlan: PartialPlan | null;
  chaos: Partial<ChaosSettings> | null;
  windowEnforcement: Settings['windowEnforcement'] | null;
  webhookOverrides: Record<string, string>;
  profile?: Record<string, unknown>;
}

export interface AccessToken {
  accessToken: string;
  appId: string;
  kind: 'permanent' | 'temporary';
  scopes: string[];
  /** null = every WABA the app is assigned to (granular_scopes without target_ids). */
  wabaIds: string[] | null;
  issuedAt: number;
  expiresAt: number | null;
  invalidSubcode: number | null;
  userId: string;
  /** What debug_token calls it; absent = by `kind`. */
  type?: string | null;
  /** `data_access_expires_at`; absent = never. */
  dataAccessExpiresAt?: number | null;
}

export interface AccountsSnapshot {
  apps: App[];
  wabas: Waba[];
  numbers: BusinessNumber[];
  tokens: AccessToken[];
}

/** Everything that belongs to businesses: apps, WABAs, numbers and tokens. */
export class Accounts {
  readonly apps = new Map<string, App>();
  readonly wabas = new Map<string, Waba>();
  readonly numbers = new Map<string, BusinessNumber>();
  readonly tokens = new Map<string, AccessToken>();

  numbersOf(wabaId: string): BusinessNumber[] {
    return [...this.numbers.values()].filter((number) => number.wabaId === wabaId);
  }

  numberByDisplay(digits: string): BusinessNumber | undefined {
    for (const number of this.numbers.values()) if (number.displayPhoneNumber === digits) return number;
    return undefined;
  }

  clear(): void {
    this.apps.clear();
    this.wabas.clear();
    this.numbers.clear();
    this.tokens.clear();
  }

  snapshot(): AccountsSnapshot {
    return {
      apps: [...this.apps.values()],
      wabas: [...this.wabas.values()],
      numbers: [...this.numbers.values()],
      tokens: [...this.tokens.values()],
    };
  }

  restore(snapshot: AccountsSnapshot): void {
    for (const app of snapshot.apps) this.apps.set(app.appId, app);
    for (const waba of snapshot.wabas) this.wabas.set(waba.wabaId, waba);
    for (const number of snapshot.numbers) this.numbers.set(number.phoneNumberId, number);
    for (const token of snapshot.tokens) this.tokens.set(token.accessToken, token);
  }
}
