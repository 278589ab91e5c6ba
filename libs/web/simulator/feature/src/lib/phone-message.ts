import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { Icon, MarkedText, iconCheck, iconCheckCheck, iconClock, iconReply, iconTriangleAlert } from '@mailtrixy/web/shared/ui';
import { formatClock, formatFull } from '@mailtrixy/web/shared/util';
import type { SimMessage } from '@mailtrixy/web/simulator/data-access';

const KINDS: Readonly<Record<string, string>> = { image: '📷 Photo', audio: '🎤 Voice message', video: '🎬 Video', document: '📄 Document', sticker: 'Sticker', location: '📍 Location', contacts: '👤 Contact', template: 'Template', button: '↩ Button', interactive: 'Buttons' };
const OWN_TICKS: Readonly<Record<SimMessage['ticks'], string>> = { accepted: 'Sending', sent: 'Sent: the business has not confirmed it yet', delivered: 'Delivered to the business', read: 'Read by the business', failed: 'Failed' };
const THEIR_TICKS: Readonly<Record<SimMessage['ticks'], string>> = { accepted: 'On its way', sent: 'Sent', delivered: 'On this phone', read: 'Read on this phone', failed: 'Failed' };

/** A bubble on the customer's phone. Own messages are on the right, as on any phone. */
@Component({
  selector: 'mx-phone-message',
  imports: [Icon, MarkedText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'pb', '[class.pb--out]': 'own()', 'data-testid': 'sim-message', '[attr.data-direction]': 'own() ? "in" : "out"', '[attr.data-status]': 'message().ticks', '[attr.data-wamid]': 'message().wamid' },
  template: `
    @if (quoted(); as original) {
      <div class="pb__quote"><span class="pb__who">{{ original.from === 'business' ? business() : 'You' }}</span><span class="mx-trunc" dir="auto">{{ original.text ?? original.type }}</span></div>
    }
    <div dir="auto"><mx-marked-text [text]="words()" /></div>
    <span class="pb__t">
      <time [attr.datetime]="message().at" [attr.title]="full()">{{ time() }}</time>
      <svg mx-icon role="img" [class]="message().ticks === 'read' ? 'pb__read' : message().ticks === 'failed' ? 'pb__bad' : ''" [icon]="icon()" [size]="14"></svg>
      <span class="mx-sr">{{ tickWords() }}</span>
    </span>
    @if (message().errorCode !== null) {
      <p class="pb__err">Failed ({{ message().errorCode }})</p>
    }
    @if (reaction()) {
      <span class="pb__react">{{ reaction() }}</span>
    }
    <button type="button" class="pb__reply" [attr.aria-label]="'Quote: ' + words().slice(0, 40)" (click)="quote.emit()"><svg mx-icon [icon]="reply" [size]="14"></svg></button>
    @if (buttons().length > 0) {
      <div class="pb__btns">
        @for (button of buttons(); track button.id) {
          <button type="button" (click)="tapped.emit(button)"><svg mx-icon [icon]="reply" [size]="14"></svg>{{ button.title }}</button>
        }
      </div>
    }
  `,
})
export class PhoneMessage {
  readonly message = input.required<SimMessage>();
  readonly quoted = input<SimMessage | null>(null);
  readonly reaction = input<string | null>(null);
  readonly business = input('');
  readonly quote = output();
  readonly tapped = output<{ id: string; title: string }>();
  protected readonly reply = iconReply;
  protected readonly own = computed(() => this.message().from === 'customer');
  protected readonly words = computed(() => this.message().text ?? KINDS[this.message().type] ?? this.message().type);
  protected readonly time = computed(() => formatClock(this.message().at));
  protected readonly full = computed(() => formatFull(this.message().at));
  protected readonly tickWords = computed(() => (this.own() ? OWN_TICKS : THEIR_TICKS)[this.message().ticks]);
  protected readonly icon = computed(() => {
    const { ticks } = this.message();
    if (ticks === 'failed') return iconTriangleAlert;
    if (ticks === 'accepted') return iconClock;
    return ticks === 'sent' ? iconCheck : iconCheckCheck;
  });
  protected readonly buttons = computed(() => replyButtons(this.message()));
}

interface ReplyButton {
  type?: string;
  reply?: { id?: string; title?: string };
}

function replyButtons(message: SimMessage): { id: string; title: string }[] {
  if (message.from !== 'business' || message.type !== 'interactive') return [];
  const action = (message.content?.['interactive'] as { action?: { buttons?: ReplyButton[] } } | undefined)?.action;
  return (action?.buttons ?? []).filter((button) => button.reply?.title).map((button) => ({ id: button.reply?.id ?? '', title: button.reply?.title ?? '' }));
}
