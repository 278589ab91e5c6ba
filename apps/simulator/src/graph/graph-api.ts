import type { Chaos } from '../delivery/chaos';
import type { ChaosScope, SendChaos } from '../delivery/chaos-settings';
import type { Ledger } from '../ledger/ledger';
import type { MediaRoutes } from '../media/media-routes';
import type { HeaderUploads } from '../templates/header-uploads';
import type { TemplateRoutes } from '../templates/template-routes';
import { Access, messagingScope } from './access';
import type { Accounts } from './accounts';
import { GraphError, graphError, tokenError, unsupportedRequest } from './graph-error';
import type { GraphAnswer, GraphRequest } from './graph-request';
import type { MessageSending } from './message-sending';
import type { NodeRoutes } from './node-routes';
import { asMembers, readRequest, requireMessagingProduct, sendRequest } from './send-request';

/** What the HTTP side has to do: the honest answer, and the chaos that spoils it. */
export interface GraphOutcome {
  answer: GraphAnswer;
  chaos: SendChaos | null;
}

/** Routes of graph.facebook.com as far as MailTrixy uses them. */
export class GraphApi {
  constructor(
    private readonly accounts: Accounts,
    private readonly access: Access,
    private readonly sending: MessageSending,
    private readonly nodes: NodeRoutes,
    private readonly media: MediaRoutes,
    private readonly templates: TemplateRoutes,
    private readonly uploads: HeaderUploads,
    private readonly chaos: Chaos,
    private readonly ledger: Ledger,
    private readonly trace: () => string,
    private readonly now: () => number,
  ) {}

  async handle(request: GraphRequest): Promise<GraphOutcome> {
    const chaos = this.chaosFor(request);
    try {
      if (chaos?.mode === 'hang' || chaos?.mode === 'reset') {
        this.refused(request, 0, 0, null, chaos.mode);
        return { answer: { status: 0, body: null }, chaos };
      }
      if (chaos) refuseByChaos(chaos, this.now());
      return { answer: await this.route(request, chaos), chaos };
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      this.refused(request, error.status, error.code, error.body.error_subcode ?? null, error.body.error_data?.details ?? error.message);
      return { answer: { status: error.status, body: { error: { ...error.body, fbtrace_id: this.trace() } }, headers: error.headers }, chaos };
    }
  }

  private route(request: GraphRequest, chaos: SendChaos | null): GraphAnswer | Promise<GraphAnswer> {
    const { method, segments } = request;
    const [id, edge, rest] = segments;
    if (rest === undefined && id === 'debug_token' && edge === undefined && method === 'GET') return this.nodes.debugToken(request);
    if (rest === undefined && edge === 'messages' && method === 'POST') return this.messages(request, id, chaos);
    if (rest === undefined && edge === 'phone_numbers' && method === 'GET') return this.nodes.phoneNumbers(request, id);
    if (rest === undefined && edge === 'whatsapp_business_profile') {
      if (method === 'GET') return this.nodes.profile(request, id);
      if (method === 'POST') return this.nodes.setProfile(request, id);
    }
    if (rest === undefined && edge === 'subscribed_apps') {
      if (method === 'POST') return this.nodes.subscribe(request, id);
      if (method === 'DELETE') return this.nodes.unsubscribe(request, id);
      if (method === 'GET') return this.nodes.subscriptions(request, id);
    }
    if (rest === undefined && edge === 'media' && method === 'POST') return this.media.upload(request, id);
    if (edge === undefined && this.media.knows(id) && method === 'GET') return this.media.read(request, id);
    if (edge === undefined && this.media.knows(id) && method === 'DELETE') return this.media.remove(request, id);
    const managed = rest === undefined ? this.manageTemplates(request, id, edge) : null;
    if (managed) return managed;
    const app = rest === undefined && edge === 'subscriptions' ? this.accounts.apps.get(id) : undefined;
    if (app && ['GET', 'POST', 'DELETE'].includes(method)) return this.nodes.appSubscriptions(request, app);
    if (edge === undefined && id !== undefined && method === 'GET') return this.nodes.readNode(request, id);
    if (edge === undefined && id !== undefined && method === 'POST') return this.nodes.configureNumber(request, id);
    if (edge === undefined && id !== undefined) throw unsupportedRequest(method, id);
    throw new GraphError(400, { message: `Unknown path components: /${segments.slice(1).join('/')}`, type: 'OAuthException', code: 2500 });
  }

