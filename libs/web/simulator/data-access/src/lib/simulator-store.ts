import { HttpClient } from '@angular/common/http';
import { Injectable, computed, inject, signal } from '@angular/core';
import type { ChannelRef, SandboxResult } from '@mailtrixy/shared/dto';
import { ApiProblem } from '@mailtrixy/web/shared/util';
import { Subject, firstValueFrom, takeUntil } from 'rxjs';
import { SimulatorApi } from './simulator-api';
import type { FileFault, NewCustomer, NextSend, OutgoingSimMessage, SimChat, SimCustomer, SimErrorCode, SimEvent, SimField, SimFile, SimNumber, StatusPlan, WebhookChaos } from './simulator-types';

export type SimulatorState = 'loading' | 'off' | 'unreachable' | 'no-channel' | 'ready';

const POLL_WAIT_MS = 25_000;
const RETRY_MS = 2_000;
const EVENTS_KEPT = 200;
const DEFAULT_PLAN: StatusPlan = { sentAfterMs: 20, deliveredAfterMs: 60, readAfterMs: null, failedAfterMs: null, failedCode: 131026 };
const DEFAULT_CHAOS: WebhookChaos = { signature: 'ok', duplicate: 1, reorderWindow: 0, delayMs: 0 };

/** The customers' side of the sandbox number: who there is, what their phones show, and what Meta's twin does. */
@Injectable()
export class SimulatorStore {
  private readonly api = inject(SimulatorApi);
  private readonly http = inject(HttpClient);
  private readonly stopped = new Subject<void>();
  private running = false;
  private chatTimer: ReturnType<typeof setTimeout> | null = null;

  private readonly phase = signal<SimulatorState>('loading');
  private readonly failure = signal<unknown>(null);
  private readonly refs = signal<ChannelRef[]>([]);
  private readonly numberRows = signal<SimNumber[]>([]);
  private readonly chosenNumber = signal<string | null>(null);
  private readonly people = signal<SimCustomer[]>([]);
  private readonly chosenCustomer = signal<string | null>(null);
  private readonly chatRow = signal<SimChat | null>(null);
  private readonly chatFailure = signal<unknown>(null);
  private readonly strip = signal<SimEvent[]>([]);
  private readonly stripHeld = signal<SimEvent[] | null>(null);
  private readonly unreadOf = signal<ReadonlyMap<string, number>>(new Map());
  private readonly planRow = signal<StatusPlan>(DEFAULT_PLAN);
  private readonly chaosRow = signal<WebhookChaos>(DEFAULT_CHAOS);
  private readonly faultRow = signal<FileFault>('ok');
  private readonly codeRows = signal<SimErrorCode[]>([]);
  private readonly fieldRows = signal<SimField[]>([]);
  private readonly fileRows = new Map<string, Promise<SimFile>>();
  private readonly armedRow = signal<NextSend | null>(null);
  private readonly connected = signal(true);
  private readonly offsetMs = signal(0);
  private readonly notice = signal<string | null>(null);

  readonly state = this.phase.asReadonly();
  readonly error = this.failure.asReadonly();
  readonly channels = this.refs.asReadonly();
  readonly numbers = this.numberRows.asReadonly();
  readonly customers = this.people.asReadonly();
  readonly chat = this.chatRow.asReadonly();
  readonly chatError = this.chatFailure.asReadonly();
  readonly plan = this.planRow.asReadonly();
  readonly chaos = this.chaosRow.asReadonly();
  readonly fileFault = this.faultRow.asReadonly();
  /** Every code that Meta can answer. */
  readonly errorCodes = this.codeRows.asReadonly();
  /** Webhooks of other fields that can be sent. */
  readonly fields = this.fieldRows.asReadonly();
  readonly armed = this.armedRow.asReadonly();
  readonly unread = this.unreadOf.asReadonly();
  readonly online = this.connected.asReadonly();
  /** What the last action failed with, in plain words. */
  readonly problem = this.notice.asReadonly();
  /** The simulated clock minus ours: the twin's clock can be moved. */
  readonly clockOffsetMs = this.offsetMs.asReadonly();
  readonly events = computed(() => this.stripHeld() ?? this.strip());
  readonly eventsPaused = computed(() => this.stripHeld() !== null);
  readonly number = computed(() => this.numberRows().find((row) => row.phoneNumberId === this.chosenNumber()) ?? null);
  readonly customer = computed(() => this.people().find((row) => row.id === this.chosenCustomer()) ?? null);
  readonly channel = computed(() => {
    const digits = this.number()?.displayPhoneNumber.replace(/\D/g, '');
    return this.refs().find((ref) => ref.displayAddress?.replace(/\D/g, '') === digits) ?? this.refs()[0] ?? null;
  });

