import { subscribableFields } from '../fields/subscribable-fields';
import { sampleTemplates } from '../templates/sample-templates';
import { managementScope, messagingScope } from '../graph/access';
import type { AccessToken, App, BusinessNumber, Waba } from '../graph/accounts';
import { newNumberNode, newWabaNode } from '../graph/node-fields';
import type { Simulation } from '../simulation';
import { ControlError, notFound } from './control-error';
import type { Input } from './input';

export function makeApp(simulation: Simulation, input: Input): App {
  const { accounts, identifiers } = simulation;
  const app: App = {
    appId: input.string('appId') ?? identifiers.digits(15),
    name: input.string('name') ?? input.string('appName') ?? 'MailTrixy',
    appSecret: input.string('appSecret') ?? identifiers.secret(),
    verifyToken: input.string('verifyToken') ?? `verify-${identifiers.secret(8)}`,
    callbackUrl: callbackUrl(input) ?? null,
    fields: input.strings('fields') ?? [...subscribableFields],
    webhookVersion: 'v25.0',
  };
  if (accounts.apps.has(app.appId)) throw new ControlError('conflict', `App ${app.appId} exists.`, 'appId');
  accounts.apps.set(app.appId, app);
  return app;
}

export function callbackUrl(input: Input): string | undefined {
  const text = input.string('callbackUrl');
  if (text !== undefined && !/^https?:$/.test(URL.canParse(text) ? new URL(text).protocol : '')) {
    throw new ControlError('invalid', 'callbackUrl must be an http or https URL.', 'callbackUrl');
  }
  return text;
}

export function makeWaba(simulation: Simulation, input: Input, assignedApps: string[], subscribed: string[]): Waba {
  const { accounts, identifiers } = simulation;
  const waba: Waba = {
    wabaId: input.string('wabaId') ?? identifiers.digits(15),
    businessId: input.string('businessId') ?? identifiers.digits(15),
    name: input.string('name') ?? 'Simulated business',
    assignedApps,
    subscribedApps: subscribed.map((appId) => ({ appId })),
    node: newWabaNode(),
  };
  if (accounts.wabas.has(waba.wabaId)) throw new ControlError('conflict', `WABA ${waba.wabaId} exists.`, 'wabaId');
  accounts.wabas.set(waba.wabaId, waba);
  if (input.oneOf('templates', ['samples', 'none'] as const) !== 'none') {
    for (const template of sampleTemplates(waba.wabaId, identifiers, simulation.clock.now())) simulation.templates.add(template);
  }
  return waba;
}

export function makeNumber(simulation: Simulation, input: Input, wabaId: string): BusinessNumber {
  const { accounts, identifiers, clock } = simulation;
  const digits = input.digits('displayPhoneNumber') ?? `1555${identifiers.digits(7)}`;
  const number: BusinessNumber = {
    phoneNumberId: input.string('phoneNumberId') ?? identifiers.digits(15),
    wabaId,
    displayPhoneNumber: digits,
    node: {
      ...newNumberNode(digits, input.string('verifiedName') ?? 'MailTrixy Demo', input.oneOf('accountMode', ['LIVE', 'SANDBOX'] as const) ?? 'LIVE', clock.iso()),
      ...input.object('node'),
    },
    testRecipients: testRecipients(input) ?? [],
    statusPlan: null,
    chaos: null,
    windowEnforcement: null,
    webhookOverrides: {},
  };
  if (accounts.numbers.has(number.phoneNumberId)) throw new ControlError('conflict', `Number ${number.phoneNumberId} exists.`, 'phoneNumberId');
  accounts.numbers.set(number.phoneNumberId, number);
  return number;
}

/** A test number has at most five recipients (META §13). */
export function testRecipients(input: Input): string[] | undefined {
  const list = input.strings('testRecipients')?.map((each) => each.replace(/\D/g, ''));
  if (list && list.length > 5) throw new ControlError('invalid', 'A test number has at most 5 recipients.', input.name('testRecipients'));
  return list;
}

/** `wabaIds` absent = `defaultWabas`; null = every WABA of the app. */
export function makeToken(simulation: Simulation, input: Input, appId: string, defaultWabas: string[] | null = null): AccessToken {
  const { accounts, identifiers, clock } = simulation;
  if (!accounts.apps.has(appId)) throw notFound('app', appId);
  const seconds = input.number('expiresInSeconds');
  const kind = input.oneOf('kind', ['permanent', 'temporary'] as const) ?? 'permanent';
  const expiresAt = expiry(input) ?? (seconds === undefined ? null : clock.now() + seconds * 1000);
  const token: AccessToken = {
    accessToken: input.string('accessToken') ?? identifiers.accessToken(),
    appId,
    kind,
    scopes: input.strings('scopes') ?? [managementScope, messagingScope],
    wabaIds: input.members['wabaIds'] === null ? null : (input.strings('wabaIds') ?? defaultWabas),
    issuedAt: clock.now(),
    // a token from the App Dashboard lives 24 hours (META §1)
    expiresAt: expiresAt ?? (kind === 'temporary' ? clock.now() + 86_400_000 : null),
    invalidSubcode: null,
    userId: identifiers.digits(15),
  };
  accounts.tokens.set(token.accessToken, token);
  return token;
}

export function expiry(input: Input): number | null | undefined {
  if (input.members['expiresAt'] === null) return null;
  const text = input.string('expiresAt');
  if (text === undefined) return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new ControlError('invalid', 'expiresAt must be an ISO time.', input.name('expiresAt'));
  return at;
}
