import { Inject, Injectable } from '@nestjs/common';
import Redis from 'ioredis';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import type { PresenceFrame } from '@mailtrixy/shared/dto';

type Viewer = PresenceFrame['viewers'][number];

interface Local extends Viewer {
  workspaceId: string;
  conversationId: string;
}

/** A process that dies takes its viewers along after this time. */
const LIFE_MS = 40_000;
const REFRESH_MS = 15_000;

/** Who looks at which conversation. Redis only, with expiry: losing it costs nothing but avatars. */
@Injectable()
export class Presence {
  private readonly redis: Redis;
  private readonly subscriber: Redis;
  private readonly prefix: string;
  private readonly locals = new Map<string, Local>();
  private timer: NodeJS.Timeout | null = null;
  private emit: (workspaceId: string, frame: PresenceFrame) => void = () => undefined;

  constructor(@Inject(SETTINGS) settings: Settings) {
    this.prefix = `mx-${settings.instance}:presence`;
    const retryStrategy = (times: number) => Math.min(100 * times, 2000);
    this.redis = new Redis(settings.redisUrl, { enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: 500, retryStrategy, lazyConnect: true });
    this.subscriber = new Redis(settings.redisUrl, { maxRetriesPerRequest: null, retryStrategy, lazyConnect: true });
    for (const client of [this.redis, this.subscriber]) client.on('error', () => undefined);
  }

  start(emit: (workspaceId: string, frame: PresenceFrame) => void): void {
    this.emit = emit;
    this.subscriber.on('message', (_channel, place: string) => void this.tell(place).catch(() => undefined));
    this.subscriber.on('ready', () => void this.subscriber.subscribe(this.prefix).catch(() => undefined));
    for (const client of [this.redis, this.subscriber]) client.connect().catch(() => undefined);
    this.timer = setInterval(() => {
      for (const [socketId, local] of this.locals) void this.write(socketId, local).catch(() => undefined);
    }, REFRESH_MS);
  }

  async stop(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await Promise.allSettled([...this.locals.keys()].map((socketId) => this.forget(socketId)));
    this.redis.disconnect();
    this.subscriber.disconnect();
  }

  /** @param conversationId null: looks at none */
  view(socketId: string, workspaceId: string, conversationId: string | null, viewer: Viewer): void {
    const before = this.locals.get(socketId);
    if (before && before.conversationId !== conversationId) this.leave(socketId);
    if (!conversationId) return;
    const local = { ...viewer, workspaceId, conversationId };
    this.locals.set(socketId, local);
    void this.write(socketId, local).then(() => this.publish(local)).catch(() => this.tellLocals(local));
  }

  leave(socketId: string): void {
    void this.forget(socketId).catch(() => undefined);
  }

  private async forget(socketId: string): Promise<void> {
    const local = this.locals.get(socketId);
    if (!local) return;
    this.locals.delete(socketId);
    await this.redis
      .hdel(this.key(placeOf(local)), socketId)
      .then(() => this.publish(local))
      .catch(() => this.tellLocals(local));
  }

  private async write(socketId: string, local: Local): Promise<void> {
    const key = this.key(placeOf(local));
    const { userId, name, replying } = local;
    await this.redis.hset(key, socketId, JSON.stringify({ userId, name, replying, until: Date.now() + LIFE_MS }));
    await this.redis.pexpire(key, LIFE_MS);
  }

  private async publish(local: Local): Promise<void> {
    await this.redis.publish(this.prefix, placeOf(local));
  }

  private async tell(place: string): Promise<void> {
    const [workspaceId, conversationId] = place.split('/');
    const entries = Object.values(await this.redis.hgetall(this.key(place))).map((text) => JSON.parse(text) as Viewer & { until: number });
    this.emit(workspaceId, { conversationId, viewers: onePerPerson(entries.filter(({ until }) => until > Date.now())) });
  }

  /** Redis is down: at least those on this process see each other. */
  private tellLocals({ workspaceId, conversationId }: Local): void {
    const here = [...this.locals.values()].filter((local) => local.workspaceId === workspaceId && local.conversationId === conversationId);
    this.emit(workspaceId, { conversationId, viewers: onePerPerson(here) });
  }

  private key(place: string): string {
    return `${this.prefix}:{${place}}`;
  }
}

function placeOf({ workspaceId, conversationId }: Local): string {
  return `${workspaceId}/${conversationId}`;
}

/** Somebody with two tabs is one viewer, who is replying if either tab is. */
function onePerPerson(entries: readonly Viewer[]): Viewer[] {
  const people = new Map<string, Viewer>();
  for (const { userId, name, replying } of entries) people.set(userId, { userId, name, replying: replying || (people.get(userId)?.replying ?? false) });
  return [...people.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
