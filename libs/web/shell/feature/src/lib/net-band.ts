import { ChangeDetectionStrategy, Component, computed, effect, inject, untracked } from '@angular/core';
import { Icon, iconCircleCheck, iconRefreshCw, iconWifiOff } from '@mailtrixy/web/shared/ui';
import { Announcer, Connection } from '@mailtrixy/web/shared/util';

/** The 28 px band that says how the line to the server is. */
@Component({
  selector: 'mx-net-band',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon],
  template: `
    @switch (connection.band()) {
      @case ('reconnecting') {
        <section aria-label="Connection" class="mx-band mx-band--warn" data-testid="net-band" data-state="reconnecting"><svg mx-icon [icon]="iconRefreshCw"></svg>{{ text() }}</section>
      }
      @case ('offline') {
        <section aria-label="Connection" class="mx-band mx-band--warn" data-testid="net-band" data-state="offline"><svg mx-icon [icon]="iconWifiOff"></svg>{{ text() }}</section>
      }
      @case ('back') {
        <section aria-label="Connection" class="mx-band mx-band--ok" data-testid="net-band" data-state="back"><svg mx-icon [icon]="iconCircleCheck"></svg>{{ text() }}</section>
      }
    }
  `,
})
export class NetBand {
  protected readonly connection = inject(Connection);
  private readonly announcer = inject(Announcer);
  protected readonly iconRefreshCw = iconRefreshCw;
  protected readonly iconWifiOff = iconWifiOff;
  protected readonly iconCircleCheck = iconCircleCheck;
  protected readonly text = computed(() => {
    const waiting = this.connection.waiting();
    const held = waiting === 0 ? '' : waiting === 1 ? ' 1 message waiting to send.' : ` ${waiting} messages waiting to send.`;
    switch (this.connection.band()) {
      case 'reconnecting':
        return `Reconnecting…${held || ' messages you send will wait.'}`;
      case 'offline':
        return `You're offline.${held || ' Messages you send will wait.'}`;
      case 'back':
        return 'Back online';
      default:
        return '';
    }
  });

  constructor() {
    effect(() => {
      this.connection.band();
      const words = untracked(this.text);
      if (words) this.announcer.say(words);
    });
  }
}
