import { ChangeDetectionStrategy, Component, DestroyRef, ElementRef, afterNextRender, computed, inject, input, output, signal, viewChild } from '@angular/core';
import type { UploadedAttachment } from '@mailtrixy/shared/dto';
import { UPLOAD, requestFailure } from '@mailtrixy/web/inbox/data-access';
import { Button, Icon, IconButton, iconMic, iconSend, iconSquare, iconTrash } from '@mailtrixy/web/shared/ui';
import { Announcer, uuidv7 } from '@mailtrixy/web/shared/util';
import { SoundRecorder, type RecordingTrouble } from './sound-recorder';

const HELP: Record<RecordingTrouble, string> = {
  denied: 'The browser may not use the microphone. Allow it with the icon beside the address, then try again. It also needs https.',
  missing: 'No microphone was found. Plug one in, then try again.',
  unsupported: 'This browser cannot record. Attach an audio file instead.',
};

/** Records a voice message: level and time while it runs, then a preview, then Send. Escape throws it away. */
@Component({
  selector: 'mx-voice-recorder',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, Icon, IconButton],
  providers: [SoundRecorder],
  host: { role: 'group', 'aria-label': 'Voice message', 'data-testid': 'voice-recorder', '(keydown.escape)': 'cancel($event)' },
  templateUrl: './voice-recorder.html',
  styles: `
    :host { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem .75rem; padding: .625rem .75rem; border-block-start: 1px solid var(--mx-border); min-block-size: 3.25rem; }
    .dot { inline-size: .625rem; block-size: .625rem; border-radius: 50%; background: var(--mx-danger-solid); flex: none; }
    .time { font-variant-numeric: tabular-nums; min-inline-size: 2.5rem; }
    .levels { flex: 1; display: flex; align-items: center; justify-content: flex-end; gap: 2px; block-size: 1.75rem; min-inline-size: 4rem; overflow: hidden; }
    .levels i { inline-size: 3px; flex: none; border-radius: 2px; background: var(--mx-accent-text); }
    audio { flex: 1; min-inline-size: 10rem; block-size: 2rem; }
    .words { flex: 1; min-inline-size: 12rem; color: var(--mx-text-2); }
    .words--bad { color: var(--mx-danger); }
    .end { margin-inline-start: auto; display: flex; gap: .375rem; }
    @media (prefers-reduced-motion: no-preference) { .dot { animation: mx-recording 1s ease-in-out infinite alternate; } }
    @keyframes mx-recording { to { opacity: .3; } }
  `,
})
export class VoiceRecorder {
  private readonly upload = inject(UPLOAD);
  private readonly announcer = inject(Announcer);
  protected readonly sound = inject(SoundRecorder);
  readonly conversationId = input.required<string>();
  readonly recorded = output<UploadedAttachment>();
  readonly closed = output();

  protected readonly iconMic = iconMic;
  protected readonly iconSend = iconSend;
  protected readonly iconSquare = iconSquare;
  protected readonly iconTrash = iconTrash;
  protected readonly state = signal<'asking' | 'recording' | 'preview' | 'sending' | 'trouble'>('asking');
  protected readonly words = signal('');
  protected readonly preview = signal<string | null>(null);
  protected readonly bars = computed(() => this.sound.levels().map((level) => 4 + level * 0.24));
  protected readonly clock = computed(() => {
    const seconds = Math.floor(this.sound.seconds());
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  });
  private readonly cancelButton = viewChild('canceller', { read: ElementRef });
  private readonly stopButton = viewChild('stopper', { read: ElementRef });
  private readonly sendButton = viewChild('sender', { read: ElementRef });
  private readonly aborted = new AbortController();
  private file: File | null = null;
  private clientId = uuidv7();
  /** A second press while the first is under way would throw the sound away or send it twice. */
  private busy = false;

  constructor() {
    afterNextRender(() => {
      // what opened this is gone: Escape has to find it from the first moment
      focusOn(this.cancelButton());
      void this.start();
    });
    inject(DestroyRef).onDestroy(() => this.forget());
  }

  protected async start(): Promise<void> {
    this.state.set('asking');
    const trouble = await this.sound.start();
    if (this.aborted.signal.aborted) {
      this.sound.cancel();
    } else if (trouble) {
      this.words.set(HELP[trouble]);
      this.state.set('trouble');
    } else {
      this.state.set('recording');
      this.announcer.say('Recording');
      setTimeout(() => focusOn(this.stopButton()));
    }
  }

  protected async stop(): Promise<void> {
    await this.alone(() => this.halt());
    setTimeout(() => focusOn(this.sendButton()));
  }

  protected async send(): Promise<void> {
    await this.alone(() => this.hand());
  }

  private async alone(work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    await work().finally(() => (this.busy = false));
  }

  private async halt(): Promise<void> {
    this.file = await this.sound.stop();
    if (!this.file) {
      this.closed.emit();
      return;
    }
    this.preview.set(URL.createObjectURL(this.file));
    this.state.set('preview');
  }

  private async hand(): Promise<void> {
    if (this.state() === 'recording') await this.halt();
    if (!this.file) return;
    this.state.set('sending');
    this.words.set('');
    try {
      const uploaded = await this.upload({ clientId: this.clientId, kind: 'voice', conversationId: this.conversationId(), file: this.file, name: this.file.name }, () => undefined, this.aborted.signal);
      if (uploaded.refusal) this.refused(uploaded.refusal.words);
      else this.recorded.emit(uploaded);
    } catch (error) {
      if (!this.aborted.signal.aborted) this.refused(`Not sent: ${requestFailure(error).words || 'no connection'}`);
    }
  }

  protected cancel(event: Event): void {
    event.preventDefault();
    event.stopPropagation();
    this.closed.emit();
  }

  private refused(words: string): void {
    this.words.set(words);
    this.clientId = uuidv7();
    this.state.set('preview');
  }

  private forget(): void {
    this.aborted.abort();
    this.sound.cancel();
    const address = this.preview();
    if (address) URL.revokeObjectURL(address);
  }
}

function focusOn(button: ElementRef<HTMLElement> | undefined): void {
  button?.nativeElement.focus();
}
