import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Chaos } from '../delivery/chaos';
import type { MediaChaos } from '../delivery/chaos-settings';
import { messagingScope, type Access } from '../graph/access';
import { GraphError } from '../graph/graph-error';
import { graphRequest } from '../graph/graph-request';
import type { Ledger } from '../ledger/ledger';
import type { PendingTimers } from '../time/pending-timers';
import type { MediaStore, StoredMedia } from './media-store';

export const lookasidePath = '/lookaside/';

/** Stands for lookaside.fbsbx.com: hands out the bytes to who holds the address and a token (META §9). */
export class Lookaside {
  constructor(
    private readonly store: MediaStore,
    private readonly access: Access,
    private readonly chaos: Chaos,
    private readonly ledger: Ledger,
    private readonly hangs: PendingTimers,
  ) {}

  handle(message: IncomingMessage, url: URL, response: ServerResponse): void {
    const request = graphRequest(message, url, Buffer.alloc(0));
    // the token counts only in the header here
    request.bearer = /^Bearer\s+(.+)$/i.exec(message.headers.authorization ?? '')?.[1].trim() ?? null;
    const media = this.store.atAddress(url.searchParams);
    try {
      if (media) this.access.number(request, media.phoneNumberId, messagingScope);
      else this.access.token(request);
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      return this.page(response, media, error.status === 403 ? 401 : error.status);
    }
    if (!media || message.method !== 'GET') return this.page(response, media, media ? 405 : 404);
    const chaos = this.chaos.forMedia('bytes', media.phoneNumberId);
    if (chaos) this.ledger.append('chaos', { phoneNumberId: media.phoneNumberId, mode: chaos.mode, scope: 'media', path: url.pathname });
    this.log(media, chaos ? 0 : 200);
    if (chaos) this.spoil(response, media, chaos);
    else this.serve(response, media, media.bytes);
  }

  private spoil(response: ServerResponse, media: StoredMedia, chaos: MediaChaos): void {
    switch (chaos.mode) {
      case '404':
        return page(response, 404);
      case '5xx':
        return page(response, chaos.status);
      case 'html':
        return page(response, 200);
      case 'redirect':
        response.writeHead(302, { location: chaos.location }).end();
        return;
      case 'reset':
        response.socket?.resetAndDestroy();
        return;
      case 'hang': {
        const stop = this.hangs.after(chaos.hangMs, () => response.socket?.destroy());
        response.once('close', stop);
        return;
      }
      case 'drip':
        return this.drip(response, media);
      case 'truncated':
        response.writeHead(200, headersOf(media, media.bytes.length));
        response.write(media.bytes.subarray(0, Math.floor(media.bytes.length / 2)), () => response.socket?.destroy());
        return;
      case 'huge':
        return huge(response, media);
      case 'wrong-bytes':
        return this.serve(response, media, Buffer.concat([media.bytes.subarray(0, -1), Buffer.from('!')]));
      default:
        return this.serve(response, media, media.bytes);
    }
  }

  private serve(response: ServerResponse, media: StoredMedia, bytes: Buffer): void {
    response.writeHead(200, headersOf(media, bytes.length)).end(bytes);
  }

  /** A twentieth of the file in each 100 ms. */
  private drip(response: ServerResponse, media: StoredMedia): void {
    const step = Math.max(1, Math.ceil(media.bytes.length / 20));
    response.writeHead(200, headersOf(media, media.bytes.length));
    const next = (at: number): void => {
      if (response.destroyed) return;
      if (at >= media.bytes.length) response.end();
      else {
        response.write(media.bytes.subarray(at, at + step));
        this.hangs.after(100, () => next(at + step));
      }
    };
    next(0);
  }

  private page(response: ServerResponse, media: StoredMedia | undefined, status: number): void {
    this.log(media, status);
    page(response, status);
  }

  private log(media: StoredMedia | undefined, status: number): void {
    this.ledger.append('media_download', { ...(media ? { phoneNumberId: media.phoneNumberId, mediaId: media.id, size: media.bytes.length } : {}), status });
  }
}

function headersOf(media: StoredMedia, length: number): Record<string, string | number> {
  return { 'content-type': media.mimeType, 'content-length': length, ...(media.filename ? { 'content-disposition': `attachment;filename=${JSON.stringify(media.filename.replace(/[^\x20-\x7e]/g, '_'))}` } : {}) };
}

function page(response: ServerResponse, status: number): void {
  const html = '<!DOCTYPE html><html lang="en"><head><title>Error</title></head><body>Sorry, something went wrong.</body></html>';
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'content-length': Buffer.byteLength(html) }).end(html);
}

/** 101 MB without a length: only a reader that counts notices. */
function huge(response: ServerResponse, media: StoredMedia): void {
  const block = Buffer.alloc(1024 * 1024, 0x20);
  let left = 101;
  response.writeHead(200, { 'content-type': media.mimeType });
  const more = (): void => {
    while (left-- > 0) if (!response.write(block)) return;
    response.end();
  };
  response.on('drain', more);
  more();
}
