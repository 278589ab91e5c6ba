import { Injectable, inject } from '@angular/core';
import type { Message, RealtimeFrame, SyncResponse } from '@mailtrixy/shared/dto';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { ChannelFrames } from '@mailtrixy/web/channels/data-access';
import { LiveFrames } from '@mailtrixy/web/shared/util';
import { ConnectionReport } from './connection-report';
import { ConversationsStore } from './conversations-store';
import { DirectoryStore } from './directory-store';
import { FrameBatch } from './frame-batch';
import { InboxApi } from './inbox-api';
import { InboxSocket } from './inbox-socket';
import type { ListFilter } from './list-filter';
import type { ListView } from './list-view';
import { PresenceStore } from './presence-store';
import { requestFailure } from './request-failure';
import { SendQueue } from './send-queue';
import { laterCursor } from './sync-cursor';
import { ThreadStore } from './thread-store';

const SYNC_RETRY_MS = 2000;

/**
 * Keeps the stores as the server has them: frames while the socket is up, GET /sync after every gap,
 * a full reload when the gap is too old to be told.
 */
@Injectable({ providedIn: 'root' })
export class InboxLive {
  private readonly api = inject(InboxApi);
  private readonly socket = inject(InboxSocket);
  private readonly conversations = inject(ConversationsStore);
  private readonly threads = inject(ThreadStore);
  private readonly directory = inject(DirectoryStore);
  private readonly presence = inject(PresenceStore);
  private readonly queue = inject(SendQueue);
  private readonly report = inject(ConnectionReport);
  private readonly session = inject(SessionStore);
  private readonly channelFrames = inject(ChannelFrames);
  private readonly liveFrames = inject(LiveFrames);

  private readonly frames = new FrameBatch((frames) => this.applyFrames(frames));
  private readonly arrivals = new Set<(messages: readonly Message[]) => void>();
  private started = false;
  private cursor: string | null = null;
  /** Until a list is asked for there is nothing that a frame could change but counts and names. */
  private listWanted = false;
  private wasConnected = false;
  private catchingUp = false;
  private askedAgain = false;
  private openId: string | null = null;
  private replying = false;
  private retry: ReturnType<typeof setTimeout> | undefined;

  readonly connected = this.socket.connected;

  start(): void {
    if (this.started) return;
    this.started = true;
    this.frames.hold();
    this.openSocket();
    addEventListener('online', () => this.tryNow());
    this.session.renewed.subscribe((renewed) => {
      if (renewed) this.openSocket();
    });
  }

  tryNow(): void {
    this.socket.tryNow();
    this.queue.resume();
  }

  /** Shows a list and, with the first one, starts to apply what the socket brought meanwhile. */
  async show(filter: ListFilter): Promise<void> {
    this.listWanted = true;
    const wasConnected = this.socket.connected();
    const { loaded } = this.conversations.show(filter);
    this.firstPageRead(await loaded, wasConnected);
  }

  async retryList(view: ListView): Promise<void> {
    const wasConnected = this.socket.connected();
    this.firstPageRead(await this.conversations.load(view), wasConnected);
  }

  /** New inbound messages as they come, for sound and announcements. Answers how to stop. */
  onArrival(listener: (messages: readonly Message[]) => void): () => void {
    this.arrivals.add(listener);
    return () => this.arrivals.delete(listener);
  }

  viewing(conversationId: string | null, replying: boolean): void {
    if (this.openId === conversationId && this.replying === replying) return;
    this.openId = conversationId;
    this.replying = replying;
    this.socket.viewing(conversationId, replying);
  }

  private openSocket(): void {
    this.report.state('connecting');
    void this.socket
      .open({
        connected: () => this.onConnected(),
        disconnected: () => this.onLost(),
        frame: (frame) => this.take(frame),
        presence: (frame) => this.presence.apply(frame),
        signedOut: () => this.onSignedOut(),
      })
      // its code could not be fetched: the same as no connection
      .catch(() => {
        this.onLost();
        setTimeout(() => this.openSocket(), SYNC_RETRY_MS);
      });
  }

