import { ChangeDetectionStrategy, Component, ElementRef, computed, inject, input, output, viewChild } from '@angular/core';
import { Icon, IconButton, Menu, MenuTrigger, iconContact, iconFaceSlightlySmiling, iconLayoutTemplate, iconListChecks, iconMapPin, iconMic, iconPaperclip, iconPlus, iconSticker, type MenuEntry } from '@mailtrixy/web/shared/ui';
import { Shortcuts } from '@mailtrixy/web/shared/util';

export type ComposerTool = 'emoji' | 'voice' | 'location' | 'contacts' | 'interactive' | 'template';

/** Beside the Send button: everything that a message can be besides text. */
@Component({
  selector: 'mx-composer-tools',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, IconButton, Menu, MenuTrigger],
  host: { role: 'toolbar', 'aria-label': 'Add to the message' },
  template: `
    @if (!note()) {
      <input #files type="file" class="mx-sr" tabindex="-1" aria-hidden="true" multiple data-testid="attach-input" (change)="choose(files)" />
      <button type="button" mx-icon-button size="sm" label="Attach files" keys="Ctrl+Shift+A" (click)="files.click()"><svg mx-icon [icon]="iconPaperclip" [size]="18"></svg></button>
    }
    <button type="button" mx-icon-button size="sm" label="Emoji" keys="Ctrl+E" data-testid="emoji-button" [attr.aria-expanded]="emojiOpen()" (click)="used.emit('emoji')"><svg mx-icon [icon]="iconSmile" [size]="18"></svg></button>
    @if (!note()) {
      <button type="button" mx-icon-button size="sm" label="Record a voice message" (click)="used.emit('voice')"><svg mx-icon [icon]="iconMic" [size]="18"></svg></button>
      <button type="button" mx-icon-button size="sm" label="More to send" data-testid="more-to-send" [mxMenuTriggerFor]="moreMenu"><svg mx-icon [icon]="iconPlus" [size]="18"></svg></button>
      <ng-template #moreMenu><mx-menu label="More to send" [entries]="entries" (picked)="pick($event)" /></ng-template>
      <input #sticker type="file" class="mx-sr" tabindex="-1" aria-hidden="true" accept="image/webp" data-testid="sticker-input" (change)="chooseSticker(sticker)" />
      @if (templates()) {
        <span class="line" aria-hidden="true"></span>
        <button type="button" class="template" data-testid="template-button" title="Template (Ctrl+Shift+L)" (click)="used.emit('template')"><svg mx-icon [icon]="iconTemplate" [size]="18"></svg><span>Template</span></button>
      }
    }
  `,
  styles: `
    :host { display: flex; align-items: center; gap: .0625rem; min-inline-size: 0; }
    .line { inline-size: 1px; block-size: 1rem; margin-inline: .375rem; background: var(--mx-border); }
    .template { display: inline-flex; align-items: center; gap: .375rem; min-block-size: 2rem; padding-inline: .5rem; border: 0; border-radius: var(--mx-r-control); background: none; color: var(--mx-text-2); font: 500 .8125rem/1.25rem var(--mx-font); cursor: pointer; }
    .template:hover { background: var(--mx-hover); color: var(--mx-text); }
    @media (max-width: 767px) { .template > span, .line { display: none; } }
    @media (pointer: coarse) { .template { min-block-size: 2.75rem; min-inline-size: 2.75rem; } }
  `,
})
export class ComposerTools {
  /** Notes take words and emoji only. */
  readonly note = input(false);
  readonly emojiOpen = input(false);
  readonly templates = input(false);
  readonly used = output<ComposerTool>();
  readonly chosen = output<readonly File[]>();
  readonly sticker = output<readonly File[]>();
  private readonly fileInput = viewChild<ElementRef<HTMLInputElement>>('files');
  private readonly stickerInput = viewChild<ElementRef<HTMLInputElement>>('sticker');

  protected readonly iconMic = iconMic;
  protected readonly iconPaperclip = iconPaperclip;
  protected readonly iconPlus = iconPlus;
  protected readonly iconSmile = iconFaceSlightlySmiling;
  protected readonly iconTemplate = iconLayoutTemplate;
  protected readonly entries: MenuEntry[] = [
    { value: 'location', label: 'Location', icon: iconMapPin },
    { value: 'contacts', label: 'Contact', icon: iconContact },
    { value: 'sticker', label: 'Sticker (WebP file)', icon: iconSticker },
    { value: 'interactive', label: 'Message with buttons', icon: iconListChecks },
  ];
  private readonly isReply = computed(() => !this.note());

  constructor() {
    inject(Shortcuts).register(
      { keys: 'Ctrl+Shift+A', label: 'Attach files', group: 'Conversation', run: () => this.fileInput()?.nativeElement.click(), when: this.isReply },
      { keys: 'Ctrl+E', label: 'Emoji', group: 'Conversation', run: () => this.used.emit('emoji') },
    );
  }

  protected choose(box: HTMLInputElement): void {
    this.chosen.emit([...(box.files ?? [])]);
    box.value = '';
  }

  protected chooseSticker(box: HTMLInputElement): void {
    this.sticker.emit([...(box.files ?? [])]);
    box.value = '';
  }

  protected pick(value: string): void {
    if (value === 'sticker') this.stickerInput()?.nativeElement.click();
    else this.used.emit(value as ComposerTool);
  }
}
