import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import type { LogDirection, LogType } from '@mailtrixy/shared/dto';
import type { LogRange, LogView } from '@mailtrixy/web/channels/data-access';
import { Button, Icon, Select, type SelectOption, iconX } from '@mailtrixy/web/shared/ui';
import { formatClock, formatDate } from '@mailtrixy/web/shared/util';

const TYPES: readonly SelectOption<LogType | 'any'>[] = [
  { value: 'any', label: 'All types' },
  { value: 'messages', label: 'Messages' },
  { value: 'statuses', label: 'Statuses' },
  { value: 'other', label: 'Other news' },
  { value: 'rejected', label: 'Rejected' },
  { value: 'verify', label: 'Verification' },
  { value: 'send', label: 'Sends' },
  { value: 'mark_read', label: 'Mark as read' },
  { value: 'call', label: 'Other calls' },
];
const DIRECTIONS: readonly SelectOption<LogDirection | 'any'>[] = [
  { value: 'any', label: 'In and out' },
  { value: 'in', label: 'In' },
  { value: 'out', label: 'Out' },
];
const RANGES: readonly SelectOption<LogRange>[] = [
  { value: '1h', label: 'Last hour' },
  { value: '24h', label: 'Last 24 h' },
  { value: '7d', label: 'Last 7 days' },
  { value: '30d', label: 'All 30 days' },
];

/** What a change of the filters puts into the address; null takes it out. */
export type LogParams = Partial<Record<'type' | 'direction' | 'range' | 'from' | 'to', string | null>>;

/** Type, direction and time of what is shown. */
@Component({
  selector: 'mx-log-filters',
  imports: [Button, Icon, Select],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'st-lfilters' },
  template: `
    <mx-select small label="Type" data-testid="log-type" [options]="types" [value]="view().type ?? 'any'" (valueChange)="set('type', $event)" />
    <mx-select small label="Direction" data-testid="log-direction" [options]="directions" [value]="view().direction ?? 'any'" (valueChange)="set('direction', $event)" />
    @if (view().span; as span) {
      <button mx-button type="button" size="sm" data-testid="clear-span" [attr.aria-label]="'Only ' + words(span) + '. Show all times'" (click)="changed.emit({ from: null, to: null })">{{ words(span) }}<svg mx-icon [icon]="x" [size]="14"></svg></button>
    } @else {
      <mx-select small label="Time" data-testid="log-range" [options]="ranges" [value]="view().range" (valueChange)="changed.emit({ range: $event, from: null, to: null })" />
    }
  `,
})
export class LogFilters {
  readonly view = input.required<LogView>();
  readonly changed = output<LogParams>();
  protected readonly types = TYPES;
  protected readonly directions = DIRECTIONS;
  protected readonly ranges = RANGES;
  protected readonly x = iconX;

  protected set(name: 'type' | 'direction', value: string | null): void {
    this.changed.emit({ [name]: value === 'any' ? null : value });
  }

  protected words({ from, to }: { from: string; to: string }): string {
    return formatDate(from) === formatDate(to) ? `${formatDate(from)}, ${formatClock(from)}–${formatClock(to)}` : `${formatDate(from)}, ${formatClock(from)} – ${formatDate(to)}, ${formatClock(to)}`;
  }
}