  private firstPageRead(cursor: string | null, wasConnected: boolean): void {
    if (cursor === null || this.cursor !== null) return;
    this.cursor = cursor;
    // connected only after the rows were asked for: what happened in between is in no frame
    if (wasConnected) this.frames.release();
    else if (this.socket.connected()) void this.catchUp();
  }

  private onConnected(): void {
    this.report.state('open');
    this.channelFrames.setLive(true);
    if (this.openId) this.socket.viewing(this.openId, this.replying);
    this.queue.resume();
    if (this.cursor !== null) void this.catchUp();
    else if (!this.listWanted && this.wasConnected) this.refreshBesideList();
    if (this.wasConnected) this.liveFrames.afterGap();
    this.wasConnected = true;
  }

  /** Logs and wizards want theirs at once; they read their own pages anew after a gap. */
  private take(frame: RealtimeFrame): void {
    this.channelFrames.take(frame);
    this.liveFrames.take(frame);
    if (this.listWanted) this.frames.push(frame);
    else this.takeBesideList(frame);
  }

  /** Settings or the simulator came first: the page of the list will hold what this frame tells. */
  private takeBesideList(frame: RealtimeFrame): void {
    if (frame.conversation) this.conversations.refreshCounts();
    if (frame.channel) this.directory.applyChannels([frame.channel]);
    if (frame.topic === 'member.updated') void this.directory.loadPeople();
  }

  private refreshBesideList(): void {
    this.conversations.refreshCounts();
    void this.directory.load();
  }

  private onLost(): void {
    this.report.state('lost');
    this.channelFrames.setLive(false);
    this.presence.clear();
  }

  private onSignedOut(): void {
    this.report.state('idle');
    this.channelFrames.setLive(false);
    this.session.markExpired();
  }

  private async catchUp(): Promise<void> {
    if (this.catchingUp) {
      this.askedAgain = true;
      return;
    }
    this.catchingUp = true;
    clearTimeout(this.retry);
    this.frames.hold();
    try {
      do {
        this.askedAgain = false;
        await this.readGap();
      } while (this.askedAgain);
      this.frames.release();
    } catch {
      // frames stay held: applying them now would hide the gap
      this.retry = setTimeout(() => void this.catchUp(), SYNC_RETRY_MS);
    } finally {
      this.catchingUp = false;
    }
  }

  private async readGap(): Promise<void> {
    try {
      for (let more = true; more && this.cursor !== null; ) {
        const answer: SyncResponse = await this.api.sync(this.cursor);
        this.apply(answer);
        this.cursor = laterCursor(this.cursor, answer.cursor);
        more = answer.more;
      }
    } catch (error) {
      if (requestFailure(error).status !== 410) throw error;
      await this.reloadAll();
    }
  }

  private async reloadAll(): Promise<void> {
    const cursor = await this.conversations.reload();
    if (cursor === null) throw new Error('The list could not be read');
    this.cursor = cursor;
    await Promise.all([this.threads.reload(this.openId), this.directory.load()]);
  }

  private applyFrames(frames: readonly RealtimeFrame[]): void {
    this.apply({
      conversations: frames.flatMap((frame) => frame.conversation ?? []),
      messages: frames.flatMap((frame) => frame.message ?? []),
      channels: frames.flatMap((frame) => frame.channel ?? []),
      gone: frames.flatMap((frame) => frame.gone ?? []),
    });
    for (const frame of frames) this.cursor = laterCursor(this.cursor, frame.seq);
    if (frames.some((frame) => frame.topic === 'member.updated')) void this.directory.loadPeople();
    const arrived = frames.filter((frame) => frame.topic === 'message.received').flatMap((frame) => frame.message ?? []);
    if (arrived.length > 0) for (const listener of this.arrivals) listener(arrived);
  }

  private apply(change: Pick<SyncResponse, 'conversations' | 'messages' | 'channels' | 'gone'>): void {
    this.conversations.apply(change.conversations);
    this.threads.apply(change.messages);
    this.threads.rowsChanged(change.conversations, this.openId);
    this.directory.applyChannels(change.channels);
    if (change.gone.length > 0) {
      this.conversations.remove(change.gone);
      this.threads.gone(change.gone);
    }
  }
}
