import type { ConnectedChannel, MediaDownload, MediaProvider, MediaUpload } from '@mailtrixy/server/channels';
import { ChannelError } from '@mailtrixy/server/channels';
import { multipartBody } from '@mailtrixy/server/platform/egress';
import { callSubject } from './call-subject';
import { unreadable, type GraphAnswer, type GraphClient } from './graph-client';
import { toChannelError } from './graph-errors';

/** 100 MB over a slow line. */
const UPLOAD_TIMEOUT_MS = 180_000;
const NODE_TIMEOUT_MS = 15_000;
/** An upload is good for 30 days; a day less, so that none ends on its way to the customer. */
const USABLE_MS = 29 * 86_400_000;
/** How an address that has ended (after five minutes) answers. */
const ENDED = new Set([401, 403, 404, 410]);
const UNKNOWN_ID = 100;
const ERROR_BODY_BYTES = 64 * 1024;

interface MediaNode {
  url?: unknown;
  mime_type?: unknown;
  sha256?: unknown;
  file_size?: unknown;
}

/** Files at Meta (META-CLOUD-API §9). */
export class GraphMedia implements MediaProvider {
  constructor(private readonly graph: GraphClient) {}

  async upload(channel: ConnectedChannel, file: MediaUpload): Promise<{ mediaId: string; usableMs: number }> {
    const stream = await file.open();
    const { body, headers } = multipartBody({ messaging_product: 'whatsapp', type: file.mimeType }, { name: 'file', fileName: file.fileName, mimeType: file.mimeType, sizeBytes: file.sizeBytes, stream });
    try {
      const { data, httpStatus } = await this.graph.call<{ id?: unknown }>({ mode: channel.mode, method: 'POST', path: `/${encodeURIComponent(channel.externalId)}/media`, accessToken: channel.accessToken, file: { stream: body, headers }, timeoutMs: UPLOAD_TIMEOUT_MS, about: callSubject(channel, 'media · upload') });
      const mediaId = typeof data.id === 'number' ? String(data.id) : data.id;
      if (typeof mediaId !== 'string' || !/^[\w-]{1,255}$/.test(mediaId)) throw unreadable(httpStatus);
      return { mediaId, usableMs: USABLE_MS };
    } finally {
      body.destroy();
    }
  }

  async download(channel: ConnectedChannel, mediaId: string, signal: AbortSignal): Promise<MediaDownload> {
    try {
      return await this.open(channel, mediaId, signal);
    } catch (error) {
      // The address was old, or ended while we asked: one fresh one at once. A media id that is gone is refused again.
      if (!(error instanceof EndedAddress)) throw error;
      return this.open(channel, mediaId, signal);
    }
  }

  private async open(channel: ConnectedChannel, mediaId: string, signal: AbortSignal): Promise<MediaDownload> {
    const { data, httpStatus } = await this.node(channel, mediaId);
    if (typeof data.url !== 'string' || !data.url) throw unreadable(httpStatus);
    const address = data.url;
    const answer = await this.graph.listed(callSubject(channel, 'media · download', mediaId), async () => {
      const opened = await this.graph.download(channel.mode, address, channel.accessToken, signal);
      if (opened.status !== 200) throw await refusal(opened);
      return opened;
    });
    return { stream: answer.body, mimeType: typeof data.mime_type === 'string' ? data.mime_type : null, sizeBytes: sizeOf(data.file_size) ?? sizeOf(answer.headers['content-length']), sha256: sha256Hex(data.sha256) };
  }

  private async node(channel: ConnectedChannel, mediaId: string): Promise<GraphAnswer<MediaNode>> {
    try {
      return await this.graph.call<MediaNode>({ mode: channel.mode, method: 'GET', path: `/${encodeURIComponent(mediaId)}?phone_number_id=${encodeURIComponent(channel.externalId)}`, accessToken: channel.accessToken, timeoutMs: NODE_TIMEOUT_MS, about: callSubject(channel, 'media · address', mediaId) });
    } catch (error) {
      // 100 with subcode 33 means "no such id, or not yours": for a file it is the file that is gone, not the channel.
      if (error instanceof ChannelError && error.facts.code === UNKNOWN_ID) throw new ChannelError('final', { ...error.facts, holdReason: undefined });
      throw error;
    }
  }
}

class EndedAddress extends ChannelError {}

async function refusal({ status, headers, body }: Awaited<ReturnType<GraphClient['download']>>): Promise<ChannelError> {
  let text = '';
  try {
    for await (const chunk of body) if ((text += String(chunk)).length > ERROR_BODY_BYTES) break;
  } catch {
    // The status alone says enough.
  }
  body.destroy();
  if (status >= 300 && status < 400) return new ChannelError('final', { code: null, title: 'Unexpected redirect', detail: 'Meta sent the file’s request on to another address, which is not followed.', httpStatus: status });
  const { errorClass, facts } = toChannelError(status, text, headers['retry-after']);
  return ENDED.has(status) && facts.code === null ? new EndedAddress('final', { ...facts, detail: `The file’s address answered HTTP ${status}.` }) : new ChannelError(errorClass, facts);
}

/** Number or text, depending on Meta's mood. */
function sizeOf(value: unknown): number | null {
  const size = Number(value);
  return value !== null && value !== undefined && value !== '' && Number.isSafeInteger(size) && size >= 0 ? size : null;
}

/** Hex in this answer, base64 in webhooks, and nobody promises either. */
function sha256Hex(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  if (/^[0-9a-f]{64}$/i.test(value)) return value.toLowerCase();
  const bytes = Buffer.from(value, 'base64');
  return bytes.length === 32 ? bytes.toString('hex') : null;
}
