import type { IncomingHttpHeaders } from 'node:http';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Server, type Socket } from 'socket.io';
import { readSessionCookie, SessionsService, type Principal } from '@mailtrixy/server/accounts';
import { isUuid, newId } from '@mailtrixy/server/platform/clock';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import { ROLE_PERMISSIONS, type RealtimeFrame } from '@mailtrixy/shared/dto';
import { isOwnOrigin } from '../http';
import { FrontDoor } from '../http/front-door';
import { LiveSessions } from './live-sessions';
import { Presence } from './presence';

/** A revoked session or a lost right ends its sockets within two seconds (DESIGN §7). */
const RECHECK_MS = 1500;
const MESSAGE_BYTES_MAX = 4096;
/** A handshake that has not become a member's socket by then is cut. */
const CONNECT_MS = 5000;
const VIEWING_PER_SECOND_MAX = 10;

const everybody = (workspaceId: string) => `ws:${workspaceId}`;
const logReaders = (workspaceId: string) => `logs:${workspaceId}`;

interface SocketData {
  principal: Principal;
  viewingCalls: { second: number; count: number };
}

/** A socket of ours sends and receives only through the untyped names below. */
type MemberSocket = Socket<Record<string, never>, Record<string, never>, Record<string, never>, SocketData>;

/**
 * Socket.IO at /api/socket, websocket only. The server decides the rooms from the session; a client asks for nothing.
 */
@Injectable()
export class SocketServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private io: Server<Record<string, never>, Record<string, never>, Record<string, never>, SocketData> | null = null;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    @Inject(FrontDoor) private readonly frontDoor: FrontDoor,
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(LiveSessions) private readonly liveSessions: LiveSessions,
    @Inject(Presence) private readonly presence: Presence,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.io = new Server({
      path: '/api/socket',
      transports: ['websocket'],
      serveClient: false,
      perMessageDeflate: false,
      maxHttpBufferSize: MESSAGE_BYTES_MAX,
      connectTimeout: CONNECT_MS,
      allowRequest: ({ headers }, decide) => decide(null, this.mayKnock(headers)),
    });
    this.io.use((socket, next) => void this.authenticate(socket).then(() => next(), next));
    this.io.on('connection', (socket) => this.welcome(socket));
    this.io.attach(this.frontDoor.server);
    this.presence.start((workspaceId, frame) => this.send(everybody(workspaceId), 'presence', frame));
    this.timer = setInterval(() => void this.recheck().catch((error: unknown) => this.logger.warn({ err: error }, 'Sessions of sockets could not be checked')), RECHECK_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.presence.stop();
    // The http.Server is the front door's to close.
    this.io?.disconnectSockets(true);
    this.io?.engine.close();
  }

  /** True when somebody of this workspace is connected to this process. */
  hasListeners(workspaceId: string): boolean {
    return this.io?.sockets.adapter.rooms.has(everybody(workspaceId)) ?? false;
  }

  emit(workspaceId: string, frame: RealtimeFrame): void {
    this.send(frame.topic === 'log.created' ? logReaders(workspaceId) : everybody(workspaceId), 'frame', frame);
  }

  /** Ends sockets whose session is over and follows changes of role. */
  async recheck(): Promise<void> {
    const sockets = [...(this.io?.sockets.sockets.values() ?? [])];
    if (!sockets.length) return;
    const roles = await this.liveSessions.roles(sockets.map((socket) => socket.data.principal.sessionId));
    for (const socket of sockets) {
      const role = roles.get(socket.data.principal.sessionId);
      if (!role) {
        (socket as unknown as { emit(event: string): void }).emit('signed-out');
        socket.disconnect(true);
      } else if (role !== socket.data.principal.role) {
        socket.data.principal = { ...socket.data.principal, role };
        this.placeInRooms(socket);
      }
    }
  }

  /** A page of another site may open a websocket to us with the member's cookie; its Origin gives it away. */
  private mayKnock({ origin, host, cookie }: IncomingHttpHeaders): boolean {
    return readSessionCookie(cookie, this.settings) !== null && (origin === undefined || isOwnOrigin(origin, host, this.settings.publicUrl));
  }

  private async authenticate(socket: MemberSocket): Promise<void> {
    const token = readSessionCookie(socket.handshake.headers.cookie, this.settings);
    const principal = await this.sessions.resolve(token, { ip: socket.handshake.address, requestId: newId() });
    if (!principal) throw new Error('SESSION_REQUIRED');
    socket.data = { principal, viewingCalls: { second: 0, count: 0 } };
  }

  private welcome(socket: MemberSocket): void {
    this.placeInRooms(socket);
    const plain = socket as unknown as Socket;
    plain.on('viewing', (body: unknown) => this.view(socket, body));
    plain.on('disconnect', () => this.presence.leave(socket.id));
  }

  private placeInRooms(socket: MemberSocket): void {
    const { workspaceId, role } = socket.data.principal;
    void socket.join(everybody(workspaceId));
    if (ROLE_PERMISSIONS[role].includes('logs.view')) void socket.join(logReaders(workspaceId));
    else void socket.leave(logReaders(workspaceId));
  }

  private view(socket: MemberSocket, body: unknown): void {
    const calls = socket.data.viewingCalls;
    const second = Math.floor(performance.now() / 1000);
    socket.data.viewingCalls = calls.second === second ? { second, count: calls.count + 1 } : { second, count: 1 };
    if (socket.data.viewingCalls.count > VIEWING_PER_SECOND_MAX) return;
    const { conversationId, replying } = (body ?? {}) as { conversationId?: unknown; replying?: unknown };
    const { workspaceId, userId, name } = socket.data.principal;
    this.presence.view(socket.id, workspaceId, isUuid(conversationId) ? conversationId : null, { userId, name, replying: replying === true });
  }

  private send(room: string, event: string, body: unknown): void {
    (this.io as unknown as Server | null)?.to(room).emit(event, body);
  }
}
