import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import type { Preferences, SessionInfo } from '@mailtrixy/shared/dto';
import { DEFAULT_PREFERENCES } from '@mailtrixy/shared/dto';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { Button, Chip, ErrorCard, Field, Input, Segmented, Select, Skeleton, Switch } from '@mailtrixy/web/shared/ui';
import { ApiProblem, Load, Toasts, UnsavedWork, checkForm, formatAgo, refuseForm } from '@mailtrixy/web/shared/util';
import { nameField } from './account-form';
import { PasswordForm } from './password-form';
import { browserOf } from './user-agent';

/** Own name, look, keys, password and sessions. Choices act at once; the name has Save. */
@Component({
  selector: 'mx-profile-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, Chip, ErrorCard, Field, Input, PasswordForm, Segmented, Select, Skeleton, Switch],
  templateUrl: './profile-page.html',
})
export class ProfilePage {
  protected readonly session = inject(SessionStore);
  private readonly toasts = inject(Toasts);
  protected readonly form = { name: nameField(this.session.me()?.user.name) };
  protected readonly preferences = computed(() => this.session.me()?.preferences ?? DEFAULT_PREFERENCES);
  protected readonly sessions = new Load(() => this.session.sessions());
  protected readonly savingName = signal(false);
  protected readonly themes = [
    { value: 'system' as const, label: 'System' },
    { value: 'light' as const, label: 'Light' },
    { value: 'dark' as const, label: 'Dark' },
  ];
  protected readonly densities = [
    { value: 'comfortable' as const, label: 'Comfortable' },
    { value: 'compact' as const, label: 'Compact' },
  ];
  protected readonly textSizes = ['90', '100', '112', '125'].map((value) => ({ value, label: `${value} %` }));
  protected readonly sendKeys = [
    { value: 'enter' as const, label: 'Enter' },
    { value: 'ctrl-enter' as const, label: 'Ctrl+Enter' },
  ];
  protected readonly afterResolve = [
    { value: 'next' as const, label: 'Go to the next one' },
    { value: 'stay' as const, label: 'Stay' },
    { value: 'list' as const, label: 'Back to the list' },
  ];
  protected readonly browser = browserOf;
  protected readonly ago = (at: string) => formatAgo(at);

  constructor() {
    inject(UnsavedWork).watch(this.form.name.dirty);
    void this.sessions.run();
  }

  protected prefer(change: Partial<Preferences>): void {
    this.session.prefer(change).then(
      () => this.toasts.show('Saved'),
      (error: unknown) => this.toasts.error(ApiProblem.from(error).message),
    );
  }

  protected async saveName(event: Event): Promise<void> {
    event.preventDefault();
    if (this.savingName() || !checkForm(this.form)) return;
    this.savingName.set(true);
    try {
      const me = await this.session.update({ name: this.form.name.value().trim() });
      this.form.name.reset(me.user.name);
      this.toasts.show('Name saved');
    } catch (error) {
      const problem = ApiProblem.from(error);
      if (!refuseForm(this.form, problem)) this.toasts.error(problem.message);
    } finally {
      this.savingName.set(false);
    }
  }

  protected async endSession(session: SessionInfo): Promise<void> {
    try {
      await this.session.endSession(session.id);
      this.sessions.patch((list) => list.filter((one) => one.id !== session.id));
      this.toasts.show('That session is signed out');
    } catch (error) {
      this.toasts.error(ApiProblem.from(error).message);
    }
  }
}
