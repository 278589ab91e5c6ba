import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { TemplateButtonView, TemplateSlot } from '@mailtrixy/shared/dto';
import { Icon, type IconData, iconContact, iconCopy, iconExternalLink, iconFileText, iconImage, iconList, iconListChecks, iconMapPin, iconPhone, iconReply, iconShoppingCart, iconTag, iconVideo } from '@mailtrixy/web/shared/ui';
import { formatClock, formatDate } from '@mailtrixy/web/shared/util';
import type { Hole } from './holes';
import { type ShownMedia, type TemplateLook, holesOf, mediaWords, shownButtons } from './template-look';
import { TemplateText } from './template-text';

const BUTTON_ICONS: Readonly<Record<string, IconData>> = {
  QUICK_REPLY: iconReply,
  URL: iconExternalLink,
  PHONE_NUMBER: iconPhone,
  VOICE_CALL: iconPhone,
  COPY_CODE: iconCopy,
  OTP: iconCopy,
  FLOW: iconListChecks,
  CATALOG: iconShoppingCart,
  MPM: iconShoppingCart,
  SPM: iconShoppingCart,
  REQUEST_CONTACT_INFO: iconContact,
  ALL: iconList,
};
const MEDIA_ICONS: Readonly<Record<string, IconData>> = { VIDEO: iconVideo, DOCUMENT: iconFileText, PRODUCT: iconShoppingCart };

/** The template as the customer's phone shows it. Holes that nothing fills yet are ‹name›. */
@Component({
  selector: 'mx-template-preview',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, TemplateText],
  host: { class: 'phone', role: 'figure', '[attr.aria-label]': "'Preview as on the customer’s phone'", 'data-testid': 'template-preview' },
  templateUrl: './template-preview.html',
  styleUrl: './template-preview.css',
})
export class TemplatePreview {
  readonly look = input.required<TemplateLook>();
  readonly slots = input<readonly TemplateSlot[]>([]);
  readonly values = input<Readonly<Record<string, string>>>({});
  /** Chosen files by slot key. */
  readonly media = input<Readonly<Record<string, ShownMedia>>>({});
  readonly business = input('');
  readonly clock = input('');

  protected readonly iconMapPin = iconMapPin;
  protected readonly iconOffer = iconTag;
  protected readonly headerHole = computed(() => this.holes('header'));
  protected readonly bodyHole = computed(() => this.holes('body'));
  protected readonly buttons = computed(() => shownButtons(this.look().buttons));
  protected readonly header = computed(() => this.mediaOf('header', this.look().headerFormat));
  protected readonly place = computed(() => placeWords(this.values()['header']));
  protected readonly cards = computed(() =>
    this.look().cards.map((card, index) => ({ ...card, media: this.mediaOf(`card.${index}.header`, card.headerFormat), hole: this.holes(`card.${index}.body`) })),
  );
  protected readonly offerEnds = computed(() => {
    const at = Date.parse(this.values()['offer'] ?? '');
    return Number.isFinite(at) ? `Ends ${formatDate(at)}, ${formatClock(at)}` : 'Ends when you say';
  });
  protected readonly initials = computed(() => this.business().trim().slice(0, 1).toUpperCase() || 'W');

  protected iconOf({ type }: TemplateButtonView): IconData {
    return BUTTON_ICONS[type] ?? iconReply;
  }

  private holes(prefix: string): (name: string) => Hole {
    return holesOf(prefix, this.slots(), this.values());
  }

  private mediaOf(key: string, format: string | null): { picture: string | null; name: string; icon: IconData } | null {
    if (!format || format === 'TEXT' || format === 'LOCATION') return null;
    const chosen = this.media()[key];
    return { picture: chosen?.picture ?? null, name: chosen?.name ?? mediaWords(format), icon: MEDIA_ICONS[format] ?? iconImage };
  }
}

function placeWords(value: string | undefined): { name: string; address: string } | null {
  try {
    const { name, address } = JSON.parse(value ?? '') as { name?: unknown; address?: unknown };
    return { name: typeof name === 'string' ? name : '', address: typeof address === 'string' ? address : '' };
  } catch {
    return null;
  }
}
