import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal } from '@angular/core';
import { Announcer, ApiProblem, copyText } from '@mailtrixy/web/shared/util';
import { Button } from './button';
import { Icon } from './icon/icon';
import { iconCircleAlert, iconCopy, iconRotateCw } from './icon/base-icons';

/** In the place of content that failed to load: what, why, Retry, Copy details. */
@Component({
  selector: 'mx-error-card',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, Icon],
  host: { class: 'mx-error-card', role: 'alert', 'data-testid': 'error-card' },
  template: `
    <svg mx-icon [icon]="iconCircleAlert" [size]="20"></svg>
    <div class="mx-grow">
      <p class="mx-strong">{{ heading() }}</p>
      <p class="mx-t2">{{ why() }}</p>
      <div class="mx-error-card__actions">
        <button mx-button type="button" size="sm" (click)="retry.emit()"><svg mx-icon [icon]="iconRotateCw"></svg>Retry</button>
        <button mx-button type="button" size="sm" kind="ghost" (click)="copy()"><svg mx-icon [icon]="iconCopy"></svg>{{ copied() ? 'Copied' : 'Copy details' }}</button>
      </div>
    </div>
  `,
})
export class ErrorCard {
  private readonly announcer = inject(Announcer);
  /** What failed: "Members could not be loaded". */
  readonly heading = input.required<string>();
  readonly problem = input.required<unknown>();
  readonly retry = output();
  protected readonly copied = signal(false);
  protected readonly reason = computed(() => ApiProblem.from(this.problem()));
  protected readonly why = computed(() => this.reason().detail || this.reason().title);
  protected readonly iconCircleAlert = iconCircleAlert;
  protected readonly iconRotateCw = iconRotateCw;
  protected readonly iconCopy = iconCopy;

  protected async copy(): Promise<void> {
    this.copied.set(await copyText(this.reason().report));
    if (this.copied()) this.announcer.say('Copied');
  }
}
