import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { ChaosSettings } from './delivery/chaos-settings';
import type { AccountsSnapshot } from './graph/accounts';
import type { Customer } from './phone/customers';
import type { PartialPlan } from './phone/status-plan';
import type { Settings } from './settings';
import { subscribableFields } from './fields/subscribable-fields';
import { sampleTemplates } from './templates/sample-templates';
import type { Template } from './templates/template';
import type { Simulation } from './simulation';

interface Snapshot {
  version: 1;
  accounts: AccountsSnapshot;
  customers: Customer[];
  templates?: Template[];
  windows: [string, number][];
  settings: Settings;
  chaos: Partial<ChaosSettings>;
  globalPlan: PartialPlan | null;
  clockOffsetMs: number;
}

const pauseMs = 500;

/** Keeps numbers and customers across a restart of `npm start`. Chats, deliveries and the ledger are not kept. */
export class StateFile {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly path: string,
    private readonly simulation: Simulation,
  ) {}

  /** An unreadable file is refused in words: silently starting empty would look like lost data. */
  restore(): void {
    if (existsSync(this.path)) {
      let snapshot: Snapshot;
      try {
        snapshot = JSON.parse(readFileSync(this.path, 'utf8')) as Snapshot;
      } catch (error) {
        throw new Error(`MAILTRIXY_SIMULATOR_STATE ${this.path} is not readable JSON: ${(error as Error).message}`);
      }
      if (snapshot.version !== 1) throw new Error(`MAILTRIXY_SIMULATOR_STATE ${this.path} has version ${String(snapshot.version)}, expected 1`);
      this.apply(snapshot);
    }
    this.simulation.onChange = () => this.later();
  }

  save(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const { simulation } = this;
    const snapshot: Snapshot = {
      version: 1, accounts: simulation.accounts.snapshot(), customers: simulation.customers.all(), templates: simulation.templates.all(),
      windows: simulation.windows.snapshot(),
      settings: simulation.settings, chaos: simulation.chaos.snapshot(), globalPlan: simulation.globalPlan, clockOffsetMs: simulation.clock.offsetMs,
    };
    writeFileSync(`${this.path}.new`, JSON.stringify(snapshot), { mode: 0o600 });
    renameSync(`${this.path}.new`, this.path);
  }

  private later(): void {
    this.timer ??= setTimeout(() => this.save(), pauseMs);
  }

  private apply(snapshot: Snapshot): void {
    const { simulation } = this;
    simulation.accounts.restore(snapshot.accounts);
    for (const customer of snapshot.customers) simulation.customers.add(customer);
    // a file of an older version knows no templates, and no field but messages
    if (!snapshot.templates) for (const app of simulation.accounts.apps.values()) app.fields = [...subscribableFields];
    const templates = snapshot.templates ?? snapshot.accounts.wabas.flatMap(({ wabaId }) => sampleTemplates(wabaId, simulation.identifiers, simulation.clock.now()));
    for (const template of templates) simulation.templates.add(template);
    simulation.windows.restore(snapshot.windows);
    simulation.settings = { ...simulation.settings, ...snapshot.settings };
    simulation.chaos.set(snapshot.chaos);
    simulation.globalPlan = snapshot.globalPlan;
    simulation.clock.offsetMs = snapshot.clockOffsetMs;
  }
}
