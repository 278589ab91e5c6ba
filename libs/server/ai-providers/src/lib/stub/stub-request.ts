import type { IncomingHttpHeaders } from 'node:http';

/** A request as a provider saw it. */
export interface StubRequest {
  api: 'chat' | 'messages' | 'embeddings' | 'models' | 'other';
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  /** Parsed JSON; the raw text where it is none. */
  body: unknown;
  system: string;
  /** Every text of the conversation part, in order. */
  texts: string[];
  /** Everything that was sent, as one text, for canaries. */
  raw: string;
  model: string;
  stream: boolean;
  /** The form that was asked for. */
  format: 'json_schema' | 'json_object' | 'tool' | null;
  schema: JsonSchema | null;
}

export interface JsonSchema {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
}

interface Body {
  model?: string;
  stream?: boolean;
  system?: string | { text?: string }[];
  messages?: { role: string; content: string | { text?: string }[] }[];
  input?: string | string[];
  response_format?: { type: string; json_schema?: { schema?: JsonSchema } };
  output_format?: { schema?: JsonSchema };
  output_config?: { format?: { schema?: JsonSchema } };
  tools?: { name?: string; input_schema?: JsonSchema }[];
}

export function readStubRequest(method: string, path: string, headers: IncomingHttpHeaders, raw: string): StubRequest {
  let body: Body | string = raw;
  try {
    body = raw ? (JSON.parse(raw) as Body) : {};
  } catch {
    // Not JSON: kept as it came.
  }
  const read: Body = typeof body === 'string' ? {} : body;
  const messages = read.messages ?? [];
  const system = [textsOf(read.system), ...messages.filter(({ role }) => role === 'system' || role === 'developer').map(({ content }) => textsOf(content))].flat().join('\n');
  const tool = read.tools?.find(({ name }) => name === 'json')?.input_schema ?? null;
  const output = read.output_config?.format?.schema ?? read.output_format?.schema ?? null;
  const format = read.response_format?.type === 'json_schema' || output ? 'json_schema' : read.response_format?.type === 'json_object' ? 'json_object' : tool ? 'tool' : null;
  return {
    api: /\/chat\/completions$/.test(path) ? 'chat' : /\/messages$/.test(path) ? 'messages' : /\/embeddings$/.test(path) ? 'embeddings' : /\/models$/.test(path) ? 'models' : 'other',
    method,
    path,
    headers,
    body,
    system,
    texts: messages.filter(({ role }) => role !== 'system' && role !== 'developer').flatMap(({ content }) => textsOf(content)),
    raw,
    model: read.model ?? '',
    stream: read.stream === true,
    format,
    schema: read.response_format?.json_schema?.schema ?? output ?? tool ?? schemaInPrompt(system),
  };
}

function textsOf(content: Body['system']): string[] {
  if (typeof content === 'string') return [content];
  return (content ?? []).map(({ text }) => text ?? '').filter(Boolean);
}

/** Where a provider takes no schema it stands in the prompt. */
function schemaInPrompt(system: string): JsonSchema | null {
  const found = /JSON schema:\s*(\{[\s\S]*\})\s*$/.exec(system)?.[1];
  try {
    return found ? (JSON.parse(found) as JsonSchema) : null;
  } catch {
    return null;
  }
}
