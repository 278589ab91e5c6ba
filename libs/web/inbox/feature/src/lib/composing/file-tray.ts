import { ChangeDetectionStrategy, Component, ElementRef, computed, inject, input, output, signal } from '@angular/core';
import type { AttachmentKind } from '@mailtrixy/shared/dto';
import { OutgoingFiles, type OutgoingFile } from '@mailtrixy/web/inbox/data-access';
import { Button, Icon, IconButton, Progress, iconCircleAlert, iconFileText, iconMic, iconVideo, iconX, type IconData } from '@mailtrixy/web/shared/ui';
import { formatBytes } from '@mailtrixy/web/shared/util';
import { CAPTION_MAX } from './outgoing-message';
import { shrinkPicture } from './shrink-picture';

const AS: Record<AttachmentKind, string> = { image: 'Send as photo', video: 'Send as video', audio: 'Send as audio', voice: 'Send as voice message', document: 'Send as document', sticker: 'Send as sticker' };
const CAPTIONED = new Set<AttachmentKind>(['image', 'video', 'document']);

/** The files that go with the message: how far each is, its caption, and what to do with one that WhatsApp would refuse. */
@Component({
  selector: 'mx-file-tray',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, Icon, IconButton, Progress],
  templateUrl: './file-tray.html',
  styleUrl: './file-tray.css',
  host: { role: 'list', 'aria-label': 'Files to send', 'data-testid': 'file-tray' },
})
export class FileTray {
  private readonly files = inject(OutgoingFiles);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly conversationId = input.required<string>();
  /** The last file was taken out. */
  readonly lastRemoved = output();
  protected readonly all = computed(() => this.files.of(this.conversationId())());
  protected readonly shrinking = signal<string | null>(null);
  protected readonly iconCircleAlert = iconCircleAlert;
  protected readonly iconX = iconX;
  protected readonly captionMax = CAPTION_MAX;
  protected readonly asKind = AS;

  protected icon({ kind }: OutgoingFile): IconData {
    if (kind === 'audio' || kind === 'voice') return iconMic;
    return kind === 'video' ? iconVideo : iconFileText;
  }

  protected size({ file }: OutgoingFile): string {
    return formatBytes(file.size);
  }

  protected captioned({ kind }: OutgoingFile): boolean {
    return CAPTIONED.has(kind);
  }

  protected setCaption(one: OutgoingFile, caption: string): void {
    this.files.caption(this.conversationId(), one.key, caption);
  }

  protected remove(one: OutgoingFile): void {
    const at = this.all().indexOf(one);
    this.files.remove(this.conversationId(), one.key);
    if (this.all().length === 0) this.lastRemoved.emit();
    else this.focusCard(Math.min(at, this.all().length - 1));
  }

  protected again(one: OutgoingFile, kind?: AttachmentKind): void {
    const at = this.all().indexOf(one);
    this.files.again(this.conversationId(), one.key, kind ? { kind } : {});
    this.focusCard(at);
  }

  /** The button that was pressed is gone with its card. */
  private focusCard(at: number): void {
    setTimeout(() => this.host.querySelectorAll<HTMLElement>('.remove')[at]?.focus());
  }

  protected async shrink(one: OutgoingFile): Promise<void> {
    this.shrinking.set(one.key);
    const id = this.conversationId();
    const file = await shrinkPicture(one.file);
    this.shrinking.set(null);
    if (file) this.files.again(id, one.key, { file });
    else this.files.notShrinkable(id, one.key);
  }
}
