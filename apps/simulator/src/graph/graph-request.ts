import type { IncomingMessage } from 'node:http';

/** A request as the routes see it; the version prefix is already gone. */
export interface GraphRequest {
  method: string;
  path: string;
  segments: string[];
  query: URLSearchParams;
  bearer: string | null;
  body: unknown;
}

export interface GraphAnswer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
  /** Chaos "statuses before response": the answer waits until this says yes. */
  ready?: () => boolean;
}

export function graphRequest(message: IncomingMessage, url: URL, raw: Buffer): GraphRequest {
  const segments = url.pathname.split('/').filter((each) => each !== '');
  if (/^v\d+\.\d+$/.test(segments[0] ?? '')) segments.shift();
  const authorization = message.headers.authorization ?? '';
  const bearer = /^(?:Bearer|OAuth)\s+(.+)$/i.exec(authorization)?.[1].trim() ?? url.searchParams.get('access_token');
  return { method: message.method ?? 'GET', path: url.pathname, segments, query: url.searchParams, bearer: bearer || null, body: parsed(message, raw) };
}

/** Graph reads JSON and forms alike; what is neither counts as empty. */
function parsed(message: IncomingMessage, raw: Buffer): unknown {
  if (raw.length === 0) return {};
  const text = raw.toString('utf8');
  if (/x-www-form-urlencoded/.test(message.headers['content-type'] ?? '') && !text.startsWith('{')) return Object.fromEntries(new URLSearchParams(text));
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
