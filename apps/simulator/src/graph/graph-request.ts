import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** A request as the routes see it; the version prefix is already gone. */
export interface GraphRequest {
  method: string;
  path: string;
  segments: string[];
  query: URLSearchParams;
  bearer: string | null;
  /** Parsed JSON or form; null when it is neither (also multipart, see `raw`). */
  body: unknown;
  raw: Buffer;
  headers: IncomingHttpHeaders;
  /** `http://host` that the caller used: addresses in answers must work for him, also inside a compose network. */
  origin: string;
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
  return {
    method: message.method ?? 'GET', path: url.pathname, segments, query: url.searchParams, bearer: bearer || null,
    body: parsed(message, raw), raw, headers: message.headers, origin: `http://${message.headers.host ?? 'localhost'}`,
  };
}

/** Graph reads JSON and forms alike; what is neither counts as empty. */
function parsed(message: IncomingMessage, raw: Buffer): unknown {
  if (raw.length === 0) return {};
  const type = message.headers['content-type'] ?? '';
  if (/multipart|octet-stream/.test(type)) return null;
  const text = raw.toString('utf8');
  if (/x-www-form-urlencoded/.test(type) && !text.startsWith('{')) return Object.fromEntries(new URLSearchParams(text));
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
