import { Injectable, computed, inject } from '@angular/core';
import { DEFAULT_PREFERENCES } from '@mailtrixy/shared/dto';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';

/** Who looks at the inbox, and what they may do in it. */
@Injectable({ providedIn: 'root' })
export class InboxViewer {
  private readonly session = inject(SessionStore);

  readonly userId = computed(() => this.session.me()?.user.id ?? '');
  readonly workspaceName = computed(() => this.session.me()?.workspace.name ?? '');
  readonly preferences = computed(() => this.session.me()?.preferences ?? DEFAULT_PREFERENCES);
  readonly canWrite = computed(() => this.session.can('inbox.write'));
  readonly canManageChannels = computed(() => this.session.can('channels.manage'));
  readonly canManageMembers = computed(() => this.session.can('members.manage'));
  /** Whether questions may be put into the AI's test set. */
  readonly canExamine = computed(() => this.session.can('knowledge.manage'));
  readonly canSeeLogs = computed(() => this.session.can('logs.view'));
  readonly canUseSimulator = computed(() => this.session.can('simulator.use') && (this.session.me()?.simulatorEnabled ?? false));
}
