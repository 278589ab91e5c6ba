import { Injectable, computed, inject, signal } from '@angular/core';
import type { ChannelDetail, ConnectionTest, LogRow, TemplateSync } from '@mailtrixy/shared/dto';
import { uuidv7 } from '@mailtrixy/web/shared/util';
import { ChannelsApi } from './channels-api';
import { type FieldVerdict, checkAccessToken, checkAppSecret, checkName, checkPhoneNumberId, checkVerifyToken, checkWabaId } from './credential-rules';
import { LogsApi } from './logs-api';
import { proveProgress } from './prove-progress';

export const WIZARD_STEPS = ['Before you start', 'Credentials', 'Webhook', 'Prove it', 'Templates and team'] as const;
export type WizardStep = 1 | 2 | 3 | 4 | 5;

export interface WizardValues {
  name: string;
  phoneNumberId: string;
  wabaId: string;
  accessToken: string;
  appSecret: string;
  verifyToken: string;
}
export type WizardField = keyof WizardValues;

export const WIZARD_LABELS: Readonly<Record<WizardField, string>> = {
  name: 'Name',
  phoneNumberId: 'Phone Number ID',
  accessToken: 'Access Token',
  appSecret: 'App Secret',
  verifyToken: 'Verify Token',
  wabaId: 'WhatsApp Business Account ID',
};

/** Meta's test number works at once and writes to five phones; one's own needs verification and writes to everybody. */
export type NumberKind = 'own' | 'test';

const EMPTY: WizardValues = { name: 'WhatsApp', phoneNumberId: '', wabaId: '', accessToken: '', appSecret: '', verifyToken: '' };
const KIND_KEY = 'mx-whatsapp-wizard-number';
const DRAFT_KEY = 'mx-whatsapp-wizard';

/** Set-up of a WhatsApp number. Before the channel exists only its ids are kept in this tab, never a secret. */
@Injectable()
export class WizardStore {
  private readonly api = inject(ChannelsApi);
  private readonly logs = inject(LogsApi);
  private readonly current = signal<WizardStep>(1);
  private readonly form = signal<WizardValues>(EMPTY);
  private readonly left = signal<ReadonlySet<WizardField>>(new Set());
  private readonly row = signal<ChannelDetail | null>(null);
  private readonly latestTest = signal<ConnectionTest | null>(null);
  private readonly working = signal(false);
  private readonly failure = signal<unknown>(null);
  private readonly logRows = signal<LogRow[]>([]);
  private readonly proveSince = signal(new Date().toISOString());
  private readonly kind = signal<NumberKind>(storedKind());
  private readonly sync = signal<TemplateSync | null>(null);
  private clientId = uuidv7();

  readonly numberKind = this.kind.asReadonly();
  readonly templates = this.sync.asReadonly();
  readonly step = this.current.asReadonly();
  readonly values = this.form.asReadonly();
  readonly channel = this.row.asReadonly();
  readonly test = this.latestTest.asReadonly();
  readonly busy = this.working.asReadonly();
  readonly error = this.failure.asReadonly();
  readonly verdicts = computed<Record<WizardField, FieldVerdict>>(() => {
    const values = this.form();
    return {
      name: checkName(values.name),
      phoneNumberId: checkPhoneNumberId(values.phoneNumberId),
      wabaId: checkWabaId(values.wabaId),
      accessToken: checkAccessToken(values.accessToken),
      appSecret: checkAppSecret(values.appSecret),
      verifyToken: values.verifyToken ? checkVerifyToken(values.verifyToken) : { error: null, warning: null },
    };
  });
  readonly problems = computed(() => (Object.keys(WIZARD_LABELS) as WizardField[]).filter((field) => this.verdicts()[field].error !== null));
  /** Why Continue is off, in words. */
  readonly todo = computed(() => {
    const fields = this.problems();
    if (fields.length === 0) return null;
    return `${fields.length} ${fields.length === 1 ? 'field' : 'fields'} left: ${fields.map((field) => WIZARD_LABELS[field]).join(', ')}`;
  });
  readonly verified = computed(() => this.row()?.webhookVerifiedAt ?? null);
  readonly subscription = computed(() => this.row()?.checks.find((check) => check.check === 'subscription') ?? null);
  readonly prove = computed(() => proveProgress(this.logRows(), this.proveSince()));
  readonly proven = computed(() => this.prove().filter((step) => step.state === 'done').length);

  /** @param number a Phone Number ID that deliveries already come for */
  async start(channelId: string | null, number: string | null = null): Promise<void> {
    if (channelId === null) {
      this.form.set({ ...EMPTY, ...storedDraft(), ...(number && /^\d{5,20}$/.test(number) ? { phoneNumberId: number } : {}) });
      return;
    }
    try {
      const channel = await this.api.get(channelId);
      this.row.set(channel);
      this.current.set(channel.status === 'active' ? (channel.webhookVerifiedAt ? 4 : 3) : 3);
    } catch (error) {
      this.failure.set(error);
    }
  }

  choose(kind: NumberKind): void {
    this.kind.set(kind);
    keep(KIND_KEY, kind);
  }

  go(step: WizardStep): void {
    if (step > 2 && this.row() === null) return;
    this.current.set(step);
    this.failure.set(null);
    if (step === 5) void this.syncTemplates();
  }