  async start(): Promise<void> {
    this.failure.set(null);
    this.phase.set('loading');
    try {
      const [refs, health] = await Promise.all([firstValueFrom(this.http.get<ChannelRef[]>('/api/channel-refs')), this.api.health()]);
      const sandboxes = refs.filter((ref) => ref.mode === 'sandbox');
      this.refs.set(sandboxes);
      this.offsetMs.set(Date.parse(health.now) - Date.now());
      if (sandboxes.length === 0) {
        this.phase.set('no-channel');
        return;
      }
      await this.loadWorld(sandboxes);
      // A simulator that was started anew without its state file has forgotten the number: setting up again brings it back.
      if (this.numberRows().length === 0) {
        this.phase.set('no-channel');
        return;
      }
      this.phase.set('ready');
      if (!this.running) void this.follow(health.seq);
    } catch (error) {
      this.failure.set(error);
      this.phase.set(codeOf(error) === 'SIMULATOR_OFF' ? 'off' : 'unreachable');
    }
  }

  stop(): void {
    this.running = false;
    this.stopped.next();
    if (this.chatTimer !== null) clearTimeout(this.chatTimer);
    this.chatTimer = null;
    for (const file of this.fileRows.values()) void file.then(({ url }) => URL.revokeObjectURL(url)).catch(() => undefined);
    this.fileRows.clear();
  }

  async createSandbox(): Promise<boolean> {
    const made = await this.tell(() => firstValueFrom(this.http.post<SandboxResult>('/api/channels/sandbox', {})));
    if (made) await this.start();
    return made !== null;
  }

  async chooseNumber(phoneNumberId: string): Promise<void> {
    this.chosenNumber.set(phoneNumberId);
    await this.loadChat();
  }

  async choose(customerId: string): Promise<void> {
    if (this.chosenCustomer() !== customerId) this.chatRow.set(null);
    this.chosenCustomer.set(customerId);
    this.unreadOf.update((map) => new Map([...map].filter(([id]) => id !== customerId)));
    await this.loadChat();
  }

  async addCustomer(customer: NewCustomer): Promise<boolean> {
    const made = await this.tell(() => this.api.addCustomer(customer));
    if (!made) return false;
    this.people.update((rows) => [...rows.filter((row) => row.id !== made.id), made]);
    await this.choose(made.id);
    return true;
  }

  async setPhone(changes: Partial<Pick<SimCustomer, 'online' | 'readReceipts' | 'blocksUs' | 'hidesPhone'>>): Promise<void> {
    const customer = this.customer();
    if (!customer) return;
    const saved = await this.tell(() => this.api.patchCustomer(customer.id, changes));
    if (saved) this.people.update((rows) => rows.map((row) => (row.id === saved.id ? saved : row)));
  }

  async send(message: Omit<OutgoingSimMessage, 'phoneNumberId'>): Promise<boolean> {
    const customer = this.customer();
    const phoneNumberId = this.chosenNumber();
    if (!customer || !phoneNumberId) return false;
    const sent = await this.tell(() => this.api.send(customer.id, { ...message, phoneNumberId }));
    this.refreshChatSoon();
    return sent !== null;
  }

  /** Something the customer does beyond writing; what a phone would not do is said in words. */
  async act(action: string, body: Record<string, unknown> = {}): Promise<boolean> {
    const customer = this.customer();
    const phoneNumberId = this.chosenNumber();
    if (!customer || !phoneNumberId) return false;
    const done = await this.tell(() => this.api.act(customer.id, action, { ...body, phoneNumberId }));
    if (/^change|marketing$/.test(action)) await this.loadCustomers();
    this.refreshChatSoon();
    return done !== null;
  }

