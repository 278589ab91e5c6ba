import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import type { ConnectionCheck, HealthState } from '@mailtrixy/shared/dto';
import { Icon, type IconData, iconCircleCheck, iconCircleDashed, iconCircleX, iconTriangleAlert } from '@mailtrixy/web/shared/ui';
import { CHECK_NAMES, CHECK_PLACES, type CheckPlace, STATE_NAMES } from './channel-words';

const STATE_ICONS: Readonly<Record<HealthState, IconData>> = { ok: iconCircleCheck, warn: iconTriangleAlert, failed: iconCircleX, unknown: iconCircleDashed };

/** The lines of a connection test: icon, name, words, age and what to do. Never colour alone. */
@Component({
  selector: 'mx-health-rows',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './health-rows.html',
})
export class HealthRows {
  readonly checks = input.required<readonly ConnectionCheck[]>();
  readonly age = input('');
  readonly running = input(false);
  readonly fixable = input(true);
  /** The field that Fix leads to. */
  readonly fix = output<NonNullable<ConnectionCheck['fixField']>>();
  /** Or the place, where there is no field. */
  readonly go = output<CheckPlace>();
  protected readonly rows = computed(() =>
    this.checks().map((check) => ({
      ...check,
      name: CHECK_NAMES[check.check],
      // A warning without a way out may still have one at Meta; what was not checked has none.
      place: check.fixField === null && check.state !== 'unknown' ? (CHECK_PLACES[check.check] ?? null) : null,
      stateName: this.running() ? 'Checking' : STATE_NAMES[check.state],
      icon: this.running() ? iconCircleDashed : STATE_ICONS[check.state],
      tone: this.running() ? 'run' : check.state === 'failed' ? 'danger' : check.state,
      explained: !this.running() && check.state !== 'ok' && (check.detail !== null || check.fix !== null),
    })),
  );
}