  set(field: WizardField, value: string): void {
    this.form.update((values) => ({ ...values, [field]: value }));
    // Another body needs another id: the server refuses one id for two bodies.
    this.clientId = uuidv7();
    this.latestTest.set(null);
    this.failure.set(null);
    keepDraft(this.form());
  }

  /** Validate on blur, then live until fixed. */
  touch(field: WizardField): void {
    this.left.update((fields) => new Set(fields).add(field));
  }

  touchAll(): void {
    this.left.set(new Set(Object.keys(WIZARD_LABELS) as WizardField[]));
  }

  shownVerdict(field: WizardField): FieldVerdict {
    return this.left().has(field) ? this.verdicts()[field] : { error: null, warning: null };
  }

  /** Tests the values at Meta; true when every check that stops sending or receiving passed. */
  async runTest(): Promise<boolean> {
    this.touchAll();
    if (this.problems().length > 0 || this.working()) return false;
    const { phoneNumberId, wabaId, accessToken, appSecret } = this.form();
    return this.work(async () => {
      const test = await this.api.testValues({ mode: 'live', phoneNumberId, wabaId: wabaId || undefined, accessToken, appSecret });
      this.latestTest.set(test);
      return test.ok;
    });
  }

  /** Creates the channel in status setup. From here on the wizard can be left and resumed. */
  async save(): Promise<boolean> {
    this.touchAll();
    if (this.problems().length > 0 || this.working()) return false;
    const { name, phoneNumberId, wabaId, accessToken, appSecret, verifyToken } = this.form();
    return this.work(async () => {
      const channel = await this.api.create({
        clientId: this.clientId,
        kind: 'whatsapp',
        mode: 'live',
        name: name.trim(),
        phoneNumberId,
        wabaId: wabaId || (this.latestTest()?.wabaId ?? undefined),
        accessToken,
        appSecret,
        verifyToken: verifyToken || undefined,
      });
      this.row.set(channel);
      this.form.set(EMPTY);
      sessionStorage.removeItem(DRAFT_KEY);
      this.current.set(3);
      return true;
    });
  }

  async testAndSave(): Promise<boolean> {
    return (await this.runTest()) && (await this.save());
  }

  /** An active channel's App Secret is tried on deliveries; before that Meta's messages would be rejected. */
  async activate(): Promise<boolean> {
    const channel = this.row();
    if (!channel) return false;
    if (channel.status === 'active') return true;
    return this.work(async () => {
      this.row.set(await this.api.act(channel.id, 'activate'));
      if (this.current() === 5) void this.syncTemplates();
      return true;
    });
  }

  beginProof(): void {
    this.proveSince.set(new Date(Date.now() - 1000).toISOString());
    this.logRows.set([]);
  }

  /** One click instead of a visit at Meta: the app is subscribed to the account's webhooks. */
  async subscribe(): Promise<boolean> {
    const channel = this.row();
    if (!channel) return false;
    return this.work(async () => {
      this.latestTest.set(await this.api.subscribe(channel.id));
      this.row.set(await this.api.get(channel.id));
      return true;
    });
  }

  /** Reads the account's templates for the first time; frames and polls tell how far it is. */
  async syncTemplates(): Promise<void> {
    const channel = this.row();
    if (!channel || channel.status !== 'active') return;
    try {
      await this.api.syncTemplates(channel.id);
      this.sync.set((await this.api.templates(channel.id)).sync);
    } catch (error) {
      this.failure.set(error);
    }
  }

  /** What may have changed by itself at this step. */
  async refresh(): Promise<void> {
    const channel = this.row();
    if (!channel) return;
    try {
      if (this.current() === 3) this.row.set(await this.api.get(channel.id));
      if (this.current() === 4) this.logRows.set((await this.logs.page(channel.id, { filter: 'all', q: '', limit: 50 })).items);
      if (this.current() === 5 && channel.status === 'active' && this.sync()?.state !== 'done') this.sync.set((await this.api.templates(channel.id)).sync);
    } catch {
      // The next poll asks again; the connection band tells of a lost server.
    }
  }

  async revealVerifyToken(): Promise<string> {
    const channel = this.row();
    return channel ? (await this.api.revealVerifyToken(channel.id)).verifyToken : '';
  }

  private async work(action: () => Promise<boolean>): Promise<boolean> {
    this.working.set(true);
    this.failure.set(null);
    try {
      return await action();
    } catch (error) {
      this.failure.set(error);
      return false;
    } finally {
      this.working.set(false);
    }
  }
}

function storedDraft(): Partial<WizardValues> {
  try {
    const { name, phoneNumberId, wabaId } = JSON.parse(sessionStorage.getItem(DRAFT_KEY) ?? '{}') as Partial<WizardValues>;
    return { name: name ?? EMPTY.name, phoneNumberId: phoneNumberId ?? '', wabaId: wabaId ?? '' };
  } catch {
    return {};
  }
}

function storedKind(): NumberKind {
  try {
    return sessionStorage.getItem(KIND_KEY) === 'test' ? 'test' : 'own';
  } catch {
    return 'own';
  }
}

function keepDraft({ name, phoneNumberId, wabaId }: WizardValues): void {
  keep(DRAFT_KEY, JSON.stringify({ name, phoneNumberId, wabaId }));
}

function keep(key: string, text: string): void {
  try {
    sessionStorage.setItem(key, text);
  } catch {
    // A browser without storage only loses the draft of three ids and a choice.
  }
}
