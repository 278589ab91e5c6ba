import { ChangeDetectionStrategy, Component, ElementRef, computed, inject, signal } from '@angular/core';
import { Router } from '@angular/router';
import { SessionStore, SetupApi } from '@mailtrixy/web/accounts/data-access';
import { Banner, Button, ChannelMark, Chip, Field, Icon, Input, Password, Select, iconArrowRight, iconCheck, iconInbox, iconSmartphone } from '@mailtrixy/web/shared/ui';
import { ApiProblem, FormField, checkForm, refuseForm, required } from '@mailtrixy/web/shared/util';
import { emailField, nameField, newPasswordField, takeFromFragment } from './account-form';
import { EntryCard } from './entry-card';
import { PasswordStrength } from './password-strength';
import { ownTimeZone, timeZoneOptions } from './time-zones';

type Start = 'simulator' | 'whatsapp' | 'skip';

const STEPS = ['Owner', 'Workspace', 'Start'] as const;
const HEADINGS = ['Create the owner account', 'Describe your workspace', 'How do you want to start?'] as const;
const LEADS = [
  'The owner can do everything, and can hand this role on later. All fields are required.',
  'Colleagues see the name when they sign in. You can change all of this later.',
  'You can do the other one any time under Settings → Channels.',
] as const;
const START_LABELS: Record<Start, string> = { simulator: 'Try with the simulator', whatsapp: 'Connect WhatsApp', skip: 'Go to the inbox' };

/** First run, three steps: owner, workspace, how to start. The account is made at the end of step 2. */
@Component({
  selector: 'mx-setup-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Banner, Button, ChannelMark, Chip, EntryCard, Field, Icon, Input, Password, PasswordStrength, Select],
  templateUrl: './setup-page.html',
})
export class SetupPage {
  private readonly session = inject(SessionStore);
  private readonly api = inject(SetupApi);
  private readonly router = inject(Router);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly linkCode = takeFromFragment('code');

  protected readonly steps = STEPS;
  protected readonly step = signal<0 | 1 | 2>(0);
  protected readonly heading = computed(() => HEADINGS[this.step()]);
  protected readonly lead = computed(() => LEADS[this.step()]);
  protected readonly owner = { name: nameField(), email: emailField(), password: newPasswordField(), code: new FormField(this.linkCode, required('Enter the set-up code.')) };
  protected readonly workspace = { workspaceName: new FormField('', required('Give the workspace a name.')), timeZone: new FormField(ownTimeZone(), required('Choose a time zone.')) };
  protected readonly codeHint = this.linkCode ? 'Taken from your set-up link.' : 'Printed once in the server log when it starts.';
  protected readonly timeZones = timeZoneOptions();
  protected readonly start = signal<Start>('simulator');
  protected readonly startLabel = computed(() => START_LABELS[this.start()]);
  protected readonly simulatorEnabled = computed(() => this.session.me()?.simulatorEnabled ?? true);
  /** Meta can only call a public https address. */
  protected readonly metaCannotReach = computed(() => {
    const url = this.session.me()?.publicUrl ?? '';
    return !url.startsWith('https://') || /^https:\/\/(localhost|127\.|\[::1\])/.test(url);
  });
  protected readonly busy = signal(false);
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly iconArrowRight = iconArrowRight;
  protected readonly iconCheck = iconCheck;
  protected readonly iconInbox = iconInbox;
  protected readonly iconSmartphone = iconSmartphone;

  protected toWorkspace(event: Event): void {
    event.preventDefault();
    if (this.valid(this.owner)) this.go(1);
  }

  protected async create(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy() || !this.valid(this.workspace)) return;
    await this.attempt(async () => {
      await this.session.setUp({
        code: this.owner.code.value().trim(),
        name: this.owner.name.value().trim(),
        email: this.owner.email.value().trim(),
        password: this.owner.password.value(),
        workspaceName: this.workspace.workspaceName.value().trim(),
        timeZone: this.workspace.timeZone.value(),
      });
      if (!this.simulatorEnabled()) this.start.set('whatsapp');
      this.go(2);
    });
  }

  protected async begin(): Promise<void> {
    const start = this.start();
    if (this.busy()) return;
    await this.attempt(async () => {
      if (start === 'simulator') await this.api.startSandbox();
      await this.router.navigateByUrl(start === 'whatsapp' ? '/settings/channels/new/whatsapp' : '/inbox');
    });
  }

  protected go(step: 0 | 1 | 2): void {
    this.problem.set(null);
    this.step.set(step);
    setTimeout(() => this.host.querySelector<HTMLElement>('h1')?.focus());
  }

  private valid(fields: Record<string, FormField>): boolean {
    if (checkForm(fields)) return true;
    setTimeout(() => this.host.querySelector<HTMLElement>('[aria-invalid]')?.focus());
    return false;
  }

  private async attempt(act: () => Promise<void>): Promise<void> {
    this.busy.set(true);
    this.problem.set(null);
    try {
      await act();
    } catch (error) {
      await this.refused(ApiProblem.from(error));
    } finally {
      this.busy.set(false);
    }
  }

  /** The server's objection may belong to the step before. */
  private async refused(problem: ApiProblem): Promise<void> {
    if (problem.code === 'SETUP_DONE') {
      await this.router.navigateByUrl('/sign-in');
      return;
    }
    if (problem.code === 'SETUP_CODE_WRONG') this.owner.code.refuse('This is not the code this server printed.');
    if (problem.code === 'PASSWORD_WEAK') this.owner.password.refuse(problem.message);
    const placed = refuseForm({ ...this.owner, ...this.workspace }, problem);
    if (this.step() === 1 && Object.values(this.owner).some((field) => field.error() !== null)) this.go(0);
    else if (!placed) this.problem.set(problem);
  }
}
