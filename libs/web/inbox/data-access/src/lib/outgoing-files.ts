import { Injectable, InjectionToken, type Signal, type WritableSignal, inject, signal } from '@angular/core';
import type { AttachmentKind, UploadedAttachment } from '@mailtrixy/shared/dto';
import { uuidv7 } from '@mailtrixy/web/shared/util';
import type { uploadAttachment } from './attachment-upload';
import { InboxApi } from './inbox-api';
import { requestFailure } from './request-failure';

/** WhatsApp takes one file a message; more than these at a time is a mistake. */
export const MAX_FILES = 10;
const AT_ONCE = 2;

/** How the bytes go out; a test puts its own here. */
export const UPLOAD = new InjectionToken<typeof uploadAttachment>('upload', {
  providedIn: 'root',
  factory:
    () =>
    async (...request) =>
      (await import('./attachment-upload')).uploadAttachment(...request),
});

/** A file between being chosen and being sent. */
export interface OutgoingFile {
  key: string;
  file: File;
  kind: AttachmentKind;
  /** Object URL of a picture; ends with the file. */
  thumb: string | null;
  caption: string;
  /** refused: WhatsApp would not take it, `words` and `sendAs` say more; failed: the upload did, and can be tried again. */
  state: 'waiting' | 'uploading' | 'ready' | 'refused' | 'failed';
  percent: number;
  words: string | null;
  sendAs: readonly AttachmentKind[];
  /** A smaller copy would do. */
  shrinkable: boolean;
  uploaded: UploadedAttachment | null;
}

type Refusal = NonNullable<UploadedAttachment['refusal']>;
/** Of another type it would be refused whole, too: then that is the reason. */
const PHOTO = /^image\/(jpeg|png)$/;
const DAMAGED = 'This photo cannot be read: the file is damaged.';

/** The files chosen for each conversation. They upload while the agent writes, also while another conversation is open. */
@Injectable({ providedIn: 'root' })
export class OutgoingFiles {
  private readonly api = inject(InboxApi);
  private readonly upload = inject(UPLOAD);
  private readonly trays = new Map<string, WritableSignal<readonly OutgoingFile[]>>();
  private readonly stops = new Map<string, AbortController>();

  of(conversationId: string): Signal<readonly OutgoingFile[]> {
    return this.tray(conversationId);
  }

  /** Answers how many found no place any more. */
  add(conversationId: string, files: readonly File[], kind?: AttachmentKind): number {
    const tray = this.tray(conversationId);
    const room = Math.max(0, MAX_FILES - tray().length);
    for (const file of files.slice(0, room)) {
      const as = kind ?? mediaKindOf(file.type);
      const entry: OutgoingFile = { key: uuidv7(), file, kind: as, thumb: null, caption: '', state: 'waiting', percent: 0, words: null, sendAs: [], shrinkable: false, uploaded: null };
      tray.update((all) => [...all, entry]);
    }
    this.run(conversationId);
    return Math.max(0, files.length - room);
  }

  caption(conversationId: string, key: string, caption: string): void {
    this.change(conversationId, key, { caption });
  }

  /** A failed one again, or a refused one as another kind or with other bytes; both are a new upload. */
  again(conversationId: string, key: string, change: { kind?: AttachmentKind; file?: File } = {}): void {
    const known = this.find(conversationId, key);
    if (!known) return;
    this.discard(known);
    if (known.thumb) URL.revokeObjectURL(known.thumb);
    const renewed: OutgoingFile = { ...known, ...change, key: uuidv7(), thumb: null, state: 'waiting', percent: 0, words: null, sendAs: [], shrinkable: false, uploaded: null };
    this.tray(conversationId).update((all) => all.map((one) => (one.key === key ? renewed : one)));
    this.run(conversationId);
  }

  remove(conversationId: string, key: string): void {
    const known = this.find(conversationId, key);
    if (!known) return;
    this.tray(conversationId).update((all) => all.filter((one) => one.key !== key));
    if (known.thumb) URL.revokeObjectURL(known.thumb);
    this.discard(known);
    this.run(conversationId);
  }

