import { ChangeDetectionStrategy, Component, DestroyRef, ElementRef, afterNextRender, computed, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { Banner, Button, Field, Input, Password, iconClock } from '@mailtrixy/web/shared/ui';
import { ApiProblem, FormField, checkForm, formatTimer, required } from '@mailtrixy/web/shared/util';
import { emailField } from './account-form';
import { EntryCard } from './entry-card';

@Component({
  selector: 'mx-sign-in-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Banner, Button, EntryCard, Field, Input, Password, RouterLink],
  template: `
    <mx-entry-card [heading]="heading" foot="This server is run by your own team. Nothing on this page is loaded from elsewhere.">
      @if (lockedFor(); as time) {
        <mx-banner class="mx-gap-b" kind="warn" role="alert" [icon]="iconClock" [heading]="'Too many tries. Try again in ' + time + '.'">An Owner or Admin can make you a reset link under Members.</mx-banner>
      } @else if (problem()) {
        <mx-banner class="mx-gap-b" kind="danger" data-testid="sign-in-error" [heading]="message()" />
      } @else if (notice()) {
        <mx-banner class="mx-gap-b" kind="ok">{{ notice() }}</mx-banner>
      }
      <form class="mx-entry__fields" data-testid="sign-in" novalidate (submit)="submit($event)">
        <mx-field label="E-mail" [field]="email"><input mxInput type="email" name="email" autocomplete="username" inputmode="email" /></mx-field>
        <mx-field label="Password" [field]="password"><mx-password /></mx-field>
        <div class="mx-entry__act mx-entry__act--flush">
          <button mx-button type="submit" kind="primary" data-testid="sign-in-submit" [loading]="busy()" [disabled]="lockedFor() !== ''">Sign in</button>
          <a class="mx-link" routerLink="/forgot">Forgot password?</a>
        </div>
      </form>
    </mx-entry-card>
  `,
})
export class SignInPage {
  private readonly session = inject(SessionStore);
  private readonly router = inject(Router);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  /** From the query: where to go afterwards, and what just happened. */
  readonly next = input<string>();
  readonly done = input<string>();
  protected readonly heading = this.session.lastWorkspace() ? `Sign in to ${this.session.lastWorkspace()}` : 'Sign in';
  protected readonly email = emailField();
  protected readonly password = new FormField('', required('Enter your password.'));
  protected readonly busy = signal(false);
  protected readonly problem = signal<ApiProblem | null>(null);
  private readonly lockedUntil = signal(0);
  private readonly now = signal(Date.now());
  protected readonly lockedFor = computed(() => (this.lockedUntil() > this.now() ? formatTimer(this.lockedUntil() - this.now()) : ''));
  protected readonly message = computed(() => {
    const problem = this.problem();
    return problem?.code === 'SIGN_IN_FAILED' ? 'E-mail or password is wrong.' : (problem?.message ?? '');
  });
  protected readonly notice = computed(() => (this.done() === 'reset' ? 'Your new password is set. Sign in with it.' : ''));
  protected readonly iconClock = iconClock;

  constructor() {
    const clock = setInterval(() => this.now.set(Date.now()), 1000);
    inject(DestroyRef).onDestroy(() => clearInterval(clock));
    afterNextRender(() => this.focusFirst());
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy() || this.lockedFor() !== '') return;
    if (!checkForm({ email: this.email, password: this.password })) return this.focusFirst('[aria-invalid]');
    this.busy.set(true);
    this.problem.set(null);
    try {
      await this.session.signIn({ email: this.email.value().trim(), password: this.password.value() });
      await this.router.navigateByUrl(localPath(this.next()));
    } catch (error) {
      this.refused(ApiProblem.from(error));
    } finally {
      this.busy.set(false);
    }
  }

  private refused(problem: ApiProblem): void {
    this.problem.set(problem);
    if (problem.code === 'SIGN_IN_LOCKED') {
      this.now.set(Date.now());
      this.lockedUntil.set(Date.now() + (problem.retryAfter ?? 60) * 1000);
    }
    this.focusFirst('input[name="password"]');
  }

  private focusFirst(selector = 'input'): void {
    setTimeout(() => this.host.querySelector<HTMLElement>(selector)?.focus());
  }
}

/** Only a path of this app: "//evil.example" and "https:…" would leave it. */
function localPath(next: string | undefined): string {
  return next && /^\/(?![/\\])/.test(next) ? next : '/inbox';
}
