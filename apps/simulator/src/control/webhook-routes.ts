import { signatureModes } from '../delivery/chaos-settings';
import type { Delivery, DeliveryState, Signature } from '../delivery/delivery-queue';
import { webhookBody } from '../delivery/webhook-body';
import { messageValue, type Change, type Entry } from '../delivery/webhook-publisher';
import type { WebhookAnswer } from '../delivery/webhook-sender';
import { statusNames } from '../phone/status-plan';
import type { Simulation } from '../simulation';
import { ControlError, notFound } from './control-error';
import type { Input } from './input';
import { created, numberOf, ok, queryNumber, type ControlAnswer, type ControlRequest, type Route } from './route';

/** Webhooks made by hand, and the record of all deliveries. */
export const webhookRoutes: Route[] = [
  { method: 'POST', path: '/webhooks', handle: sendRaw },
  { method: 'POST', path: '/statuses', handle: sendStatuses },
  { method: 'POST', path: '/messages/:wamid/status', handle: tellStatus },
  { method: 'GET', path: '/deliveries', handle: list },
  {
    method: 'GET', path: '/deliveries/:id',
    handle: ({ simulation, params }) => {
      const delivery = simulation.queue.get(params['id']);
      if (!delivery) throw notFound('delivery', params['id']);
      return ok(shown(delivery, true));
    },
  },
  { method: 'POST', path: '/deliveries/replay', handle: replay },
  { method: 'POST', path: '/deliveries/retry-now', handle: ({ simulation }) => ok({ woken: simulation.queue.retryNow() }) },
];

async function sendRaw({ simulation, input }: ControlRequest): Promise<ControlAnswer> {
  input.only('phoneNumberId', 'appId', 'url', 'body', 'bodyBase64', 'signature', 'headers', 'method', 'retry', 'wait');
  const { appId, phoneNumberId, url } = target(simulation, input);
  const headers = input.object('headers') ?? {};
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value !== 'string') throw new ControlError('invalid', `headers.${name} must be a string.`, `headers.${name}`);
  }
  const wait = input.boolean('wait') ?? true;
  const body = rawBody(input);
  const signature = signatureOf(input);
  return new Promise((resolve) => {
    const settled = (delivery: Delivery, answer: WebhookAnswer | null): void => {
      const { status = null, ms = 0, error = null, body: responseBody = '' } = answer ?? {};
      if (wait) resolve(created({ deliveryId: delivery.id, status, ms, error, responseBody }));
    };
    const delivery = simulation.queue.create({
      appId, phoneNumberId, url, body, kinds: ['raw'], wamids: [], method: input.string('method') ?? 'POST', headers: headers as Record<string, string>,
      retry: input.boolean('retry') ?? false, signature, keepBody: true, settled,
    });
    simulation.queue.send(delivery);
    if (!wait) resolve(created({ deliveryId: delivery.id }));
  });
}

/** Whose secret signs, and where to: a URL, an app's callback, or what events of a number use. */
function target(simulation: Simulation, input: Input): { appId: string | null; phoneNumberId: string | null; url: string } {
  const { apps, wabas, numbers } = simulation.accounts;
  let appId = input.string('appId') ?? null;
  let phoneNumberId: string | null = null;
  let url = input.string('url');
  if (appId === null && (input.has('phoneNumberId') || numbers.size === 1)) {
    const number = numberOf(simulation, input.string('phoneNumberId'));
    phoneNumberId = number.phoneNumberId;
    const subscription = wabas.get(number.wabaId)?.subscribedApps[0];
    appId = subscription?.appId ?? null;
    url ??= number.webhookOverrides[appId ?? ''] ?? subscription?.overrideCallbackUri;
  }
  if (appId !== null && !apps.has(appId)) throw notFound('app', appId);
  url ??= (appId !== null && apps.get(appId)?.callbackUrl) || undefined;
  if (url === undefined) throw new ControlError('invalid', 'No callback URL is known; give url.', 'url');
  if (!URL.canParse(url)) throw new ControlError('invalid', 'url must be a URL.', 'url');
  return { appId, phoneNumberId, url };
}

/** Text and base64 are exact bytes; an object is serialised as Meta does. */
function rawBody(input: Input): Buffer {
  const base64 = input.string('bodyBase64');
  if (base64 !== undefined) return Buffer.from(base64, 'base64');
  const body = input.members['body'];
  if (typeof body === 'string') return Buffer.from(body, 'utf8');
  if (body === undefined) throw new ControlError('invalid', 'body or bodyBase64 is required.', 'body');
  return webhookBody(body);
}

function signatureOf(input: Input): Signature {
  const given = input.members['signature'];
  if (typeof given !== 'object' || given === null) return input.oneOf('signature', signatureModes) ?? 'ok';
  const custom = input.child('signature').only('secret', 'value');
  const value = custom.string('value');
  return value === undefined ? { secret: custom.requiredString('secret') } : { value };
}

