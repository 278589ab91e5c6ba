import { mediaModes, scopes, sendModes, signatureModes, type ChaosSettings, type MediaChaos, type SendChaos, type WebhookChaos } from '../delivery/chaos-settings';
import { statusNames, type PartialPlan, type StatusName } from '../phone/status-plan';
import { ControlError } from './control-error';
import { Input } from './input';

// a Node timer holds at most 24 days
const dayMs = 86_400_000;

/** null clears; members that are not given fall through to the next level. */
export function statusPlan(value: unknown, path = ''): PartialPlan | null {
  if (value === null || value === undefined) return null;
  const input = Input.of(value, path).only(
    'sentAfterMs', 'deliveredAfterMs', 'readAfterMs', 'playedAfterMs', 'failedAfterMs', 'failedCode', 'skipDelivered', 'order', 'duplicates', 'batch', 'opaqueOn',
  );
  const plan: PartialPlan = {};
  for (const name of ['sentAfterMs', 'deliveredAfterMs', 'readAfterMs', 'playedAfterMs', 'failedAfterMs'] as const) {
    if (input.members[name] === null) plan[name] = null;
    else if (input.has(name)) plan[name] = input.number(name, 0, 20 * dayMs);
  }
  if (input.has('failedCode')) plan.failedCode = input.whole('failedCode', 0, 1e7);
  if (input.has('skipDelivered')) plan.skipDelivered = input.boolean('skipDelivered');
  if (input.has('duplicates')) plan.duplicates = input.whole('duplicates', 1, 100);
  if (input.has('batch')) plan.batch = input.boolean('batch');
  if (input.members['order'] === null) plan.order = null;
  else if (input.has('order')) plan.order = listOf(input, 'order', statusNames);
  if (input.has('opaqueOn')) plan.opaqueOn = listOf(input, 'opaqueOn', statusNames) as StatusName[];
  return plan;
}

export function chaosSettings(value: unknown, path = ''): Partial<ChaosSettings> | null {
  if (value === null || value === undefined) return null;
  const input = Input.of(value, path).only('seed', 'send', 'webhook', 'statuses', 'media', 'templates');
  const settings: Partial<ChaosSettings> = {};
  if (input.has('seed')) settings.seed = input.whole('seed', 0, 0xffffffff);
  if (input.has('send')) settings.send = sendChaos(input.child('send'));
  if (input.has('webhook')) settings.webhook = webhookChaos(input.child('webhook'));
  const loseProbability = input.child('statuses').only('loseProbability').number('loseProbability', 0, 1);
  if (loseProbability !== undefined) settings.statuses = { loseProbability };
  if (input.has('media')) settings.media = mediaChaos(input.child('media'));
  if (input.has('templates')) {
    const templates = input.child('templates').only('failPage', 'code');
    settings.templates = present({ failPage: orNull(templates, 'failPage', () => templates.whole('failPage', 1, 10_000)), code: templates.whole('code', 0, 1e7) });
  }
  return settings;
}

export function mediaChaos(input: Input): Partial<MediaChaos> {
  input.only('mode', 'probability', 'status', 'hangMs', 'location');
  return present<MediaChaos>({
    mode: input.oneOf('mode', mediaModes),
    probability: input.number('probability', 0, 1),
    status: input.whole('status', 400, 599),
    hangMs: input.number('hangMs', 0, dayMs),
    location: input.string('location'),
  });
}

export function sendChaos(input: Input): Partial<SendChaos> {
  input.only('mode', 'probability', 'code', 'subcode', 'status', 'retryAfter', 'details', 'hangMs', 'delayMs', 'statusesBeforeResponse', 'scope');
  return present<SendChaos>({
    mode: input.oneOf('mode', sendModes),
    probability: input.number('probability', 0, 1),
    code: input.whole('code', 0, 1e7),
    subcode: orNull(input, 'subcode', () => input.whole('subcode', 0, 1e8)),
    status: orNull(input, 'status', () => input.whole('status', 300, 599)),
    retryAfter: orNull(input, 'retryAfter', () => input.number('retryAfter', 0, 1e6)),
    details: orNull(input, 'details', () => input.string('details')),
    hangMs: input.number('hangMs', 0, dayMs),
    delayMs: input.number('delayMs', 0, dayMs),
    statusesBeforeResponse: input.boolean('statusesBeforeResponse'),
    scope: input.has('scope') ? listOf(input, 'scope', scopes) : undefined,
  });
}

export function webhookChaos(input: Input): Partial<WebhookChaos> {
  input.only(
    'duplicate', 'duplicateProbability', 'reorderWindow', 'reorderMaxWaitMs', 'delayMs', 'delayJitterMs', 'signature', 'signatureProbability',
    'dropProbability', 'slowBody',
  );
  return present<WebhookChaos>({
    duplicate: input.whole('duplicate', 1, 100),
    duplicateProbability: input.number('duplicateProbability', 0, 1),
    reorderWindow: input.whole('reorderWindow', 0, 100_000),
    reorderMaxWaitMs: input.number('reorderMaxWaitMs', 0, dayMs),
    delayMs: input.number('delayMs', 0, dayMs),
    delayJitterMs: input.number('delayJitterMs', 0, dayMs),
    signature: input.oneOf('signature', signatureModes),
    signatureProbability: input.number('signatureProbability', 0, 1),
    dropProbability: input.number('dropProbability', 0, 1),
    slowBody: input.number('slowBody', 0, dayMs),
  });
}

function listOf<T extends string>(input: Input, name: string, allowed: readonly T[]): T[] {
  const list = input.strings(name) ?? [];
  for (const each of list) {
    if (!(allowed as readonly string[]).includes(each)) throw new ControlError('invalid', `${input.name(name)} may hold ${allowed.join(', ')}.`, input.name(name));
  }
  return list as T[];
}

function orNull<T>(input: Input, name: string, read: () => T | undefined): T | null | undefined {
  return input.members[name] === null ? null : read();
}

/** Without the members that were not given: they must not hide those of another level. */
function present<T extends object>(members: { [name in keyof T]: T[name] | undefined }): Partial<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Partial<T>;
}
