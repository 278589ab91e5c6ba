import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { Chip, Icon } from '@mailtrixy/web/shared/ui';
import { statusMark } from './template-words';

/** Approved ✓, In review ◌, Rejected ✕ … never by colour alone. */
@Component({
  selector: 'mx-template-status',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Chip, Icon],
  template: `<mx-chip [kind]="mark().kind"><svg mx-icon [icon]="mark().icon" [size]="12"></svg>{{ mark().words }}</mx-chip>`,
})
export class TemplateStatusChip {
  readonly status = input.required<string>();
  readonly deletedAt = input<string | null>(null);
  protected readonly mark = computed(() => statusMark(this.status(), this.deletedAt()));
}
