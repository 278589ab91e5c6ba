import type { Chaos } from '../delivery/chaos';
import { messagingScope, type Access } from '../graph/access';
import { GraphError, graphError, parameterError, unsupportedRequest } from '../graph/graph-error';
import type { GraphAnswer, GraphRequest } from '../graph/graph-request';
import { requireMessagingProduct } from '../graph/send-request';
import type { Ledger } from '../ledger/ledger';
import { bareType, kindOfType, largest, mediaTypes } from './media-rules';
import type { MediaStore, StoredMedia } from './media-store';
import { multipartParts } from './multipart';

const claimedBytes = 101 * 1024 * 1024;
const bit = 1;

/** Upload, look-up and deletion of files (META §9). The bytes themselves are at `Lookaside`. */
export class MediaRoutes {
  constructor(
    private readonly access: Access,
    private readonly store: MediaStore,
    private readonly chaos: Chaos,
    private readonly ledger: Ledger,
  ) {}

  knows(id: string): boolean {
    return this.store.kept(id) !== undefined;
  }

  upload(request: GraphRequest, phoneNumberId: string): GraphAnswer {
    const { number } = this.access.number(request, phoneNumberId, messagingScope);
    const parts = multipartParts(request.headers['content-type'] ?? '', request.raw) ?? [];
    const field = (name: string): string | null => parts.find((part) => part.name === name && part.filename === null)?.bytes.toString('utf8') ?? null;
    // Graph takes parameters from the query as well as from the form
    requireMessagingProduct({ messaging_product: field('messaging_product') ?? request.query.get('messaging_product') });
    const file = parts.find((part) => part.name === 'file');
    if (!file || file.bytes.length === 0) throw parameterError('The parameter file is required.');
    const mimeType = field('type') || file.type || 'application/octet-stream';
    const kind = kindOfType(mimeType);
    if (kind === null) {
      throw parameterError(`Param file must be a file with one of the following types: ${mediaTypes.join(', ')}. Received file of type '${bareType(mimeType)}'.`);
    }
    if (file.bytes.length > largest(kind)) {
      throw graphError(131053, `Media file size too big: ${file.bytes.length} bytes. Max file size for ${bareType(mimeType)} is ${largest(kind)} bytes.`);
    }
    const media = this.store.add({ phoneNumberId: number.phoneNumberId, source: 'upload', mimeType, filename: file.filename, bytes: Buffer.from(file.bytes) });
    this.ledger.append('media_upload', { phoneNumberId: number.phoneNumberId, mediaId: media.id, type: mimeType, size: media.bytes.length, body: media.filename });
    return { status: 200, body: { id: media.id } };
  }

  /** res_media_get: the address is good for five minutes. */
  read(request: GraphRequest, id: string): GraphAnswer {
    const media = this.own(request, id);
    const chaos = this.chaos.forMedia('address', media.phoneNumberId);
    if (chaos) this.ledger.append('chaos', { phoneNumberId: media.phoneNumberId, mode: chaos.mode, scope: 'media', path: request.path });
    if (chaos?.mode === 'gone') throw unsupportedRequest(request.method, id);
    const hash = Buffer.from(media.sha256);
    if (chaos?.mode === 'wrong-sha256') hash[0] ^= bit;
    const url = chaos?.mode === 'foreign-host' ? chaos.location : request.origin + this.store.address(id, chaos?.mode === 'expired-url' ? -1000 : undefined);
    return {
      status: 200,
      body: {
        messaging_product: 'whatsapp', url, mime_type: media.mimeType, sha256: hash.toString('hex'),
        file_size: chaos?.mode === 'claims-101mb' ? claimedBytes : media.bytes.length, id,
      },
    };
  }

  remove(request: GraphRequest, id: string): GraphAnswer {
    this.own(request, id);
    this.store.remove(id);
    return { status: 200, body: { success: true } };
  }

  /** What has expired or belongs to another business looks the same: 100/33. */
  private own(request: GraphRequest, id: string): StoredMedia {
    this.access.token(request);
    const media = this.store.get(id);
    const asked = request.query.get('phone_number_id');
    if (!media || (asked !== null && asked !== media.phoneNumberId)) throw unsupportedRequest(request.method, id);
    try {
      this.access.number(request, media.phoneNumberId, messagingScope);
    } catch (error) {
      if (error instanceof GraphError && error.body.error_subcode === 33) throw unsupportedRequest(request.method, id);
      throw error;
    }
    return media;
  }
}
