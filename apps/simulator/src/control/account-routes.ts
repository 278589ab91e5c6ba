import { verifyCallback } from '../delivery/callback-verification';
import type { AccessToken, App, BusinessNumber } from '../graph/accounts';
import type { Simulation } from '../simulation';
import { callbackUrl, expiry, makeApp, makeNumber, makeToken, makeWaba, testRecipients } from './account-inputs';
import { chaosSettings, statusPlan } from './chaos-inputs';
import { ControlError, notFound } from './control-error';
import { makeCustomer } from './customer-inputs';
import { Input } from './input';
import { created, numberOf, ok, type ControlAnswer, type ControlRequest, type Route } from './route';

const numberMembers = ['phoneNumberId', 'displayPhoneNumber', 'verifiedName', 'accountMode', 'testRecipients', 'node'];

/** Apps, WABAs, numbers, tokens: what the App Dashboard and Business Manager do. */
export const accountRoutes: Route[] = [
  { method: 'POST', path: '/provision', handle: (request) => allOrNothing(request.simulation, () => provision(request)) },
  {
    method: 'POST', path: '/apps',
    handle: ({ simulation, input }) => {
      const app = makeApp(simulation, input.only('appId', 'name', 'appSecret', 'verifyToken', 'callbackUrl', 'fields'));
      simulation.changed('app', app.appId);
      return created(app);
    },
  },
  { method: 'PATCH', path: '/apps/:appId', handle: changeApp },
  { method: 'PUT', path: '/apps/:appId/webhook', handle: setWebhook },
  {
    method: 'POST', path: '/wabas',
    handle: ({ simulation, input }) => {
      const apps = input.only('wabaId', 'name', 'businessId', 'subscribedApps', 'templates').strings('subscribedApps') ?? [];
      for (const appId of apps) appOf(simulation, appId);
      const waba = makeWaba(simulation, input, apps, apps);
      simulation.changed('waba', waba.wabaId);
      return created(waba);
    },
  },
  { method: 'PATCH', path: '/wabas/:wabaId', handle: changeWaba },
  {
    method: 'POST', path: '/numbers',
    handle: ({ simulation, input }) => {
      const wabaId = input.only('wabaId', ...numberMembers).requiredString('wabaId');
      if (!simulation.accounts.wabas.has(wabaId)) throw notFound('WABA', wabaId);
      const number = makeNumber(simulation, input, wabaId);
      simulation.changed('number', number.phoneNumberId);
      return created(number);
    },
  },
  { method: 'PATCH', path: '/numbers/:pnid', handle: changeNumber },
  {
    method: 'DELETE', path: '/numbers/:pnid',
    handle: ({ simulation, params }) => {
      const number = numberOf(simulation, params['pnid']);
      simulation.accounts.numbers.delete(number.phoneNumberId);
      simulation.changed('number', number.phoneNumberId);
      return ok({ ok: true });
    },
  },
  {
    method: 'POST', path: '/tokens',
    handle: ({ simulation, input }) => {
      input.only('appId', 'kind', 'accessToken', 'expiresAt', 'expiresInSeconds', 'scopes', 'wabaIds');
      const token = makeToken(simulation, input, input.requiredString('appId'));
      simulation.changed('token');
      return created(shownToken(simulation, token));
    },
  },
  { method: 'PATCH', path: '/tokens/:token', handle: changeToken },
];

/** A provision that fails half-way (a taken phone, say) must not leave a half business behind. */
function allOrNothing(simulation: Simulation, make: () => ControlAnswer): ControlAnswer {
  const { accounts, customers } = simulation;
  const maps = [accounts.apps, accounts.wabas, accounts.numbers, accounts.tokens] as Map<string, unknown>[];
  const before = maps.map((map) => new Set(map.keys()));
  const known = new Set(customers.all());
  try {
    return make();
  } catch (error) {
    maps.forEach((map, i) => [...map.keys()].filter((key) => !before[i].has(key)).forEach((key) => map.delete(key)));
    simulation.templates.all().filter(({ wabaId }) => !accounts.wabas.has(wabaId)).forEach((template) => simulation.templates.forget(template));
    customers.all().filter((customer) => !known.has(customer)).forEach((customer) => customers.remove(customer));
    throw error;
  }
}

