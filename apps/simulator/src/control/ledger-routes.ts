import type { Simulation } from '../simulation';
import { ok, queryNumber, type ControlAnswer, type ControlRequest, type Route } from './route';

const filters = ['phoneNumberId', 'token', 'wamid', 'to', 'customer', 'code', 'status', 'eventId', 'deliveryId'];

/** The record, and ways to wait for it instead of sleeping. */
export const ledgerRoutes: Route[] = [
  {
    method: 'GET', path: '/ledger',
    handle: ({ simulation, query }) => {
      const equal: Record<string, string> = {};
      for (const name of filters) {
        const value = query.get(name);
        if (value !== null) equal[name] = value;
      }
      const kinds = query.get('kind')?.split(',').filter((each) => each !== '');
      return ok(simulation.ledger.query({ kinds, equal, after: queryNumber(query, 'after', 0, Infinity), limit: queryNumber(query, 'limit', 1000, 200_000) }));
    },
  },
  { method: 'GET', path: '/ledger/summary', handle: ({ simulation }) => ok({ ...simulation.ledger.summary(), unacknowledged: unacknowledged(simulation) }) },
  { method: 'GET', path: '/events', handle: events },
  { method: 'GET', path: '/pending', handle: ({ simulation }) => ok(simulation.pending()) },
  { method: 'POST', path: '/quiesce', handle: quiesce },
];

async function events({ simulation, query }: ControlRequest): Promise<ControlAnswer> {
  const after = queryNumber(query, 'after', 0, Infinity);
  const limit = queryNumber(query, 'limit', 500, 10_000);
  const end = Date.now() + queryNumber(query, 'wait', 0, 30_000);
  let page = simulation.ledger.query({ after, limit });
  while (page.rows.length === 0 && Date.now() < end) {
    await simulation.ledger.waitForAppend(end - Date.now());
    page = simulation.ledger.query({ after, limit });
  }
  return ok({ events: page.rows, next: page.next });
}

/** Returns as soon as nothing is on its way any more. */
async function quiesce({ simulation, input }: ControlRequest): Promise<ControlAnswer> {
  input.only('timeoutMs', 'ignoreRetrying');
  const ignoreRetrying = input.boolean('ignoreRetrying') ?? false;
  const end = Date.now() + (input.number('timeoutMs', 0, 600_000) ?? 10_000);
  const busy = (): number => {
    const { total, retrying } = simulation.pending();
    return ignoreRetrying ? total - retrying : total;
  };
  while (busy() > 0 && Date.now() < end) await simulation.ledger.waitForAppend(Math.min(20, end - Date.now()));
  return ok({ quiet: busy() === 0, pending: simulation.pending() });
}

/** Deliveries that never got their 200. */
function unacknowledged(simulation: Simulation): number {
  let count = 0;
  for (const delivery of simulation.queue.all()) if (delivery.state !== 'delivered') count++;
  return count;
}