/** Any status at all, for wamids that exist and that do not. */
function sendStatuses({ simulation, input }: ControlRequest): ControlAnswer {
  input.only('phoneNumberId', 'statuses', 'contacts', 'batch');
  const number = numberOf(simulation, input.string('phoneNumberId'));
  const given = input.objects('statuses');
  if (!given || given.length === 0) throw new ControlError('invalid', 'statuses must not be empty.', 'statuses');
  const statuses = given.map((each) => ({ timestamp: String(simulation.clock.seconds()), ...each }) as Record<string, unknown>);
  const contacts = input.objects('contacts');
  const groups = input.oneOf('batch', ['each', 'one'] as const) === 'one' ? [statuses] : statuses.map((each) => [each]);
  const deliveries = groups.flatMap((group) => {
    for (const each of group) {
      simulation.ledger.append('status', {
        phoneNumberId: number.phoneNumberId, wamid: each['id'] ?? null, status: each['status'] ?? null, token: each['biz_opaque_callback_data'] ?? null, byHand: true,
      });
    }
    const value = messageValue(number, { ...(contacts ? { contacts } : {}), statuses: group });
    return simulation.publisher.publish({
      number, field: 'messages', kinds: ['status'], wamids: group.map((each) => String(each['id'] ?? '')), entries: [{ id: number.wabaId, changes: [{ value, field: 'messages' }] }],
    });
  });
  return created({ deliveries: deliveries.map((delivery) => delivery.id) });
}

/** One more status of a message that MailTrixy sent, with everything Meta puts around it. */
function tellStatus({ simulation, params, input }: ControlRequest): ControlAnswer {
  input.only('status', 'code', 'details');
  const status = input.oneOf('status', statusNames);
  if (!status) throw new ControlError('invalid', 'status is required.', 'status');
  const code = input.whole('code', 0, 1e7);
  if (!simulation.teller.tellNow(params['wamid'], status, status === 'failed' ? (code ?? 131026) : undefined, input.string('details'))) throw notFound('sent message', params['wamid']);
  return created({ ok: true });
}

function list({ simulation, query }: ControlRequest): ControlAnswer {
  const after = queryNumber(query, 'after', 0, Infinity);
  const limit = queryNumber(query, 'limit', 100, 10_000);
  const state = query.get('state') as DeliveryState | null;
  const phoneNumberId = query.get('phoneNumberId');
  const wamid = query.get('wamid');
  const found: Delivery[] = [];
  let next = after;
  for (const delivery of simulation.queue.all()) {
    if (found.length >= limit) break;
    if (delivery.number <= after) continue;
    next = delivery.number;
    if (state && delivery.state !== state) continue;
    if (phoneNumberId && delivery.phoneNumberId !== phoneNumberId) continue;
    if (wamid && !delivery.wamids.includes(wamid)) continue;
    found.push(delivery);
  }
  return ok({ deliveries: found.map((delivery) => shown(delivery, query.get('body') === '1')), next });
}

/** The same events once more, as they were or gathered into one POST (META §2.4: batching is not guaranteed). */
function replay({ simulation, input }: ControlRequest): ControlAnswer {
  input.only('ids', 'phoneNumberId', 'all', 'batch');
  const ids = input.strings('ids');
  const chosen = ids?.map((id) => simulation.queue.get(id) ?? missing(id)) ?? everything(simulation, input);
  const batch = input.oneOf('batch', ['each', 'one', 'changes'] as const) ?? 'each';
  const groups = new Map<string, Delivery[]>();
  for (const delivery of chosen) {
    const key = batch === 'each' ? delivery.id : `${delivery.appId} ${delivery.url}`;
    groups.set(key, [...(groups.get(key) ?? []), delivery]);
  }
  const made = [...groups.values()].map((group) => {
    const [first] = group;
    const delivery = simulation.queue.create({
      appId: first.appId, phoneNumberId: first.phoneNumberId, url: first.url, kinds: [...new Set(group.flatMap((each) => each.kinds))],
      wamids: group.flatMap((each) => each.wamids), body: group.length === 1 ? first.body : gathered(group, batch === 'changes'),
      ...(group.length === 1 ? { eventId: first.eventId } : {}),
    });
    simulation.queue.send(delivery);
    return delivery.id;
  });
  return created({ deliveries: made });
}

function everything(simulation: Simulation, input: Input): Delivery[] {
  if (input.boolean('all') !== true) throw new ControlError('invalid', 'Give ids, or all: true.', 'ids');
  const phoneNumberId = input.string('phoneNumberId');
  return [...simulation.queue.all()].filter(({ kinds, phoneNumberId: own }) => !kinds.includes('raw') && (phoneNumberId === undefined || own === phoneNumberId));
}

function gathered(group: Delivery[], asChanges: boolean): Buffer {
  const entries = group.flatMap((each) => (JSON.parse(each.body.toString('utf8')) as { entry: Entry[] }).entry);
  if (!asChanges) return webhookBody({ object: 'whatsapp_business_account', entry: entries });
  const byId = new Map<string, Change[]>();
  for (const entry of entries) byId.set(entry.id, [...(byId.get(entry.id) ?? []), ...entry.changes]);
  return webhookBody({ object: 'whatsapp_business_account', entry: [...byId].map(([id, changes]) => ({ id, changes })) });
}

function missing(id: string): never {
  throw notFound('delivery', id);
}

function shown(delivery: Delivery, withBody: boolean): Record<string, unknown> {
  const { number, id, eventId, appId, phoneNumberId, url, state, kinds, wamids, createdAt, nextAttemptAt, attempts } = delivery;
  return {
    number, id, eventId, appId, phoneNumberId, url, state, kinds, wamids, createdAt, nextAttemptAt, attempts,
    ...(withBody ? { body: delivery.body.toString('utf8') } : {}),
  };
}