function provision({ simulation, graphBaseUrl, input }: ControlRequest): ControlAnswer {
  input.only('appId', 'appName', 'appSecret', 'verifyToken', 'callbackUrl', 'fields', 'wabaId', 'businessId', 'token', 'customers', 'subscribe', 'templates', ...numberMembers);
  const { accounts } = simulation;
  const customers = (input.objects('customers') ?? []).map((each, i) => Input.of(each, `customers[${i}]`));
  const phoneNumberId = input.string('phoneNumberId');
  if (phoneNumberId !== undefined && accounts.numbers.has(phoneNumberId)) throw new ControlError('conflict', `Number ${phoneNumberId} exists.`, 'phoneNumberId');
  const app = accounts.apps.get(input.string('appId') ?? '') ?? makeApp(simulation, input);
  const subscribe = input.boolean('subscribe') ?? true;
  const waba = accounts.wabas.get(input.string('wabaId') ?? '') ?? makeWaba(simulation, input, [], []);
  if (!waba.assignedApps.includes(app.appId)) waba.assignedApps.push(app.appId);
  if (subscribe && !waba.subscribedApps.some(({ appId }) => appId === app.appId)) waba.subscribedApps.push({ appId: app.appId });
  const number = makeNumber(simulation, input, waba.wabaId);
  const token = makeToken(simulation, input.child('token').only('kind', 'scopes', 'expiresAt', 'expiresInSeconds', 'accessToken', 'wabaIds'), app.appId, [waba.wabaId]);
  const made = customers.map((each) => makeCustomer(simulation, each));
  simulation.changed('number', number.phoneNumberId);
  return created({
    phoneNumberId: number.phoneNumberId, wabaId: waba.wabaId, businessId: waba.businessId, appId: app.appId, appSecret: app.appSecret,
    accessToken: token.accessToken, verifyToken: app.verifyToken, displayPhoneNumber: number.displayPhoneNumber, graphBaseUrl, customers: made,
  });
}

function changeApp({ simulation, params, input }: ControlRequest): ControlAnswer {
  const app = appOf(simulation, params['appId']);
  input.only('name', 'appSecret', 'verifyToken', 'callbackUrl', 'fields', 'webhookVersion');
  const version = input.string('webhookVersion');
  if (version !== undefined && !/^v\d+\.\d+$/.test(version)) throw new ControlError('invalid', 'webhookVersion must look like v25.0.', 'webhookVersion');
  Object.assign(app, {
    name: input.string('name') ?? app.name,
    appSecret: input.string('appSecret') ?? app.appSecret,
    verifyToken: input.string('verifyToken') ?? app.verifyToken,
    callbackUrl: input.members['callbackUrl'] === null ? null : (callbackUrl(input) ?? app.callbackUrl),
    fields: input.strings('fields') ?? app.fields,
    webhookVersion: version ?? app.webhookVersion,
  });
  simulation.changed('app', app.appId);
  return ok(app);
}

/** What "Verify and save" in the dashboard does (META §2.1). */
async function setWebhook({ simulation, params, input }: ControlRequest): Promise<ControlAnswer> {
  const app = appOf(simulation, params['appId']);
  input.only('callbackUrl', 'verifyToken', 'fields', 'force').requiredString('callbackUrl');
  const url = callbackUrl(input) as string;
  const verifyToken = input.string('verifyToken') ?? app.verifyToken;
  const fields = input.strings('fields') ?? app.fields;
  const result = await verifyCallback(simulation.sender, url, verifyToken, simulation.identifiers.digits(10));
  const stored = result.verified || input.boolean('force') === true;
  if (stored) {
    Object.assign(app, { callbackUrl: url, verifyToken, fields });
    simulation.changed('app', app.appId);
  }
  return ok({ ...result, stored });
}

