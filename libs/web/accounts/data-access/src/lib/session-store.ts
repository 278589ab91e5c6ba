import { HttpClient, HttpContext } from '@angular/common/http';
import { Injectable, computed, inject, signal } from '@angular/core';
import type { AcceptInvitationRequest, ChangePasswordRequest, Me, Permission, Preferences, SessionInfo, SetupRequest, SignInRequest, UpdateMeRequest } from '@mailtrixy/shared/dto';
import { Appearance, Shortcuts } from '@mailtrixy/web/shared/util';
import { Subject, firstValueFrom } from 'rxjs';
import { HANDLES_OWN_401 } from './http-context';

const WORKSPACE_KEY = 'mx-workspace';

/** Who is signed in, and what they may do. */
@Injectable({ providedIn: 'root' })
export class SessionStore {
  private readonly http = inject(HttpClient);
  private readonly appearance = inject(Appearance);
  private readonly shortcuts = inject(Shortcuts);
  private readonly current = signal<Me | null>(null);
  private readonly expiredState = signal(false);
  private readonly renewals = new Subject<boolean>();
  private noneAt = 0;

  readonly me = this.current.asReadonly();
  /** The server no longer knows this session while the page is still open. */
  readonly expired = this.expiredState.asReadonly();
  /** True: signed in again, held requests may go. False: given up. */
  readonly renewed = this.renewals.asObservable();
  readonly permissions = computed<ReadonlySet<Permission>>(() => new Set(this.current()?.permissions));

  /** Reads the session once; null when there is none. A "no" holds for two seconds: several guards ask one after another. */
  async load(): Promise<Me | null> {
    const known = this.current();
    if (known || Date.now() - this.noneAt < 2000) return known;
    try {
      return this.take(await firstValueFrom(this.http.get<Me>('/api/me', { context: ownAnswer() })));
    } catch (error) {
      if (!isStatus(error, 401)) throw error;
      this.noneAt = Date.now();
      return null;
    }
  }

  can(permission: Permission): boolean {
    return this.permissions().has(permission);
  }

  async signIn(request: SignInRequest): Promise<Me> {
    const before = this.current()?.user.id;
    const me = await firstValueFrom(this.http.post<Me>('/api/session', request, { context: ownAnswer() }));
    // Somebody else at the same screen must not see what the page holds.
    if (before !== undefined && before !== me.user.id) location.assign('/inbox');
    this.take(me);
    this.expiredState.set(false);
    this.renewals.next(true);
    return me;
  }

  async signOut(): Promise<void> {
    try {
      await firstValueFrom(this.http.delete('/api/session', { context: ownAnswer() }));
    } finally {
      // A fresh page is the only sure way to forget everything in memory.
      location.assign('/sign-in');
    }
  }

  async setUp(request: SetupRequest): Promise<Me> {
    return this.take(await firstValueFrom(this.http.post<Me>('/api/setup', request, { context: ownAnswer() })));
  }

  async acceptInvitation(request: AcceptInvitationRequest): Promise<Me> {
    return this.take(await firstValueFrom(this.http.post<Me>('/api/invitations/accept', request, { context: ownAnswer() })));
  }

  async update(request: UpdateMeRequest): Promise<Me> {
    return this.take(await firstValueFrom(this.http.patch<Me>('/api/me', request)));
  }

  /** Shown at once, then saved. */
  async prefer(change: Partial<Preferences>): Promise<void> {
    const me = this.current();
    if (!me) {
      this.appearance.apply(change);
      return;
    }
    this.take({ ...me, preferences: { ...me.preferences, ...change } });
    try {
      await this.update({ preferences: change });
    } catch (error) {
      this.take(me);
      throw error;
    }
  }

  changePassword(request: ChangePasswordRequest): Promise<void> {
    return firstValueFrom(this.http.post<void>('/api/me/password', request));
  }

  sessions(): Promise<SessionInfo[]> {
    return firstValueFrom(this.http.get<SessionInfo[]>('/api/me/sessions'));
  }

  endSession(id: string): Promise<void> {
    return firstValueFrom(this.http.delete<void>(`/api/me/sessions/${id}`));
  }

  /** Called when any request or the socket learns that the session is gone. */
  markExpired(): void {
    if (this.current()) this.expiredState.set(true);
  }

  /** The person closed the sign-in dialog: held requests fail, the page goes to /sign-in. */
  giveUp(): void {
    this.renewals.next(false);
    location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
  }

  /** Name of the workspace last used in this browser, for the heading of the sign-in page. */
  lastWorkspace(): string {
    try {
      return localStorage.getItem(WORKSPACE_KEY) ?? '';
    } catch {
      return '';
    }
  }

  private take(me: Me): Me {
    this.current.set(me);
    this.appearance.apply(me.preferences);
    this.shortcuts.singleKeys.set(me.preferences.shortcuts);
    try {
      localStorage.setItem(WORKSPACE_KEY, me.workspace.name);
    } catch {
      // Only a nicer heading is lost.
    }
    return me;
  }
}

function ownAnswer(): HttpContext {
  return new HttpContext().set(HANDLES_OWN_401, true);
}

function isStatus(error: unknown, status: number): boolean {
  return typeof error === 'object' && error !== null && (error as { status?: number }).status === status;
}
