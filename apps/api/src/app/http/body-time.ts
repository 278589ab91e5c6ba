import type { IncomingMessage } from 'node:http';

/** The routes that take files (attachments.controller.ts, knowledge-documents.controller.ts). */
export const UPLOAD_PATHS: ReadonlySet<string> = new Set(['/api/attachments', '/api/knowledge/files']);

/** JSON of a megabyte at most comes within a minute over any line. */
const BODY_MS = 60_000;
/** 100 MB at 1 Mbit/s. */
const UPLOAD_MS = 15 * 60_000;
/** For the http.Server, which knows no routes: the longest of them, and a little. */
export const REQUEST_MS = UPLOAD_MS + 10_000;

/** Cuts a request off whose body takes too long, so that slow senders cannot hold connections. */
export function boundBodyTime(request: IncomingMessage, ms = isUpload(request) ? UPLOAD_MS : BODY_MS): void {
  if (request.headers['content-length'] === undefined && request.headers['transfer-encoding'] === undefined) return;
  const timer = setTimeout(() => request.complete || request.destroy(), ms);
  timer.unref();
  request.once('end', () => clearTimeout(timer)).once('close', () => clearTimeout(timer));
}

function isUpload({ method, url = '' }: IncomingMessage): boolean {
  return method === 'POST' && UPLOAD_PATHS.has(url.split('?')[0].replace(/\/$/, ''));
}
