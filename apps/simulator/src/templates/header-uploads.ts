import type { Accounts } from '../graph/accounts';
import type { Access } from '../graph/access';
import { parameterError, unsupportedRequest } from '../graph/graph-error';
import type { GraphAnswer, GraphRequest } from '../graph/graph-request';
import type { Identifiers } from '../graph/identifiers';
import { asMembers } from '../graph/send-request';

const types = new Set(['image/jpeg', 'image/jpg', 'image/png', 'video/mp4', 'application/pdf']);

interface Session {
  appId: string;
  length: number;
  chunks: Buffer[];
  handle: string | null;
}

/** Resumable Upload API: example files of template headers (META §10.5). */
export class HeaderUploads {
  private readonly sessions = new Map<string, Session>();
  private readonly handles = new Set<string>();

  constructor(
    private readonly accounts: Accounts,
    private readonly access: Access,
    private readonly identifiers: Identifiers,
  ) {}

  isHandle(handle: string): boolean {
    return this.handles.has(handle);
  }

  /** `POST /{app}/uploads`; members come in the query or in the body. */
  start(request: GraphRequest, appId: string): GraphAnswer {
    const token = this.access.token(request);
    if (!this.accounts.apps.has(appId) || token.appId !== appId) throw unsupportedRequest(request.method, appId);
    const body = asMembers(request.body) ?? {};
    const member = (name: string): string => String(request.query.get(name) ?? body[name] ?? '');
    const length = Number(member('file_length'));
    if (!Number.isInteger(length) || length < 1) throw parameterError('The parameter file_length is required.');
    if (!types.has(member('file_type'))) throw parameterError(`Param file_type must be one of {${[...types].join(', ')}} - got ${JSON.stringify(member('file_type'))}.`);
    const id = `upload:${Buffer.from(`1:attachment:${this.identifiers.secret(12)}`).toString('base64url')}`;
    this.sessions.set(id, { appId, length, chunks: [], handle: null });
    return { status: 200, body: { id: `${id}?sig=AR${this.identifiers.secret(8)}` } };
  }

  knows(id: string): boolean {
    return id.startsWith('upload:');
  }

  /** `GET` tells how far it came, `POST` adds bytes from `file_offset` on. */
  continue(request: GraphRequest, id: string): GraphAnswer {
    const token = this.access.token(request);
    const session = this.sessions.get(id);
    if (!session || session.appId !== token.appId) throw unsupportedRequest(request.method, id);
    const have = session.chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    if (request.method === 'GET') return { status: 200, body: { id, file_offset: have } };
    if (!/^OAuth\s/i.test(request.headers.authorization ?? '')) throw parameterError('The upload needs the header Authorization: OAuth {token}.');
    if (Number(request.headers['file_offset'] ?? 'NaN') !== have) throw parameterError(`The header file_offset must be ${have}.`);
    if (request.raw.length === 0 || have + request.raw.length > session.length) throw parameterError(`The file must have ${session.length} bytes.`);
    session.chunks.push(Buffer.from(request.raw));
    if (have + request.raw.length < session.length) return { status: 200, body: { id, file_offset: have + request.raw.length } };
    session.handle ??= `4:${Buffer.from(this.identifiers.secret(24)).toString('base64url')}:ARexample`;
    session.chunks = [];
    this.handles.add(session.handle);
    return { status: 200, body: { h: session.handle } };
  }

  clear(): void {
    this.sessions.clear();
    this.handles.clear();
  }
}
