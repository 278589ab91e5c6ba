import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { type WizardField, WizardStore, cleanPaste } from '@mailtrixy/web/channels/data-access';
import { HealthRows } from '@mailtrixy/web/channels/ui';
import { Banner, Button, Field, Icon, Input, SecretField, iconArrowLeft, iconChevronRight, iconCircleCheck, iconExternalLink, iconTriangleAlert } from '@mailtrixy/web/shared/ui';
import { Announcer, ApiProblem, formatDate } from '@mailtrixy/web/shared/util';
import { WhereHelp } from './where-help';

@Component({
  selector: 'mx-wizard-credentials',
  imports: [Banner, Button, Field, HealthRows, Icon, Input, RouterLink, SecretField, WhereHelp],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'st-wiz' },
  templateUrl: './wizard-credentials.html',
})
export class WizardCredentials {
  protected readonly store = inject(WizardStore);
  private readonly announcer = inject(Announcer);
  protected readonly icons = { back: iconArrowLeft, right: iconChevronRight, out: iconExternalLink, ok: iconCircleCheck, warn: iconTriangleAlert };
  protected readonly failure = computed(() => (this.store.error() ? ApiProblem.from(this.store.error()) : null));
  protected readonly expiry = computed(() => {
    const test = this.store.test();
    if (!test) return '';
    const type = test.tokenType ? `${test.tokenType}, ` : '';
    return test.tokenExpiresAt ? `${type}expires ${formatDate(test.tokenExpiresAt)}` : `${type}never expires`;
  });

  protected error(field: WizardField): string | null {
    return this.store.shownVerdict(field).error ?? this.failure()?.errorOf(field) ?? null;
  }

  protected warning(field: WizardField): string | null {
    return this.store.values()[field] ? this.store.verdicts()[field].warning : null;
  }

  protected paste(field: WizardField, event: ClipboardEvent): void {
    const text = event.clipboardData?.getData('text');
    if (text === undefined) return;
    event.preventDefault();
    this.store.set(field, cleanPaste(text));
  }

  protected async test(): Promise<void> {
    const ok = await this.store.runTest();
    if (this.store.test()) this.announcer.say(ok ? 'Connection test passed' : 'Connection test found problems');
  }

  protected async next(): Promise<void> {
    if (this.store.test()?.ok) await this.store.save();
    else await this.store.testAndSave();
  }
}
