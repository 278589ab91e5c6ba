import { ChangeDetectionStrategy, Component, inject, input, signal } from '@angular/core';
import type { NoticeSeverity } from '@mailtrixy/shared/dto';
import { NoticesStore } from '@mailtrixy/web/channels/data-access';
import { Button, Chip, ErrorCard, Icon, type IconData, JsonView, Loading, Skeleton, iconInfo, iconMegaphone, iconOctagonAlert, iconTriangleAlert } from '@mailtrixy/web/shared/ui';
import { ApiProblem, Toasts, formatAgo, formatFull } from '@mailtrixy/web/shared/util';

const ICONS: Readonly<Record<NoticeSeverity, IconData>> = { info: iconInfo, warn: iconTriangleAlert, critical: iconOctagonAlert };
const NAMES: Readonly<Record<NoticeSeverity, string>> = { info: 'Information', warn: 'Warning', critical: 'Critical' };

/** Everything that Meta told about this number and account: quality, name, limits, reviews, security, unknown fields. */
@Component({
  selector: 'mx-notices-card',
  imports: [Button, Chip, ErrorCard, Icon, JsonView, Loading, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'st-block' },
  template: `
    <section class="mx-card st-card" aria-labelledby="news-title" data-testid="notices-card">
      <header class="st-card-h">
        <h2 class="st-h3" id="news-title">Meta’s news</h2>
        <span class="st-muted">About this number and account, newest first</span>
      </header>
      @if (store.notices(); as notices) {
        @if (store.error()) {
          <mx-error-card heading="The news could not be refreshed" [problem]="store.error()" (retry)="retry()" />
        }
        @if (notices.length === 0) {
          <div class="st-card-b st-row" data-testid="notices-empty">
            <svg mx-icon class="st-empty-ic" [icon]="megaphone" [size]="20"></svg>
            <p class="st-muted">Nothing yet. Changes of quality, limit, name or account, security events and warnings of our own checks appear here.</p>
          </div>
        }
        <ul class="st-news">
          @for (notice of notices; track notice.id) {
            <li data-testid="notice" [attr.data-id]="notice.id" [attr.data-severity]="notice.severity" [class.is-past]="notice.dismissedAt !== null">
              <span class="st-hic" [class.is-warn]="notice.severity === 'warn'" [class.is-danger]="notice.severity === 'critical'"><svg mx-icon [icon]="icons[notice.severity]"></svg><span class="mx-sr">{{ names[notice.severity] }}:</span></span>
              <div class="st-minw">
                <p dir="auto">{{ notice.words }}</p>
                @if (notice.fix && notice.dismissedAt === null) {
                  <p class="st-hadvice" dir="auto">{{ notice.fix }}</p>
                }
                <p class="st-small st-faint">
                  <span class="st-mono">{{ notice.field }}{{ notice.event ? ' · ' + notice.event : '' }}</span> · <time [attr.datetime]="notice.at" [attr.title]="full(notice.at)">{{ ago(notice.at) }}</time>
                </p>
                @if (raw() === notice.id) {
                  <mx-json-view label="Raw notice" data-testid="notice-raw" [value]="notice.raw" />
                }
              </div>
              <span class="st-news-a">
                @if (manages()) {
                  <button mx-button type="button" kind="ghost" size="sm" data-testid="view-raw" [attr.aria-expanded]="raw() === notice.id" [attr.aria-label]="(raw() === notice.id ? 'Hide raw of ' : 'View raw of ') + notice.words" (click)="raw.set(raw() === notice.id ? null : notice.id)">{{ raw() === notice.id ? 'Hide raw' : 'View raw' }}</button>
                  @if (notice.dismissedAt === null) {
                    <button mx-button type="button" size="sm" data-testid="dismiss-notice" [attr.aria-label]="'Dismiss: ' + notice.words" [loading]="store.busy().has(notice.id)" (click)="dismiss(notice.id)">Dismiss</button>
                  }
                }
                @if (notice.dismissedAt !== null) {
                  <mx-chip>Dismissed</mx-chip>
                }
              </span>
            </li>
          }
        </ul>
        @if (store.hasMore()) {
          <div class="st-card-b"><button mx-button type="button" size="sm" (click)="store.more()">Show older</button></div>
        }
      } @else if (store.error()) {
        <mx-error-card heading="Meta’s news could not be loaded" [problem]="store.error()" (retry)="retry()" />
      } @else {
        <mx-loading what="Meta’s news" (retry)="retry()"><div class="st-card-b st-stack8"><mx-skeleton width="70%" /><mx-skeleton width="55%" /></div></mx-loading>
      }
    </section>
  `,
})
export class NoticesCard {
  protected readonly store = inject(NoticesStore);
  private readonly toasts = inject(Toasts);
  readonly manages = input(true);
  protected readonly raw = signal<string | null>(null);
  protected readonly icons = ICONS;
  protected readonly names = NAMES;
  protected readonly megaphone = iconMegaphone;
  protected readonly ago = (at: string): string => formatAgo(at);
  protected readonly full = (at: string): string => formatFull(at);

  protected retry(): void {
    void this.store.reload();
  }

  protected async dismiss(id: string): Promise<void> {
    try {
      await this.store.dismiss(id);
    } catch (error) {
      this.toasts.error(`Not dismissed: ${ApiProblem.from(error).message}`);
    }
  }
}