  /** Making it smaller failed after all. */
  notShrinkable(conversationId: string, key: string): void {
    this.change(conversationId, key, { words: DAMAGED, shrinkable: false });
  }

  /** Hands over what is ready, in order, and forgets it. */
  take(conversationId: string): OutgoingFile[] {
    const tray = this.tray(conversationId);
    const ready = tray().filter(({ state }) => state === 'ready');
    tray.update((all) => all.filter(({ state }) => state !== 'ready'));
    for (const { thumb } of ready) if (thumb) URL.revokeObjectURL(thumb);
    return ready;
  }

  private run(conversationId: string): void {
    const tray = this.tray(conversationId);
    for (let free = AT_ONCE - tray().filter(({ state }) => state === 'uploading').length; free > 0; free -= 1) {
      const next = tray().find(({ state }) => state === 'waiting');
      if (!next) return;
      this.change(conversationId, next.key, { state: 'uploading' });
      void this.send(conversationId, next).then(() => this.run(conversationId));
    }
  }

  private async send(conversationId: string, { key, file, kind }: OutgoingFile): Promise<void> {
    const stop = new AbortController();
    this.stops.set(key, stop);
    try {
      const { mediaRefusal } = await import('./media-limits');
      const hopeless = mediaRefusal(kind, file);
      if (hopeless) {
        await this.refuse(conversationId, key, kind, file, hopeless);
        return;
      }
      // not for what is refused: an address that ends while the browser reads it is reported as a breach of the page's policy
      if (file.type.startsWith('image/') && this.find(conversationId, key)) this.change(conversationId, key, { thumb: URL.createObjectURL(file) });
      const uploaded = await this.upload({ clientId: key, kind, conversationId, file, name: file.name }, (percent) => this.change(conversationId, key, { percent }), stop.signal);
      this.change(conversationId, key, { uploaded, percent: 100 });
      if (uploaded.refusal) await this.refuse(conversationId, key, kind, file, uploaded.refusal);
      else this.change(conversationId, key, { state: 'ready' });
    } catch (error) {
      const failure = requestFailure(error);
      this.change(conversationId, key, { state: 'failed', words: failure.kind === 'unreachable' ? 'Not uploaded: no connection' : failure.words });
    } finally {
      this.stops.delete(key);
    }
  }

  /** Says why, and what helps: shrinking helps no photo whose bytes are damaged. */
  private async refuse(conversationId: string, key: string, kind: AttachmentKind, file: File, { words, sendAs }: Refusal): Promise<void> {
    const look = kind === 'image' ? await (await import('./readable-picture')).lookAtPicture(file) : 'unknown';
    this.change(conversationId, key, { state: 'refused', words: look === 'damaged' && PHOTO.test(file.type) ? DAMAGED : words, sendAs, shrinkable: look === 'shrinkable' });
  }

  private discard({ key, uploaded }: OutgoingFile): void {
    this.stops.get(key)?.abort();
    // what is left there is swept by the server; nobody waits for this answer
    if (uploaded) this.api.discardUpload(uploaded.id).catch(() => undefined);
  }

  private change(conversationId: string, key: string, change: Partial<OutgoingFile>): void {
    this.tray(conversationId).update((all) => all.map((one) => (one.key === key ? { ...one, ...change } : one)));
  }

  private find(conversationId: string, key: string): OutgoingFile | undefined {
    return this.tray(conversationId)().find((one) => one.key === key);
  }

  private tray(conversationId: string): WritableSignal<readonly OutgoingFile[]> {
    let tray = this.trays.get(conversationId);
    if (!tray) {
      tray = signal<readonly OutgoingFile[]>([]);
      this.trays.set(conversationId, tray);
    }
    return tray;
  }
}

/** As what a chosen file goes, unless a person says otherwise. */
function mediaKindOf(type: string): AttachmentKind {
  const family = /^(image|video|audio)\//.exec(type)?.[1];
  return (family as AttachmentKind | undefined) ?? 'document';
}
