import { Injectable, InjectionToken, inject, signal } from '@angular/core';
import type { PresenceFrame, RealtimeFrame } from '@mailtrixy/shared/dto';

/** The part of a Socket.IO client that the inbox uses. */
export interface SocketClient {
  readonly connected: boolean;
  readonly active: boolean;
  connect(): unknown;
  disconnect(): unknown;
  emit(event: string, ...args: unknown[]): unknown;
  on(event: string, listener: (...args: never[]) => void): unknown;
}

/** Loaded apart: the list is on screen before the line is up. */
export const SOCKET_CLIENT = new InjectionToken<() => Promise<SocketClient>>('Socket.IO client', {
  providedIn: 'root',
  factory: () => async () => {
    const { io } = await import('socket.io-client');
    return io({
      path: '/api/socket',
      transports: ['websocket'],
      autoConnect: false,
      reconnectionDelay: 500,
      reconnectionDelayMax: 5000,
    });
  },
});

export interface SocketListener {
  connected(): void;
  disconnected(): void;
  frame(frame: RealtimeFrame): void;
  presence(frame: PresenceFrame): void;
  signedOut(): void;
}

/** A refused handshake or a kick by the server ends the client's own retries; we go on at this pace. */
const RECONNECT_MS = 5000;

@Injectable({ providedIn: 'root' })
export class InboxSocket {
  private readonly create = inject(SOCKET_CLIENT);
  private readonly online = signal(false);
  private client: SocketClient | null = null;
  private opening = false;
  private reconnect: ReturnType<typeof setTimeout> | undefined;

  readonly connected = this.online.asReadonly();

  async open(listener: SocketListener): Promise<void> {
    if (this.client || this.opening) return;
    this.opening = true;
    const client = await this.create().finally(() => (this.opening = false));
    this.client = client;
    client.on('connect', () => {
      this.online.set(true);
      listener.connected();
    });
    client.on('disconnect', () => {
      this.online.set(false);
      listener.disconnected();
      this.tryAgainLater(client);
    });
    client.on('connect_error', () => {
      listener.disconnected();
      this.tryAgainLater(client);
    });
    client.on('frame', (frame: RealtimeFrame) => listener.frame(frame));
    client.on('presence', (frame: PresenceFrame) => listener.presence(frame));
    client.on('signed-out', () => {
      this.close();
      listener.signedOut();
    });
    client.connect();
  }

  /** For "Try now" and for the browser's own online event. */
  tryNow(): void {
    if (this.client && !this.client.connected) {
      this.client.disconnect();
      this.client.connect();
    }
  }

  viewing(conversationId: string | null, replying: boolean): void {
    if (this.client?.connected) this.client.emit('viewing', { conversationId, replying });
  }

  close(): void {
    clearTimeout(this.reconnect);
    const client = this.client;
    this.client = null;
    this.online.set(false);
    client?.disconnect();
  }

  private tryAgainLater(client: SocketClient): void {
    if (client.active || this.client !== client) return;
    clearTimeout(this.reconnect);
    this.reconnect = setTimeout(() => {
      if (this.client === client) client.connect();
    }, RECONNECT_MS);
  }
}
