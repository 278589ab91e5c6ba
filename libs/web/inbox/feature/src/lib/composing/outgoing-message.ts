import { Injectable, inject } from '@angular/core';
import type { Message, QuotedMessage } from '@mailtrixy/shared/dto';
import { OutgoingFiles, SendQueue, type OutgoingFile, type SendContent } from '@mailtrixy/web/inbox/data-access';
import { messageWords } from '@mailtrixy/web/inbox/ui';
import { uuidv7 } from '@mailtrixy/web/shared/util';

export const CAPTION_MAX = 1024;
const CAPTIONED = new Set(['image', 'video', 'document']);

export interface Quoting {
  message: Message;
  author: string;
}

/** Puts what was composed into the queue, in order. */
@Injectable()
export class OutgoingMessage {
  private readonly queue = inject(SendQueue);
  private readonly files = inject(OutgoingFiles);

  /** The files first; the text is the caption of the first that can carry it, else a message after them. The quote goes with the first of all. */
  send(conversationId: string, kind: 'reply' | 'note', text: string, quoting: Quoting | null, clientId = uuidv7()): void {
    let quoted = quoting ? quotedOf(quoting) : null;
    let left = text;
    for (const file of kind === 'reply' ? this.files.take(conversationId) : []) {
      const body = file.caption.trim() || (carries(file, left) ? left : '');
      if (body === left) left = '';
      if (file.uploaded) this.add(conversationId, { type: 'media', attachment: file.uploaded }, body, quoted);
      quoted = null;
    }
    if (left) this.queue.add({ clientId, conversationId, kind, body: left, quoted });
  }

  add(conversationId: string, content: SendContent, body: string, quoted: QuotedMessage | null): void {
    this.queue.add({ clientId: uuidv7(), conversationId, kind: 'reply', body, quoted, content });
  }
}

export function quotedOf({ message, author }: Quoting): QuotedMessage {
  return { id: message.id, seq: message.seq, author, text: message.body ?? messageWords(message), type: message.type, previewAddress: message.attachment?.addresses.preview ?? null };
}

function carries({ kind }: OutgoingFile, text: string): boolean {
  return CAPTIONED.has(kind) && [...text].length <= CAPTION_MAX;
}