function changeNumber({ simulation, params, input }: ControlRequest): ControlAnswer {
  const number = numberOf(simulation, params['pnid']);
  input.only('node', 'testRecipients', 'statusPlan', 'chaos', 'windowEnforcement');
  const changes: Partial<BusinessNumber> = {};
  if (input.has('node')) changes.node = { ...number.node, ...input.object('node') };
  if (input.has('testRecipients')) changes.testRecipients = testRecipients(input) ?? [];
  if (input.has('statusPlan')) changes.statusPlan = statusPlan(input.members['statusPlan'], 'statusPlan');
  if (input.has('chaos')) changes.chaos = chaosSettings(input.members['chaos'], 'chaos');
  if (input.members['windowEnforcement'] === null) changes.windowEnforcement = null;
  else if (input.has('windowEnforcement')) changes.windowEnforcement = input.oneOf('windowEnforcement', ['async', 'sync', 'off'] as const) ?? null;
  Object.assign(number, changes);
  simulation.changed('number', number.phoneNumberId);
  return ok(number);
}

/** What Business Manager and Meta's reviewers change about an account. */
function changeWaba({ simulation, params, input }: ControlRequest): ControlAnswer {
  const waba = simulation.accounts.wabas.get(params['wabaId']);
  if (!waba) throw notFound('WABA', params['wabaId']);
  input.only('name', 'node', 'assignedApps', 'subscribedApps');
  const subscribed = input.strings('subscribedApps');
  for (const appId of [...(subscribed ?? []), ...(input.strings('assignedApps') ?? [])]) appOf(simulation, appId);
  waba.name = input.string('name') ?? waba.name;
  waba.node = { ...waba.node, ...input.object('node') };
  waba.assignedApps = input.strings('assignedApps') ?? waba.assignedApps;
  if (subscribed) waba.subscribedApps = subscribed.map((appId) => waba.subscribedApps.find((each) => each.appId === appId) ?? { appId });
  simulation.changed('waba', waba.wabaId);
  return ok(waba);
}

function changeToken({ simulation, params, input }: ControlRequest): ControlAnswer {
  const token = simulation.accounts.tokens.get(params['token']);
  if (!token) throw notFound('token', `${params['token'].slice(0, 8)}…`);
  input.only('expiresAt', 'expiresInSeconds', 'scopes', 'wabaIds', 'invalidSubcode', 'type', 'dataAccessExpiresInSeconds');
  const expiresAt = expiry(input);
  if (expiresAt !== undefined) token.expiresAt = expiresAt;
  const seconds = input.number('expiresInSeconds', -1e9, 1e9);
  if (seconds !== undefined) token.expiresAt = simulation.clock.now() + seconds * 1000;
  const access = input.number('dataAccessExpiresInSeconds', -1e9, 1e9);
  if (access !== undefined) token.dataAccessExpiresAt = simulation.clock.now() + access * 1000;
  if (input.members['type'] === null) token.type = null;
  else token.type = input.string('type') ?? token.type;
  token.scopes = input.strings('scopes') ?? token.scopes;
  token.wabaIds = input.members['wabaIds'] === null ? null : (input.strings('wabaIds') ?? token.wabaIds);
  token.invalidSubcode = input.members['invalidSubcode'] === null ? null : (input.whole('invalidSubcode', 0, 1e6) ?? token.invalidSubcode);
  simulation.changed('token');
  return ok(shownToken(simulation, token));
}

function appOf(simulation: Simulation, appId: string): App {
  const app = simulation.accounts.apps.get(appId);
  if (!app) throw notFound('app', appId);
  return app;
}

function shownToken(simulation: Simulation, token: AccessToken): Record<string, unknown> {
  const { clock } = simulation;
  return { ...token, issuedAt: clock.iso(token.issuedAt), expiresAt: token.expiresAt === null ? null : clock.iso(token.expiresAt) };
}
