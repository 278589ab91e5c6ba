import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { Icon, MarkedText, Menu, MenuTrigger, type MenuEntry, iconCheck, iconCheckCheck, iconClock, iconEllipsisVertical, iconForward, iconMapPin, iconPencil, iconReply, iconTrash, iconTriangleAlert, iconUser } from '@mailtrixy/web/shared/ui';
import { formatClock, formatFull } from '@mailtrixy/web/shared/util';
import type { SimMessage } from '@mailtrixy/web/simulator/data-access';
import { PhoneButtons } from './phone-buttons';
import { shortWords, type FeedRow } from './phone-feed';
import { PhoneMediaView } from './phone-media-view';
import { phoneView, type PhoneButton } from './phone-view';

const OWN_TICKS: Readonly<Record<SimMessage['ticks'], string>> = { accepted: 'Sending', sent: 'Sent: the business has not confirmed it yet', delivered: 'Delivered to the business', read: 'Read by the business', failed: 'Failed' };
const THEIR_TICKS: Readonly<Record<SimMessage['ticks'], string>> = { accepted: 'On its way', sent: 'Sent', delivered: 'On this phone', read: 'Read on this phone', failed: 'Failed' };
const EMOJI = ['👍', '❤️', '😂', '😮', '😢', '🙏'];

/** What the menu of a bubble asks for; `react:` is followed by the emoji, and by nothing when it is taken back. */
export type BubbleAct = 'quote' | 'forward' | 'forward-often' | 'edit' | 'revoke' | `react:${string}`;

/** A bubble on the customer's phone. Own messages are on the right, as on any phone. */
@Component({
  selector: 'mx-phone-message',
  imports: [Icon, MarkedText, Menu, MenuTrigger, PhoneButtons, PhoneMediaView],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'pb', '[class.pb--out]': 'own()', '[class.pb--notice]': 'message().type === "system"', 'data-testid': 'sim-message', '[attr.data-direction]': 'own() ? "in" : "out"', '[attr.data-type]': 'message().type', '[attr.data-status]': 'message().ticks', '[attr.data-wamid]': 'message().wamid' },
  templateUrl: './phone-message.html',
})
export class PhoneMessage {
  readonly row = input.required<FeedRow>();
  readonly business = input('');
  readonly acted = output<BubbleAct>();
  readonly pressed = output<PhoneButton>();
  readonly played = output();
  /** Its menu opens and closes. */
  readonly choosing = output<boolean>();
  protected readonly icons = { reply: iconReply, more: iconEllipsisVertical, place: iconMapPin, person: iconUser };
  protected readonly message = computed(() => this.row().message);
  protected readonly own = computed(() => this.message().from === 'customer');
  protected readonly view = computed(() => phoneView(this.message()));
  protected readonly words = computed(() => this.row().edited ?? this.view().words);
  protected readonly label = computed(() => shortWords(this.message()).slice(0, 40));
  protected readonly quoteWords = computed(() => {
    const { quoted } = this.row();
    return quoted ? shortWords(quoted) : '';
  });
  protected readonly time = computed(() => formatClock(this.message().at));
  protected readonly full = computed(() => formatFull(this.message().at));
  protected readonly tickWords = computed(() => (this.own() ? OWN_TICKS : THEIR_TICKS)[this.message().ticks]);
  protected readonly icon = computed(() => {
    const { ticks } = this.message();
    if (ticks === 'failed') return iconTriangleAlert;
    if (ticks === 'accepted') return iconClock;
    return ticks === 'sent' ? iconCheck : iconCheckCheck;
  });
  protected readonly entries = computed<MenuEntry<BubbleAct>[]>(() => [
    { value: 'quote', label: 'Reply', icon: iconReply },
    ...(this.own() ? [] : EMOJI.map((emoji): MenuEntry<BubbleAct> => ({ value: `react:${emoji}`, label: `React ${emoji}` }))),
    ...(this.own() || this.row().reactions === '' ? [] : [{ value: 'react:', label: 'Take the reaction back' } as const]),
    ...(this.message().type === 'text' ? [{ value: 'forward', label: 'Forward', icon: iconForward, separated: true } as const, { value: 'forward-often', label: 'Forward, as often before', icon: iconForward } as const] : []),
    ...(this.own() && this.message().type === 'text' ? [{ value: 'edit', label: 'Edit', icon: iconPencil, separated: true } as const] : []),
    ...(this.own() ? [{ value: 'revoke', label: 'Delete for everyone', icon: iconTrash, danger: true } as const] : []),
  ]);
}
