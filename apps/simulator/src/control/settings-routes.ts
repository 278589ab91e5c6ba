import type { Simulation } from '../simulation';
import type { Settings } from '../settings';
import type { Input } from './input';
import { ok, type Route } from './route';

/** Health, reset, the whole state, settings and the clock. */
export const settingsRoutes: Route[] = [
  { method: 'GET', path: '/health', handle: ({ simulation }) => ok({ ok: true, now: simulation.clock.iso(), seq: simulation.ledger.seq }) },
  {
    method: 'POST', path: '/reset',
    handle: ({ simulation, input }) => {
      simulation.reset(input.only('keep').oneOf('keep', ['nothing', 'accounts', 'customers'] as const) ?? 'nothing');
      return ok({ ok: true });
    },
  },
  { method: 'GET', path: '/state', handle: ({ simulation }) => ok(state(simulation)) },
  { method: 'GET', path: '/settings', handle: ({ simulation }) => ok(simulation.settings) },
  {
    method: 'PATCH', path: '/settings',
    handle: ({ simulation, input }) => {
      simulation.settings = changedSettings(simulation.settings, input);
      simulation.changed('settings');
      return ok(simulation.settings);
    },
  },
  {
    method: 'POST', path: '/advance',
    handle: ({ simulation, input }) => {
      simulation.clock.offsetMs += (input.only('seconds').number('seconds', -1e9, 1e9) ?? 0) * 1000;
      simulation.changed('clock');
      return ok({ now: simulation.clock.iso(), offsetSeconds: simulation.clock.offsetMs / 1000 });
    },
  },
];

function state(simulation: Simulation): Record<string, unknown> {
  const { apps, wabas, numbers, tokens } = simulation.accounts.snapshot();
  const { clock } = simulation;
  return {
    apps, wabas, numbers, customers: simulation.customers.all(), settings: simulation.settings, chaos: simulation.chaos.get(),
    tokens: tokens.map((token) => ({ ...token, issuedAt: clock.iso(token.issuedAt), expiresAt: token.expiresAt === null ? null : clock.iso(token.expiresAt) })),
    clock: { now: clock.iso(), offsetSeconds: clock.offsetMs / 1000 },
  };
}

function changedSettings(now: Settings, input: Input): Settings {
  input.only('retry', 'concurrency', 'ledgerLimit', 'windowEnforcement', 'unknownRecipients', 'throughputLimit', 'pairLimit', 'webhookMediaUrl', 'templateReview');
  const retry = input.child('retry').only('baseMs', 'factor', 'capMs', 'maxTries', 'timeoutMs');
  const review = input.child('templateReview').only('afterMs', 'decision');
  return {
    retry: {
      baseMs: retry.number('baseMs', 0, 1e9) ?? now.retry.baseMs,
      factor: retry.number('factor', 1, 100) ?? now.retry.factor,
      capMs: retry.number('capMs', 0, 1e9) ?? now.retry.capMs,
      maxTries: retry.whole('maxTries', 1, 1e6) ?? now.retry.maxTries,
      timeoutMs: retry.number('timeoutMs', 1, 600_000) ?? now.retry.timeoutMs,
    },
    concurrency: input.whole('concurrency', 1, 256) ?? now.concurrency,
    ledgerLimit: input.whole('ledgerLimit', 1, 10_000_000) ?? now.ledgerLimit,
    windowEnforcement: input.oneOf('windowEnforcement', ['async', 'sync', 'off'] as const) ?? now.windowEnforcement,
    unknownRecipients: input.oneOf('unknownRecipients', ['undeliverable', 'create'] as const) ?? now.unknownRecipients,
    throughputLimit: input.boolean('throughputLimit') ?? now.throughputLimit,
    pairLimit: input.boolean('pairLimit') ?? now.pairLimit,
    webhookMediaUrl: input.boolean('webhookMediaUrl') ?? now.webhookMediaUrl,
    templateReview: {
      afterMs: review.members['afterMs'] === null ? null : (review.number('afterMs', 0, 86_400_000) ?? now.templateReview.afterMs),
      decision: review.oneOf('decision', ['APPROVED', 'REJECTED'] as const) ?? now.templateReview.decision,
    },
  };
}