  /** A file by its media id. Each is fetched once and kept until the page is left. */
  file(id: string): Promise<SimFile> {
    const known = this.fileRows.get(id);
    if (known) return known;
    const file = this.api.file(id).then(({ base64, mimeType, filename, size }) => ({ url: objectUrl(base64, mimeType), mimeType, filename, size }));
    this.fileRows.set(id, file);
    file.catch(() => this.fileRows.delete(id));
    return file;
  }

  async sendField(name: string): Promise<void> {
    const phoneNumberId = this.chosenNumber();
    if (phoneNumberId) await this.tell(() => this.api.sendField(name, phoneNumberId, this.chosenCustomer()));
  }

  async readNow(): Promise<void> {
    await this.onCustomer((id, number) => this.api.read(id, number));
  }

  async closeWindow(): Promise<void> {
    await this.onCustomer((id, number) => this.api.closeWindow(id, number));
  }

  async advance(seconds: number): Promise<void> {
    await this.tell(() => this.api.advance(seconds));
    const health = await this.tell(() => this.api.health());
    if (health) this.offsetMs.set(Date.parse(health.now) - Date.now());
    this.refreshChatSoon();
  }

  async setPlan(changes: Partial<StatusPlan>): Promise<void> {
    const plan = { ...this.planRow(), ...changes };
    if ((await this.tell(() => this.api.setStatusPlan(plan))) !== null) this.planRow.set(plan);
  }

  async setChaos(changes: Partial<WebhookChaos>): Promise<void> {
    const chaos = { ...this.chaosRow(), ...changes };
    if ((await this.tell(() => this.api.setChaos(chaos, this.faultRow()))) !== null) this.chaosRow.set(chaos);
  }

  async setFileFault(fault: FileFault): Promise<void> {
    if ((await this.tell(() => this.api.setChaos(this.chaosRow(), fault))) !== null) this.faultRow.set(fault);
  }

  /** One send only: the twin forgets it after use. */
  async arm(next: NextSend): Promise<void> {
    const customer = this.customer();
    if (!customer) return;
    await this.tell(() => this.api.disarm());
    if (next.mode === 'ok') this.armedRow.set(null);
    else if ((await this.tell(() => this.api.armNext(customer.id, next))) !== null) this.armedRow.set(next);
  }

  async storm(count: number): Promise<void> {
    const phoneNumberId = this.chosenNumber();
    if (phoneNumberId) await this.tell(() => this.api.burst(phoneNumberId, count));
    await this.loadCustomers();
  }

  async clear(): Promise<void> {
    if ((await this.tell(() => this.api.clear())) === null) return;
    this.strip.set([]);
    this.stripHeld.set(null);
    this.unreadOf.set(new Map());
    await this.start();
  }

  pauseEvents(paused: boolean): void {
    this.stripHeld.set(paused ? this.strip() : null);
  }

  dismissProblem(): void {
    this.notice.set(null);
  }

  private async loadWorld(sandboxes: ChannelRef[]): Promise<void> {
    const digits = new Set(sandboxes.map((ref) => ref.displayAddress?.replace(/\D/g, '')));
    const [numbers, plan, chaos, codes, fields] = await Promise.all([
      this.api.numbers(), this.api.statusPlan().catch(() => null), this.api.chaos().catch(() => null), this.api.errorCodes().catch(() => []), this.api.fields().catch(() => []),
    ]);
    this.codeRows.set(codes);
    this.fieldRows.set(fields);
    const ours = numbers.filter((row) => digits.has(row.displayPhoneNumber.replace(/\D/g, '')));
    this.numberRows.set(ours.length > 0 ? ours : numbers);
    const kept = this.numberRows().some((row) => row.phoneNumberId === this.chosenNumber());
    if (!kept) this.chosenNumber.set(this.numberRows()[0]?.phoneNumberId ?? null);
    this.planRow.set({ ...DEFAULT_PLAN, ...plan });
    this.chaosRow.set({ ...DEFAULT_CHAOS, ...chaos?.webhook });
    this.faultRow.set(chaos?.media?.mode ?? 'ok');
    await this.loadCustomers();
    const first = this.customer() ?? this.people()[0];
    if (first) await this.choose(first.id);
  }

