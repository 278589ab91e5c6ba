import { ChangeDetectionStrategy, Component, ElementRef, computed, inject, input, output, viewChild } from '@angular/core';
import { Icon, IconButton, Menu, MenuTrigger, iconContact, iconFaceSlightlySmiling, iconLayoutTemplate, iconListChecks, iconMapPin, iconMic, iconPaperclip, iconPlus, iconSparkles, iconSticker, iconWandSparkles, type MenuEntry } from '@mailtrixy/web/shared/ui';
import { Shortcuts, mediaQuery } from '@mailtrixy/web/shared/util';

export type ComposerTool = 'emoji' | 'voice' | 'location' | 'contacts' | 'interactive' | 'template' | 'draft';

/** What the AI can do with one's own text, or with the conversation. */
export type CopilotWish = 'fix_spelling' | 'shorter' | 'friendlier' | 'more_formal' | 'translate' | 'summarise' | 'suggest_labels';

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
      <ng-template #moreMenu><mx-menu label="More to send" [entries]="entries()" (picked)="pick($event)" /></ng-template>
      <input #sticker type="file" class="mx-sr" tabindex="-1" aria-hidden="true" accept="image/webp" data-testid="sticker-input" (change)="chooseSticker(sticker)" />
      <span class="line" aria-hidden="true"></span>
      <button type="button" class="template ai" data-testid="draft-button" title="AI draft (D)" (click)="used.emit('draft')"><svg mx-icon [icon]="iconSparkles" [size]="18"></svg><span>Draft</span></button>
      <button type="button" mx-icon-button size="sm" label="AI tools" data-testid="ai-tools" [mxMenuTriggerFor]="aiMenu"><svg mx-icon [icon]="iconTools" [size]="18"></svg></button>
      <ng-template #aiMenu><mx-menu label="AI tools" [entries]="aiEntries" (picked)="copilot.emit($event)" /></ng-template>
      @if (templates() && !phone()) {
        <button type="button" class="template" data-testid="template-button" title="Template (Ctrl+Shift+L)" (click)="used.emit('template')"><svg mx-icon [icon]="iconTemplate" [size]="18"></svg><span>Template</span></button>
      }
    }
  `,
  styles: `
    :host { display: flex; align-items: center; gap: .0625rem; min-inline-size: 0; }
    .line { inline-size: 1px; block-size: 1rem; margin-inline: .375rem; background: var(--mx-border); }
    .template { display: inline-flex; align-items: center; gap: .375rem; min-block-size: 2rem; padding-inline: .5rem; border: 0; border-radius: var(--mx-r-control); background: none; color: var(--mx-text-2); font: 500 .8125rem/1.25rem var(--mx-font); cursor: pointer; }
    .template.ai { color: var(--mx-ai); }
    .template:hover { background: var(--mx-hover); color: var(--mx-text); }
    @media (max-width: 767px) { :host { flex: none; } .template > span, .line { display: none; } }
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
  readonly copilot = output<CopilotWish>();
  private readonly fileInput = viewChild<ElementRef<HTMLInputElement>>('files');
  private readonly stickerInput = viewChild<ElementRef<HTMLInputElement>>('sticker');

  protected readonly iconMic = iconMic;
  protected readonly iconPaperclip = iconPaperclip;
  protected readonly iconPlus = iconPlus;
  protected readonly iconSmile = iconFaceSlightlySmiling;
  protected readonly iconTemplate = iconLayoutTemplate;
  /** There is no room for every tool beside Send. */
  protected readonly phone = mediaQuery('(max-width: 767px)');
  protected readonly entries = computed<MenuEntry[]>(() => [
    ...(this.templates() && this.phone() ? [{ value: 'template', label: 'Template', icon: iconLayoutTemplate }] : []),
    { value: 'location', label: 'Location', icon: iconMapPin },
    { value: 'contacts', label: 'Contact', icon: iconContact },
    { value: 'sticker', label: 'Sticker (WebP file)', icon: iconSticker },
    { value: 'interactive', label: 'Message with buttons', icon: iconListChecks },
  ]);
  protected readonly iconSparkles = iconSparkles;
  protected readonly iconTools = iconWandSparkles;
  protected readonly aiEntries: MenuEntry<CopilotWish>[] = [
    { value: 'fix_spelling', label: 'Correct my text', heading: 'Rewrite' },
    { value: 'shorter', label: 'Shorter' },
    { value: 'friendlier', label: 'Friendlier' },
    { value: 'more_formal', label: 'More formal' },
    { value: 'translate', label: 'Translate into the customer’s language' },
    { value: 'summarise', label: 'Summarise', heading: 'Conversation' },
    { value: 'suggest_labels', label: 'Suggest labels' },
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
