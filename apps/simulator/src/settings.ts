/** What a test or the UI may change while the simulator runs (docs/simulator.md, Settings). */
export interface Settings {
  retry: { baseMs: number; factor: number; capMs: number; maxTries: number; timeoutMs: number };
  concurrency: number;
  ledgerLimit: number;
  windowEnforcement: 'async' | 'sync' | 'off';
  unknownRecipients: 'undeliverable' | 'create';
  throughputLimit: boolean;
  pairLimit: boolean;
  /** Media objects of webhooks carry a download address, as Meta rolls it out (META §4.2). */
  webhookMediaUrl: boolean;
  /** When a created or edited template is decided by itself; null = only by the control API. */
  templateReview: { afterMs: number | null; decision: 'APPROVED' | 'REJECTED' };
}

export function defaultSettings(): Settings {
  return {
    // Meta retries for 36 hours to 7 days with growing pauses (META §2.4); 40 tries at one hour's cap is in between
    retry: { baseMs: 1000, factor: 2, capMs: 3_600_000, maxTries: 40, timeoutMs: 10_000 },
    concurrency: 64,
    ledgerLimit: 200_000,
    windowEnforcement: 'async',
    unknownRecipients: 'undeliverable',
    throughputLimit: false,
    pairLimit: false,
    webhookMediaUrl: false,
    templateReview: { afterMs: 1500, decision: 'APPROVED' },
  };
}
