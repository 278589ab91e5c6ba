import { Injectable, computed, inject, signal } from '@angular/core';
import type { ChannelRef, Person } from '@mailtrixy/shared/dto';
import { PeopleStore } from '@mailtrixy/web/accounts/data-access';
import { UnreadBadge } from '@mailtrixy/web/shared/util';
import { InboxApi } from './inbox-api';

/** The people and channels of the workspace, by id: for names, marks, bands and the Assign menu. */
@Injectable({ providedIn: 'root' })
export class DirectoryStore {
  private readonly api = inject(InboxApi);
  private readonly people = inject(PeopleStore);
  private readonly badge = inject(UnreadBadge);
  private readonly channelsById = signal<ReadonlyMap<string, ChannelRef>>(new Map());
  private readonly channelsRead = signal(false);

  readonly assignable = computed(() => this.people.active().filter((person) => person.role !== 'viewer'));
  readonly admins = computed(() => this.people.active().filter((person) => person.role === 'owner' || person.role === 'admin'));
  readonly team = computed(() => this.people.active());
  readonly channels = computed(() => [...this.channelsById().values()]);
  /** False until the server answered once: "no channel" and "not known yet" are different pages. */
  readonly channelsKnown = this.channelsRead.asReadonly();

  async load(): Promise<void> {
    await Promise.all([this.people.load(), this.loadChannels()]);
  }

  /** New members appear in threads before anyone reloads. */
  loadPeople(): Promise<void> {
    return this.people.load();
  }

  person(id: string | null): Person | null {
    return this.people.find(id);
  }

  channel(id: string): ChannelRef | undefined {
    return this.channelsById().get(id);
  }

  applyChannels(channels: readonly ChannelRef[]): void {
    if (channels.length === 0) return;
    const next = new Map(this.channelsById());
    for (const channel of channels) next.set(channel.id, channel);
    this.keep(next);
  }

  private async loadChannels(): Promise<void> {
    try {
      const channels = await this.api.channels();
      this.keep(new Map(channels.map((channel) => [channel.id, channel])));
      this.channelsRead.set(true);
    } catch {
      // rows carry kind and mode; bands and names follow with the next load
    }
  }

  private keep(channels: ReadonlyMap<string, ChannelRef>): void {
    this.channelsById.set(channels);
    this.badge.channelsInTrouble.set([...channels.values()].filter((channel) => channel.sendHold).map((channel) => channel.id));
  }
}
