import { type Provider, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { PeopleStore, SessionStore } from '@mailtrixy/web/accounts/data-access';
import { NEVER } from 'rxjs';
import { InboxApi } from '../inbox-api';
import { SOCKET_CLIENT, type SocketClient } from '../inbox-socket';

/** A socket that a test connects, cuts and feeds by hand. */
export class FakeSocket implements SocketClient {
  connected = false;
  active = true;
  readonly emitted: [string, unknown][] = [];
  private readonly listeners = new Map<string, (...args: never[]) => void>();

  connect(): void {
    // the test decides when
  }
  disconnect(): void {
    this.connected = false;
  }
  emit(event: string, value: unknown): void {
    this.emitted.push([event, value]);
  }
  on(event: string, listener: (...args: never[]) => void): void {
    this.listeners.set(event, listener);
  }
  fire(event: string, ...args: unknown[]): void {
    if (event === 'connect') this.connected = true;
    if (event === 'disconnect') this.connected = false;
    (this.listeners.get(event) as ((...values: unknown[]) => void) | undefined)?.(...args);
  }
}

type ApiMock = { [K in keyof InboxApi]: jest.Mock };

export function inboxHarness(providers: Provider[] = []): { api: ApiMock; socket: FakeSocket } {
  localStorage.clear();
  const socket = new FakeSocket();
  const api = Object.fromEntries(
    ['conversations', 'counts', 'conversation', 'messages', 'send', 'markRead', 'markUnread', 'setStatus', 'assign', 'drafts', 'saveDraft', 'message', 'retry', 'dismiss', 'sync', 'channels', 'react', 'typing', 'fetchAgain', 'discardUpload', 'renameContact', 'noteContact', 'duplicates', 'merges', 'mergeContacts', 'undoMerge'].map((name) => [
      name,
      jest.fn(() => new Promise(() => undefined)),
    ]),
  ) as ApiMock;
  TestBed.configureTestingModule({
    providers: [
      { provide: InboxApi, useValue: api },
      { provide: SOCKET_CLIENT, useValue: () => Promise.resolve(socket) },
      {
        provide: SessionStore,
        useValue: {
          me: signal({ user: { id: 'me', name: 'Ana Ruiz' }, workspace: { name: 'Acme' }, preferences: {}, simulatorEnabled: true }),
          can: () => true,
          renewed: NEVER,
          markExpired: jest.fn(),
        },
      },
      { provide: PeopleStore, useValue: { load: jest.fn(async () => undefined), find: () => null, active: signal([]), all: signal([]) } },
      ...providers,
    ],
  });
  return { api, socket };
}

/** Lets promises and animation frames that are due run. */
export async function settle(ms = 0): Promise<void> {
  await jest.advanceTimersByTimeAsync(ms);
}
