import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import type { Member, Role } from '@mailtrixy/shared/dto';
import { MembersApi, SessionStore } from '@mailtrixy/web/accounts/data-access';
import type { MenuEntry } from '@mailtrixy/web/shared/ui';
import { Avatar, Button, Chip, Dialogs, EmptyState, ErrorCard, Icon, IconButton, Loading, Menu, MenuTrigger, Select, Skeleton, iconClock, iconEllipsis, iconKeyRound, iconMail, iconSearch, iconUserPlus, iconUserRoundX, iconUserCheck, iconUsers } from '@mailtrixy/web/shared/ui';
import { ApiProblem, Load, Toasts, formatAgo, formatDate } from '@mailtrixy/web/shared/util';
import { InviteDialog } from './invite-dialog';
import { LinkDialog } from './link-dialog';
import { ROLE_OPTIONS, ROLE_WORDS } from './role-words';

/** Who works here: roles, invitations, reset links, deactivation. */
@Component({
  selector: 'mx-members-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Avatar, Button, Chip, EmptyState, ErrorCard, Icon, IconButton, Loading, Menu, MenuTrigger, Select, Skeleton],
  templateUrl: './members-page.html',
})
export class MembersPage {
  private readonly api = inject(MembersApi);
  private readonly session = inject(SessionStore);
  private readonly dialogs = inject(Dialogs);
  private readonly toasts = inject(Toasts);
  protected readonly members = new Load(() => this.api.members());
  protected readonly invitations = new Load(() => this.api.invitations());
  protected readonly query = signal('');
  protected readonly role = signal<Role | ''>('');
  protected readonly myId = computed(() => this.session.me()?.user.id);
  protected readonly shown = computed(() => {
    const wanted = this.query().trim().toLocaleLowerCase();
    const role = this.role();
    const members = this.members.value() ?? [];
    return members
      .filter((member) => (role === '' || member.role === role) && `${member.name} ${member.email}`.toLocaleLowerCase().includes(wanted))
      .sort((a, b) => Number(b.active) - Number(a.active));
  });
  protected readonly shownInvitations = computed(() => {
    const wanted = this.query().trim().toLocaleLowerCase();
    const role = this.role();
    return (this.invitations.value() ?? []).filter((one) => (role === '' || one.role === role) && (one.email ?? '').toLocaleLowerCase().includes(wanted));
  });
  protected readonly summary = computed(() => {
    const members = this.members.value();
    if (!members) return '';
    const active = members.filter((member) => member.active).length;
    const parts = [`${active} active`];
    const invited = this.invitations.value()?.length ?? 0;
    if (invited > 0) parts.push(`${invited} invited`);
    if (members.length > active) parts.push(`${members.length - active} deactivated`);
    return parts.join(', ');
  });
  protected readonly filtered = computed(() => this.query() !== '' || this.role() !== '');
  protected readonly roleFilter = [{ value: '' as const, label: 'All roles' }, ...ROLE_OPTIONS];
  protected readonly roleWords = Object.values(ROLE_WORDS);
  protected readonly words = ROLE_WORDS;
  protected readonly ago = (at: string | null) => (at === null ? 'never' : formatAgo(at));
  protected readonly date = (at: string) => formatDate(at);
  protected readonly iconSearch = iconSearch;
  protected readonly iconUserPlus = iconUserPlus;
  protected readonly iconEllipsis = iconEllipsis;
  protected readonly iconMail = iconMail;
  protected readonly iconClock = iconClock;
  protected readonly iconUsers = iconUsers;

  constructor() {
    this.reload();
  }

  protected reload(): void {
    void this.members.run();
    void this.invitations.run();
  }

  /** Only an owner makes or unmakes owners; the server enforces the same. */
  protected rolesFor(member: Member): typeof ROLE_OPTIONS {
    const mine = this.session.me()?.role;
    return ROLE_OPTIONS.map((option) => ({ ...option, disabled: option.value === 'owner' && mine !== 'owner' && member.role !== 'owner' }));
  }

  protected fixed(member: Member): boolean {
    return !member.active || (member.role === 'owner' && this.session.me()?.role !== 'owner');
  }

  protected actions(member: Member): MenuEntry<'reset' | 'deactivate' | 'activate'>[] {
    const entries: MenuEntry<'reset' | 'deactivate' | 'activate'>[] = [{ value: 'reset', label: 'Make a reset link…', icon: iconKeyRound, disabled: this.fixed(member) }];
    if (!member.active) return [{ value: 'activate', label: 'Activate again', icon: iconUserCheck }];
    entries.push({ value: 'deactivate', label: 'Deactivate…', icon: iconUserRoundX, danger: true, separated: true, disabled: member.userId === this.myId() || this.fixed(member) });
    return entries;
  }

  protected act(member: Member, action: 'reset' | 'deactivate' | 'activate'): void {
    if (action === 'reset') void this.resetLink(member);
    else if (action === 'activate') void this.save(member, { active: true }, `${member.name} can sign in again`);
    else void this.deactivate(member);
  }

  protected changeRole(member: Member, role: Role | null): void {
    if (role === null || role === member.role) return;
    const before = member.role;
    void this.save(member, { role }, `${member.name} is now ${ROLE_WORDS[role].label}`, () => void this.save(member, { role: before }, `${member.name} is ${ROLE_WORDS[before].label} again`));
  }

  protected async invite(): Promise<void> {
    await this.dialogs.open(InviteDialog, { label: 'Invite a colleague' });
    await this.invitations.run();
  }

  protected async revoke(id: string, who: string): Promise<void> {
    if (!(await this.dialogs.confirm({ heading: `Withdraw the invitation for ${who}?`, text: 'The link stops working at once.', confirmLabel: 'Withdraw', danger: true }))) return;
    await this.attempt(async () => {
      await this.api.revokeInvitation(id);
      this.invitations.patch((list) => list.filter((one) => one.id !== id));
      this.toasts.show('Invitation withdrawn');
    });
  }

  private async resetLink(member: Member): Promise<void> {
    await this.attempt(async () => {
      const link = await this.api.resetLink(member.userId);
      await this.dialogs.open(LinkDialog, { label: 'Reset link', data: { heading: `Reset link for ${member.name}`, text: `Send it to ${member.name} over a channel you trust. It works once.`, link } });
    });
  }

  private async deactivate(member: Member): Promise<void> {
    const sure = await this.dialogs.confirm({
      heading: `Deactivate ${member.name}?`,
      text: 'All sessions end within seconds. Conversations stay assigned until somebody takes them; the name stays in threads and in the audit log.',
      confirmLabel: 'Deactivate',
      danger: true,
    });
    if (sure) await this.save(member, { active: false }, `${member.name} is deactivated`, () => void this.save(member, { active: true }, `${member.name} can sign in again`));
  }

  private async save(member: Member, change: { role?: Role; active?: boolean }, done: string, undo?: () => void): Promise<void> {
    await this.attempt(async () => {
      const saved = await this.api.update(member.userId, change);
      this.members.patch((list) => list.map((one) => (one.userId === saved.userId ? saved : one)));
      this.toasts.show(done, undo ? { label: 'Undo', run: undo } : null);
    });
    // A refused role must not stay in the select.
    this.members.patch((list) => [...list]);
  }

  private async attempt(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      const problem = ApiProblem.from(error);
      this.toasts.error(problem.code === 'LAST_OWNER' ? 'A workspace needs an Owner. Make somebody else Owner first.' : problem.message);
    }
  }
}
