export const statusNames = ['sent', 'delivered', 'read', 'played', 'failed'] as const;
export type StatusName = (typeof statusNames)[number];

/** When and how the statuses of one message are told (docs/simulator.md, Status plan). */
export interface StatusPlan {
  sentAfterMs: number | null;
  deliveredAfterMs: number | null;
  readAfterMs: number | null;
  playedAfterMs: number | null;
  failedAfterMs: number | null;
  failedCode: number;
  skipDelivered: boolean;
  order: StatusName[] | null;
  duplicates: number;
  batch: boolean;
  opaqueOn: StatusName[];
}

export type PartialPlan = Partial<StatusPlan>;

export function defaultPlan(): StatusPlan {
  return {
    sentAfterMs: 20,
    deliveredAfterMs: 60,
    readAfterMs: null,
    playedAfterMs: null,
    failedAfterMs: null,
    failedCode: 131026,
    skipDelivered: false,
    order: null,
    duplicates: 1,
    batch: false,
    opaqueOn: [...statusNames],
  };
}

export function mergePlans(...levels: (PartialPlan | null | undefined)[]): StatusPlan {
  return Object.assign(defaultPlan(), ...levels.map((level) => level ?? {})) as StatusPlan;
}

export interface PlannedStatus {
  status: StatusName;
  /** Moment in Meta's timestamp, milliseconds after acceptance. */
  happensAfterMs: number;
  /** Moment of the webhook; differs when the plan shuffles the order. */
  toldAfterMs: number;
  code?: number;
  /** Words of the failure where they differ from the code's own. */
  details?: string;
}

/** A message that can never arrive: the only status is `failed` (META §6). */
export function planFailure(plan: StatusPlan, code: number, details?: string): PlannedStatus[] {
  const after = plan.failedAfterMs ?? plan.sentAfterMs ?? 20;
  return repeat([{ status: 'failed', happensAfterMs: after, toldAfterMs: after, code, ...(details === undefined ? {} : { details }) }], plan.duplicates);
}

/** Reactions that we send only get `sent` (META §6). */
export function planStatuses(plan: StatusPlan, type: string): PlannedStatus[] {
  const named: [StatusName, number | null][] = [
    ['sent', plan.sentAfterMs],
    ['delivered', plan.skipDelivered ? null : plan.deliveredAfterMs],
    ['read', plan.readAfterMs],
    ['played', type === 'audio' ? plan.playedAfterMs : null],
  ];
  let planned: PlannedStatus[] = [];
  for (const [status, after] of named) {
    if (after === null || (type === 'reaction' && status !== 'sent')) continue;
    planned.push({ status, happensAfterMs: after, toldAfterMs: after });
  }
  if (plan.failedAfterMs !== null) {
    const failedAfter = plan.failedAfterMs;
    planned = planned.filter((each) => each.happensAfterMs <= failedAfter || plan.order?.includes(each.status));
    planned.push({ status: 'failed', happensAfterMs: failedAfter, toldAfterMs: failedAfter, code: plan.failedCode });
  }
  if (plan.order) planned = inOrder(planned, plan.order);
  if (plan.batch) {
    const last = Math.max(0, ...planned.map((each) => each.toldAfterMs));
    for (const each of planned) each.toldAfterMs = last;
  }
  return repeat(planned, plan.duplicates);
}

/** Hands the moments of telling out again in the wanted order; a status that only `order` names is added at the end. */
function inOrder(planned: PlannedStatus[], order: StatusName[]): PlannedStatus[] {
  const last = Math.max(0, ...planned.map((each) => each.happensAfterMs));
  const all = [...planned];
  for (const status of order) {
    if (!all.some((each) => each.status === status)) all.push({ status, happensAfterMs: last + 1, toldAfterMs: last + 1 });
  }
  const moments = all.map((each) => each.toldAfterMs).sort((a, b) => a - b);
  const rank = (status: StatusName): number => (order.includes(status) ? order.indexOf(status) : order.length);
  return [...all].sort((a, b) => rank(a.status) - rank(b.status)).map((each, i) => ({ ...each, toldAfterMs: moments[i] }));
}

function repeat(planned: PlannedStatus[], times: number): PlannedStatus[] {
  return times <= 1 ? planned : planned.flatMap((each) => Array.from({ length: times }, () => ({ ...each })));
}
