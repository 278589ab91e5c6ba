import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import type { Message } from '@mailtrixy/shared/dto';
import { Icon } from '@mailtrixy/web/shared/ui';
import { ContactCards } from './cards/contact-cards';
import { contentLine } from './cards/content-line';
import { FormAnswer } from './cards/form-answer';
import { LocationCard } from './cards/location-card';
import { OrderList } from './cards/order-list';
import { ReferralCard } from './cards/referral-card';
import { frameTexts } from './cards/shown-buttons';
import { DocumentFile } from './media/document-file';
import { Picture } from './media/picture';
import { StickerImage } from './media/sticker-image';
import { VideoClip } from './media/video-clip';
import { VoiceMessage } from './media/voice-message';

export interface HeadAct {
  kind: 'open_media' | 'fetch_again' | 'renew';
  origin?: HTMLElement;
}

/** All of a message that is not its text: the file, the card, what was chosen. Loaded apart, because most bubbles are text. */
@Component({
  selector: 'mx-message-head',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ContactCards, DocumentFile, FormAnswer, Icon, LocationCard, OrderList, Picture, ReferralCard, StickerImage, VideoClip, VoiceMessage],
  templateUrl: './message-head.html',
  styles: `
    :host { display: block; }
    .line { display: flex; flex-wrap: wrap; align-items: center; gap: 0 .375rem; }
    .line .mx-icon { color: var(--mx-text-3); flex: none; }
    .more { color: var(--mx-text-2); font: var(--mx-small); inline-size: 100%; padding-inline-start: 1.375rem; }
    .title { font-weight: 600; margin-block-end: .125rem; overflow-wrap: anywhere; }
  `,
})
export class MessageHead {
  readonly message = input.required<Message>();
  readonly asked = output<HeadAct>();
  protected readonly content = computed(() => this.message().content);
  protected readonly line = computed(() => {
    const content = this.content();
    return content ? contentLine(content, this.message().body ?? '') : null;
  });
  protected readonly title = computed(() => {
    const content = this.content();
    return content?.kind === 'interactive' || content?.kind === 'template' ? frameTexts(content).header : '';
  });

  protected ask(kind: HeadAct['kind'], event?: Event): void {
    this.asked.emit({ kind, ...(event ? { origin: event.currentTarget as HTMLElement } : {}) });
  }
}