  private async loadCustomers(): Promise<void> {
    const people = await this.tell(() => this.api.customers());
    if (people) this.people.set(people);
  }

  private async loadChat(): Promise<void> {
    const customer = this.chosenCustomer();
    const number = this.chosenNumber();
    if (!customer || !number) return;
    try {
      const chat = await this.api.chat(customer, number);
      if (this.chosenCustomer() !== customer || this.chosenNumber() !== number) return;
      this.chatRow.set(chat);
      this.chatFailure.set(null);
    } catch (error) {
      if (this.chosenCustomer() === customer) this.chatFailure.set(error);
    }
  }

  private refreshChatSoon(): void {
    if (this.chatTimer !== null) return;
    this.chatTimer = setTimeout(() => {
      this.chatTimer = null;
      void this.loadChat();
    }, 80);
  }

  private async follow(from: number): Promise<void> {
    this.running = true;
    let after = from;
    while (this.running) {
      try {
        const page = await firstValueFrom(this.api.events(after, POLL_WAIT_MS).pipe(takeUntil(this.stopped)), { defaultValue: null });
        if (page === null) return;
        this.connected.set(true);
        // A simulator that was started anew counts from the beginning.
        after = page.next;
        this.take(page.events);
      } catch {
        this.connected.set(false);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  private take(events: SimEvent[]): void {
    if (events.length === 0) return;
    this.strip.update((rows) => [...events.toReversed().filter((event) => event.kind !== 'chaos'), ...rows].slice(0, EVENTS_KEPT));
    const open = this.chosenCustomer();
    const unread = new Map(this.unreadOf());
    for (const event of events) {
      if (event.kind === 'accept' && event.customer && event.customer !== open) unread.set(event.customer, (unread.get(event.customer) ?? 0) + 1);
      if (event.kind === 'chaos') this.armedRow.set(null);
    }
    this.unreadOf.set(unread);
    // The feed is kept to our number, so a customer made elsewhere shows first by what they do.
    const known = new Set(this.people().map((row) => row.id));
    if (events.some((event) => event.customer !== undefined && !known.has(event.customer))) void this.loadCustomers();
    if (events.some((event) => event.kind !== 'change')) this.refreshChatSoon();
  }

  private async onCustomer(action: (id: string, phoneNumberId: string) => Promise<unknown>): Promise<void> {
    const customer = this.chosenCustomer();
    const number = this.chosenNumber();
    if (customer && number) await this.tell(() => action(customer, number));
    this.refreshChatSoon();
  }

  private async tell<T>(action: () => Promise<T>): Promise<T | null> {
    try {
      const result = await action();
      this.notice.set(null);
      return result ?? ({} as T);
    } catch (error) {
      this.notice.set(wordsOf(error));
      return null;
    }
  }
}

/** The simulator's own refusals come without a problem document: their status says enough. */
const REFUSALS: Readonly<Record<number, string>> = {
  400: 'The simulator does not accept that value.',
  404: 'The simulator does not know this customer any more.',
  409: 'Not possible now: this customer blocks you, the name or number is taken, or a real phone would send nothing here.',
};

function codeOf(error: unknown): string {
  return ApiProblem.from(error).code;
}

function wordsOf(error: unknown): string {
  const problem = ApiProblem.from(error);
  return (problem.code === 'UNKNOWN' ? REFUSALS[problem.status] : null) ?? problem.message;
}

/** What a browser may show by itself; anything else, an HTML file above all, is only ever saved. */
const SHOWN = /^(image\/(jpeg|png|webp|gif)|video\/\w+|audio\/\w+)\b/;

function objectUrl(base64: string, mimeType: string): string {
  return URL.createObjectURL(new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], { type: SHOWN.test(mimeType) ? mimeType : 'application/octet-stream' }));
}
