import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { whileVisible } from '@mailtrixy/web/channels/data-access';
import { Button, Checkbox, Chip, Combobox, type ComboboxOption, Icon, Select, type SelectOption, Switch, iconEye, iconFaceSlightlySmiling, iconHourglass, iconPlay, iconSend } from '@mailtrixy/web/shared/ui';
import { type FileFault, type NextSend, type SignatureMode, SimulatorStore } from '@mailtrixy/web/simulator/data-access';
import { ATTACHMENTS } from './attachments';

type NextChoice = 'ok' | '131047' | '131026' | '131030' | '130429' | '131049' | '190' | '500' | 'hang';

const NEXT: Readonly<Record<NextChoice, { label: string; send: NextSend }>> = {
  ok: { label: 'Accept', send: { mode: 'ok' } },
  '131047': { label: '131047: more than 24 hours', send: { mode: 'failed', code: 131047 } },
  '131026': { label: '131026: not on WhatsApp', send: { mode: 'failed', code: 131026 } },
  '131030': { label: '131030: not one of the 5 test phones', send: { mode: 'error', code: 131030 } },
  '130429': { label: '130429: too fast, retried by itself', send: { mode: '429' } },
  '131049': { label: '131049: Meta held it back', send: { mode: 'failed', code: 131049 } },
  '190': { label: '190: access token expired', send: { mode: '190' } },
  '500': { label: '500: Meta is broken, nothing accepted', send: { mode: '500' } },
  hang: { label: 'No answer: accepted, then silence', send: { mode: 'accept-then-hang' } },
};
const SIGNATURES: SelectOption<SignatureMode>[] = [
  { value: 'ok', label: 'Right secret' },
  { value: 'wrong', label: 'Wrong secret: expect 403 and a log entry' },
  { value: 'none', label: 'No signature: expect 403' },
  { value: 'malformed', label: 'Malformed signature: expect 403' },
];
const FILE_FAULTS: SelectOption<FileFault>[] = [
  { value: 'ok', label: 'Served as they are' },
  { value: 'expired-url', label: 'Address already expired: expect a new one to be asked for' },
  { value: 'gone', label: 'Media id unknown: 100/33' },
  { value: 'wrong-sha256', label: 'Wrong checksum' },
  { value: 'claims-101mb', label: 'Claims 101 MB' },
  { value: '404', label: '404 at the address' },
  { value: '5xx', label: '500 at the address' },
  { value: 'html', label: 'An HTML page in place of the file' },
  { value: 'truncated', label: 'Half the file, then cut' },
  { value: 'drip', label: 'Very slow' },
  { value: 'hang', label: 'No answer' },
];
/** The quick ones; the phone's own attach menu has them all. */
const QUICK = ['photo', 'voice', 'file', 'sticker', 'location', 'contact'];

/** Everything around the phone: what the customer does, how the phone behaves, and what Meta's twin gets wrong. */
@Component({
  selector: 'mx-simulator-controls',
  imports: [Button, Checkbox, Chip, Combobox, Icon, Select, Switch],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './simulator-controls.html',
})
export class SimulatorControls {
  protected readonly store = inject(SimulatorStore);
  private readonly now = signal(Date.now());
  protected readonly samples = ATTACHMENTS.filter(({ value }) => QUICK.includes(value));
  protected readonly faults = FILE_FAULTS;
  protected readonly field = signal<string | null>(null);
  protected readonly fieldOptions = computed<SelectOption[]>(() => this.store.fields().map(({ name, field }) => ({ value: name, label: `${name.replaceAll('_', ' ')} (${field})` })));
  /** Every code twice: refused at once, or accepted and failed later. */
  protected readonly codeOptions = computed<ComboboxOption[]>(() => [
    { value: 'ok', label: 'None' },
    ...this.store.errorCodes().flatMap(({ code, title }) => [
      { value: `error:${code}`, label: `${code} at once`, hint: title, words: title },
      { value: `failed:${code}`, label: `${code} as a failed status`, hint: title, words: title },
    ]),
  ]);
  protected readonly code = computed(() => {
    const armed = this.store.armed();
    return armed?.code !== undefined && (armed.mode === 'error' || armed.mode === 'failed') ? `${armed.mode}:${armed.code}` : 'ok';
  });
  protected readonly signatures = SIGNATURES;
  protected readonly icons = { hourglass: iconHourglass, play: iconPlay, send: iconSend, eye: iconEye, smile: iconFaceSlightlySmiling };
  protected readonly nextOptions: SelectOption<NextChoice>[] = (Object.keys(NEXT) as NextChoice[]).sort((a, b) => (a === 'ok' ? -1 : b === 'ok' ? 1 : 0)).map((value) => ({ value, label: NEXT[value].label }));
  protected readonly name = computed(() => this.store.customer()?.name.split(' ')[0] ?? 'the customer');
  protected readonly blocked = computed(() => !this.store.customer() || this.store.customer()?.blocksUs === true);
  protected readonly next = computed<NextChoice>(() => {
    const armed = this.store.armed();
    const found = (Object.keys(NEXT) as NextChoice[]).find((key) => NEXT[key].send.mode === armed?.mode && NEXT[key].send.code === armed?.code);
    return found ?? 'ok';
  });
  protected readonly window = computed(() => {
    const until = this.store.chat()?.windowExpiresAt;
    if (!until) return null;
    const left = Date.parse(until) - this.now() - this.store.clockOffsetMs();
    if (left <= 0) return null;
    const seconds = Math.floor(left / 1000);
    const pad = (value: number): string => String(value).padStart(2, '0');
    return `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor((seconds % 3600) / 60))}:${pad(seconds % 60)} left`;
  });
  protected readonly lastFromBusiness = computed(() => this.store.chat()?.messages.findLast((message) => message.from === 'business') ?? null);

  constructor() {
    whileVisible(1_000, () => this.now.set(Date.now()));
  }

  protected seconds(ms: number | null): string {
    return ms === null ? '' : String(ms / 1000);
  }

  protected async setTiming(member: 'sentAfterMs' | 'deliveredAfterMs' | 'readAfterMs', text: string): Promise<void> {
    const value = text.trim() === '' ? null : Number(text) * 1000;
    if (value !== null && (!Number.isFinite(value) || value < 0 || value > 86_400_000)) return;
    await this.store.setPlan({ [member]: value === null ? null : Math.round(value) });
  }

  protected async arm(choice: NextChoice | null): Promise<void> {
    await this.store.arm(NEXT[choice ?? 'ok'].send);
  }

  protected async armCode(value: string | null): Promise<void> {
    const [mode, code] = (value ?? 'ok').split(':');
    await this.store.arm(mode === 'error' || mode === 'failed' ? { mode, code: Number(code) } : { mode: 'ok' });
  }

  protected async react(): Promise<void> {
    const target = this.lastFromBusiness();
    if (target) await this.store.act('react', { wamid: target.wamid, emoji: '👍' });
  }

  protected async play(lines: readonly string[]): Promise<void> {
    for (const text of lines) await this.store.send({ text });
  }

  protected readonly scripts: readonly { name: string; lines: readonly string[] }[] = [
    { name: 'Refund', lines: ['Hello, I would like a refund for order 1182.', 'It arrived broken.'] },
    { name: 'Angry customer', lines: ['This is the THIRD time I write!', 'Where is my order??', 'I want to talk to a human.'] },
    { name: 'Two languages', lines: ['Guten Tag, wo ist meine Bestellung?', 'مرحبا، متى يصل طلبي؟'] },
  ];
}
