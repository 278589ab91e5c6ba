import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { whileVisible } from '@mailtrixy/web/channels/data-access';
import { Button, Checkbox, Chip, Icon, Select, type SelectOption, Switch, iconContact, iconEye, iconFaceSlightlySmiling, iconFile, iconHourglass, iconImage, iconMapPin, iconMic, iconPlay, iconSticker } from '@mailtrixy/web/shared/ui';
import { type NextSend, type OutgoingSimMessage, type SignatureMode, SimulatorStore } from '@mailtrixy/web/simulator/data-access';

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
/** Kinds beside text. This version shows some of them as a stub; the webhook is real in every case. */
const SAMPLES: readonly { name: string; icon: typeof iconImage; message: OutgoingSimMessage }[] = [
  { name: 'Photo', icon: iconImage, message: { type: 'image', image: { id: '1000000001', mime_type: 'image/jpeg', sha256: 'c2FtcGxl', caption: 'The parcel' } } },
  { name: 'Voice', icon: iconMic, message: { type: 'audio', audio: { id: '1000000002', mime_type: 'audio/ogg; codecs=opus', sha256: 'c2FtcGxl', voice: true } } },
  { name: 'File', icon: iconFile, message: { type: 'document', document: { id: '1000000003', mime_type: 'application/pdf', sha256: 'c2FtcGxl', filename: 'invoice.pdf' } } },
  { name: 'Sticker', icon: iconSticker, message: { type: 'sticker', sticker: { id: '1000000004', mime_type: 'image/webp', sha256: 'c2FtcGxl', animated: false } } },
  { name: 'Location', icon: iconMapPin, message: { type: 'location', location: { latitude: 51.5072, longitude: -0.1276, name: 'Leeds depot', address: '1 Wharf Street' } } },
  { name: 'Contact', icon: iconContact, message: { type: 'contacts', contacts: [{ name: { formatted_name: 'Jo Okafor', first_name: 'Jo' }, phones: [{ phone: '+44 7700 900788', type: 'CELL' }] }] } },
];

/** Everything around the phone: what the customer does, how the phone behaves, and what Meta's twin gets wrong. */
@Component({
  selector: 'mx-simulator-controls',
  imports: [Button, Checkbox, Chip, Icon, Select, Switch],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './simulator-controls.html',
})
export class SimulatorControls {
  protected readonly store = inject(SimulatorStore);
  private readonly now = signal(Date.now());
  protected readonly samples = SAMPLES;
  protected readonly signatures = SIGNATURES;
  protected readonly icons = { hourglass: iconHourglass, play: iconPlay, eye: iconEye, smile: iconFaceSlightlySmiling };
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

  protected async react(): Promise<void> {
    const target = this.lastFromBusiness();
    if (target) await this.store.send({ type: 'reaction', reaction: { message_id: target.wamid, emoji: '👍' } });
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