  private manageTemplates(request: GraphRequest, id: string, edge: string | undefined): GraphAnswer | null {
    const { method } = request;
    if (edge === 'message_templates') {
      if (method === 'GET') return this.templates.list(request, id);
      if (method === 'POST') return this.templates.create(request, id);
      if (method === 'DELETE') return this.templates.remove(request, id);
    }
    if (edge === 'uploads' && method === 'POST') return this.uploads.start(request, id);
    if (edge === undefined && this.uploads.knows(id ?? '')) return this.uploads.continue(request, id);
    if (!this.templates.knows(id)) return null;
    if (edge === 'unpause' && method === 'POST') return this.templates.unpause(request, id);
    if (edge === undefined && method === 'GET') return this.templates.read(request, id);
    return edge === undefined && method === 'POST' ? this.templates.edit(request, id) : null;
  }

  private messages(request: GraphRequest, id: string, chaos: SendChaos | null): GraphAnswer {
    const { number } = this.access.number(request, id, messagingScope);
    const members = requireMessagingProduct(request.body);
    if (members['status'] !== undefined && members['status'] !== null) return this.sending.markRead(number, readRequest(members));
    return this.sending.send(number, sendRequest(members), chaos);
  }

  private chaosFor(request: GraphRequest): SendChaos | null {
    const [id] = request.segments;
    const members = asMembers(request.body);
    const scope = this.scopeOf(request, members);
    const number = this.accounts.numbers.get(id);
    const customer = scope === 'send' ? this.sending.customerOf(number, members?.['to'], members?.['recipient']) : undefined;
    const scopes: ChaosScope[] = scope === 'media' || scope === 'templates' ? [scope, 'graph'] : [scope];
    const chaos = this.chaos.forRequest(scopes, number?.phoneNumberId ?? null, customer?.id ?? null);
    if (chaos) this.ledger.append('chaos', { ...(number ? { phoneNumberId: number.phoneNumberId } : {}), mode: chaos.mode, scope, path: request.path });
    return chaos;
  }

  private scopeOf(request: GraphRequest, members: Record<string, unknown> | null): ChaosScope {
    const [id, edge] = request.segments;
    if (edge === 'messages' && request.method === 'POST') return members?.['status'] === undefined ? 'send' : 'mark_read';
    if (edge === 'media' || (edge === undefined && this.media.knows(id))) return 'media';
    return edge === 'message_templates' || this.templates.knows(id) ? 'templates' : 'graph';
  }

  private refused(request: GraphRequest, status: number, code: number, subcode: number | null, details: string | null): void {
    const [id] = request.segments;
    const members = asMembers(request.body);
    this.ledger.append('rejected', {
      ...(this.accounts.numbers.has(id) ? { phoneNumberId: id } : {}),
      method: request.method, path: request.path, status, code, subcode, details,
      token: members?.['biz_opaque_callback_data'] ?? null, to: members?.['to'] ?? members?.['recipient'] ?? null,
    });
  }
}

/** The modes in which nothing is accepted. */
function refuseByChaos(chaos: SendChaos, now: number): void {
  const details = chaos.details ?? undefined;
  switch (chaos.mode) {
    case '429': {
      const { body } = graphError(130429, details);
      throw new GraphError(429, body, chaos.retryAfter === null ? {} : { 'retry-after': String(chaos.retryAfter) });
    }
    case '500':
      throw graphError(chaos.code, details, chaos.status ?? 500);
    case '500-html':
      throw new GraphError(chaos.status ?? 500, { message: 'HTML', type: 'html', code: 0 });
    case '503-html':
      throw new GraphError(chaos.status ?? 503, { message: 'HTML', type: 'html', code: 0 });
    case 'redirect':
      throw new GraphError(chaos.status ?? 302, { message: 'Moved', type: 'redirect', code: 0 }, { location: chaos.details ?? 'https://graph.example.org/elsewhere' });
    case '190':
      throw tokenError(chaos.subcode ?? 463, now);
    case 'error': {
      const error = chaos.code === 190 ? tokenError(chaos.subcode ?? 463, now) : graphError(chaos.code, details);
      throw new GraphError(chaos.status ?? error.status, { ...error.body, ...(chaos.subcode === null ? {} : { error_subcode: chaos.subcode }) });
    }
    default:
  }
}
