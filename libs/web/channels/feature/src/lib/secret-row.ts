import { ChangeDetectionStrategy, Component, ElementRef, computed, effect, inject, input, signal, untracked } from '@angular/core';
import type { ChannelSecretName, SecretInfo } from '@mailtrixy/shared/dto';
import { ChannelStore, type FieldVerdict, checkAccessToken, checkAppSecret, checkVerifyToken } from '@mailtrixy/web/channels/data-access';
import { Button, Checkbox, Chip, Icon, SecretField, iconCircleAlert, iconTriangleAlert } from '@mailtrixy/web/shared/ui';
import { type ApiProblem, Toasts, formatAgo, formatDate, formatFull } from '@mailtrixy/web/shared/util';
import { WhereHelp, type WhereTopic } from './where-help';

const AFTER_HEADING_MS = 100;
const NAMES: Readonly<Record<ChannelSecretName, string>> = { access_token: 'Access Token', app_secret: 'App Secret', verify_token: 'Verify Token' };
const TOPICS: Readonly<Record<ChannelSecretName, WhereTopic>> = { access_token: 'accessToken', app_secret: 'appSecret', verify_token: 'verifyToken' };
const CHECKS: Readonly<Record<ChannelSecretName, (value: string) => FieldVerdict>> = { access_token: checkAccessToken, app_secret: checkAppSecret, verify_token: checkVerifyToken };

/** One stored secret: its last four characters, and Replace, which keeps the old one until the new one is stored. */
@Component({
  selector: 'mx-secret-row',
  imports: [Button, Checkbox, Chip, Icon, SecretField, WhereHelp],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'st-sec-row', '[attr.data-testid]': '"secret-" + name()' },
  templateUrl: './secret-row.html',
})
export class SecretRow {
  private readonly store = inject(ChannelStore);
  private readonly toasts = inject(Toasts);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly name = input.required<ChannelSecretName>();
  readonly about = input('');
  /** True when a Fix button led here: the empty field opens at once. */
  readonly openNow = input(false);
  protected readonly editing = signal(false);
  protected readonly value = signal('');
  protected readonly test = signal(true);
  protected readonly keepOld = signal(true);
  protected readonly busy = signal(false);
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly tried = signal(false);
  protected readonly retiring = signal<string | null>(null);
  protected readonly icons = { alert: iconCircleAlert, warn: iconTriangleAlert };
  protected readonly label = computed(() => NAMES[this.name()]);
  protected readonly topic = computed(() => TOPICS[this.name()]);
  /** Meta proves a token, and that an App Secret belongs to the token's app; a Verify Token is ours alone. */
  protected readonly testable = computed(() => this.name() !== 'verify_token');
  protected readonly rotates = computed(() => this.name() === 'app_secret');
  protected readonly secrets = computed(() => this.store.channel()?.secrets.filter((secret) => secret.name === this.name()) ?? []);
  protected readonly current = computed(() => this.secrets().find((secret) => secret.state === 'active') ?? null);
  protected readonly old = computed(() => this.secrets().filter((secret) => secret.state === 'retiring'));
  protected readonly verdict = computed<FieldVerdict>(() => (this.value() === '' ? { error: null, warning: null } : CHECKS[this.name()](this.value())));
  protected readonly error = computed(() => (this.tried() ? this.verdict().error : null));
  protected readonly saveLabel = computed(() => (this.testable() && this.test() ? 'Test and save' : 'Save'));

  protected readonly failureTitle = computed(() => (this.problem()?.code === 'CHANNEL_TEST_FAILED' ? `The new ${this.label()} did not pass the test` : (this.problem()?.title ?? '')));
  /** Several checks fail for one cause and say the same: each sentence is shown once. */
  protected readonly failureDetail = computed(() => once(this.problem()?.detail.split(' · ') ?? []).join(' · ').replace(/[^.!?…]$/, '$&.'));
  protected readonly failureLines = computed(() => once(this.problem()?.errors.map((error) => error.message) ?? []));

  constructor() {
    effect((onCleanup) => {
      if (!this.openNow()) return;
      untracked(() => this.editing.set(true));
      // The shell moves the focus to the heading right after a navigation; whoever came by Fix wants the field.
      const timer = setTimeout(() => this.host.querySelector<HTMLInputElement>('input')?.focus(), AFTER_HEADING_MS);
      onCleanup(() => clearTimeout(timer));
    });
    effect(() => {
      this.value();
      untracked(() => this.problem.set(null));
    });
  }

  protected meta(secret: SecretInfo): string {
    const used = secret.lastUsedAt ? `${this.rotates() ? 'last matched' : 'used'} ${formatAgo(secret.lastUsedAt)}` : this.rotates() ? 'not matched yet' : 'not used yet';
    return `set ${formatDate(secret.setAt)} by ${secret.setBy} · ${used}`;
  }

  protected full(secret: SecretInfo): string {
    return formatFull(secret.setAt);
  }

  protected async replace(value: string): Promise<void> {
    this.tried.set(true);
    if (this.verdict().error || this.busy()) return;
    this.busy.set(true);
    const outcome = await this.store.replaceSecret(this.name(), {
      value,
      test: this.test(),
      keepOld: this.rotates() ? this.keepOld() : undefined,
    });
    this.busy.set(false);
    if (outcome.ok) {
      this.editing.set(false);
      this.tried.set(false);
      this.toasts.show(`${this.label()} replaced`);
    } else {
      this.problem.set(outcome.problem);
    }
  }

  protected async retire(secret: SecretInfo): Promise<void> {
    this.retiring.set(secret.id);
    try {
      await this.store.retireSecret(secret.id);
      this.toasts.show(`App Secret ••••${secret.last4} is retired`);
    } catch (error) {
      this.toasts.error(error instanceof Error ? error.message : 'It could not be retired.');
    } finally {
      this.retiring.set(null);
    }
  }
}

function once(lines: readonly string[]): string[] {
  return [...new Set(lines)];
}
