import type { ConnectedChannel, MediaUpload, ProviderTemplate, TemplateProvider } from '@mailtrixy/server/channels';
import { ChannelError } from '@mailtrixy/server/channels';
import { callSubject } from './call-subject';
import { unreadable, type GraphAnswer, type GraphCall, type GraphClient } from './graph-client';

const FIELDS = 'id,name,language,status,category,parameter_format,components,quality_score,rejected_reason,previous_category';
const PAGE_SIZE = 100;
/** A hundred templates with carousels take Meta longer than a send. */
const LIST_TIMEOUT_MS = 30_000;
const UPLOAD_TIMEOUT_MS = 120_000;

interface ListAnswer {
  data?: unknown;
  /** `next` may carry the token: it is only asked whether it exists, never followed, kept or logged. */
  paging?: { cursors?: { after?: unknown }; next?: unknown };
}

/** Message templates of a WhatsApp Business Account (META-CLOUD-API §10). */
export class GraphTemplates implements TemplateProvider {
  constructor(private readonly graph: GraphClient) {}

  async listPage(channel: ConnectedChannel, after: string | null): Promise<{ items: ProviderTemplate[]; after: string | null }> {
    const path = `/${accountOf(channel)}/message_templates?fields=${FIELDS}&limit=${PAGE_SIZE}${after === null ? '' : `&after=${encodeURIComponent(after)}`}`;
    const { data, httpStatus } = await this.call<ListAnswer>(channel, 'templates · list', null, { method: 'GET', path, timeoutMs: LIST_TIMEOUT_MS });
    if (!Array.isArray(data?.data)) throw unreadable(httpStatus);
    const next = data.paging?.next ? data.paging.cursors?.after : null;
    // More pages without a way to them: the listing would be taken for complete.
    if (next !== null && (typeof next !== 'string' || !next)) throw unreadable(httpStatus);
    return { items: data.data.map(listedTemplate), after: next };
  }

  async create(channel: ConnectedChannel, { name, language, category, parameterFormat, components }: Parameters<TemplateProvider['create']>[1]): Promise<{ externalId: string; status: string; category: string }> {
    const body = { name, language, category, parameter_format: parameterFormat, components };
    const { data, httpStatus } = await this.call<{ id?: unknown; status?: unknown; category?: unknown }>(channel, 'templates · create', name, { method: 'POST', path: `/${accountOf(channel)}/message_templates`, body });
    const externalId = idOf(data?.id);
    if (!externalId) throw unreadable(httpStatus);
    return { externalId, status: text(data.status)?.toUpperCase() ?? 'PENDING', category: text(data.category)?.toUpperCase() ?? category };
  }

  async edit(channel: ConnectedChannel, externalId: string, change: { category?: string; components: unknown[] }): Promise<void> {
    await this.call(channel, 'templates · edit', externalId, { method: 'POST', path: `/${encodeURIComponent(externalId)}`, body: change });
  }

  async remove(channel: ConnectedChannel, name: string, externalId: string | null): Promise<void> {
    const one = externalId === null ? '' : `&hsm_id=${encodeURIComponent(externalId)}`;
    await this.call(channel, 'templates · delete', name, { method: 'DELETE', path: `/${accountOf(channel)}/message_templates?name=${encodeURIComponent(name)}${one}` });
  }

  async uploadSample(channel: ConnectedChannel, appId: string, file: MediaUpload): Promise<string> {
    const query = `file_name=${encodeURIComponent(file.fileName)}&file_length=${file.sizeBytes}&file_type=${encodeURIComponent(file.mimeType)}`;
    const session = await this.call<{ id?: unknown }>(channel, 'templates · upload', null, { method: 'POST', path: `/${encodeURIComponent(appId)}/uploads?${query}` });
    const upload = text(session.data?.id);
    if (!upload || !/^upload:[\w.~%:=?&+/-]+$/.test(upload)) throw unreadable(session.httpStatus);
    const stream = await file.open();
    const headers = { 'content-length': String(file.sizeBytes), 'content-type': 'application/octet-stream', file_offset: '0' };
    const { data, httpStatus } = await this.call<{ h?: unknown }>(channel, 'templates · upload', null, { method: 'POST', path: `/${upload}`, scheme: 'OAuth', file: { stream, headers }, timeoutMs: UPLOAD_TIMEOUT_MS });
    const handle = text(data?.h);
    if (!handle) throw unreadable(httpStatus);
    return handle;
  }

  private call<T>(channel: ConnectedChannel, subject: string, ref: string | null, call: Omit<GraphCall, 'mode' | 'accessToken' | 'about'>): Promise<GraphAnswer<T>> {
    return this.graph.call<T>({ ...call, mode: channel.mode, accessToken: channel.accessToken, about: callSubject(channel, subject, ref) });
  }
}

function accountOf({ wabaId }: ConnectedChannel): string {
  if (wabaId) return encodeURIComponent(wabaId);
  throw new ChannelError('final', { code: null, title: 'Account unknown', detail: 'This channel’s WhatsApp Business Account ID is not known. An admin can enter it under Settings → Channels.', httpStatus: null });
}

/** Whatever Meta lists becomes a row; what is missing is ''. */
function listedTemplate(item: unknown): ProviderTemplate {
  const row = (typeof item === 'object' && item !== null ? item : {}) as Record<string, unknown>;
  const quality = row['quality_score'];
  const score = typeof quality === 'object' && quality !== null ? (quality as { score?: unknown }).score : quality;
  const reason = text(row['rejected_reason']);
  return {
    externalId: idOf(row['id']),
    name: text(row['name']) ?? '',
    language: text(row['language']) ?? '',
    status: text(row['status'])?.toUpperCase() ?? '',
    category: text(row['category'])?.toUpperCase() ?? '',
    previousCategory: text(row['previous_category'])?.toUpperCase() ?? null,
    quality: text(score)?.toUpperCase() ?? 'UNKNOWN',
    parameterFormat: text(row['parameter_format'])?.toUpperCase() ?? 'POSITIONAL',
    rejectedReason: reason === null || reason.toUpperCase() === 'NONE' ? null : reason,
    components: Array.isArray(row['components']) ? (row['components'] as unknown[]) : [],
  };
}

/** Ids are longer than a number can hold exactly: only texts and safe numbers are believed. */
function idOf(value: unknown): string | null {
  if (Number.isSafeInteger(value)) return String(value);
  return typeof value === 'string' && /^\d{1,64}$/.test(value) ? value : null;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value ? value : null;
}
