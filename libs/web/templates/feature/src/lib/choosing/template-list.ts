import { ChangeDetectionStrategy, Component, ElementRef, computed, inject, output, viewChild } from '@angular/core';
import type { TemplateSummary } from '@mailtrixy/shared/dto';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { TemplateQualityMeter, TemplateStatusChip, languageWords } from '@mailtrixy/web/templates/ui';
import { Button, Chip, EmptyState, ErrorCard, Icon, Loading, Select, Skeleton, iconLayoutTemplate, iconSearch, iconSearchX, iconStar } from '@mailtrixy/web/shared/ui';
import { SyncLine } from './sync-line';
import { TemplateChoosing } from './template-choosing';

const ALL = '';

/** The templates of a channel: search and arrows choose one, Enter goes on to its fields. */
@Component({
  selector: 'mx-template-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, Chip, EmptyState, ErrorCard, Icon, Loading, Select, Skeleton, SyncLine, TemplateQualityMeter, TemplateStatusChip],
  templateUrl: './template-list.html',
  styleUrl: './template-list.css',
})
export class TemplateList {
  protected readonly choosing = inject(TemplateChoosing);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly session = inject(SessionStore);
  readonly entered = output();

  protected readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');
  protected readonly iconSearch = iconSearch;
  protected readonly iconSearchX = iconSearchX;
  protected readonly iconStar = iconStar;
  protected readonly iconTemplate = iconLayoutTemplate;
  protected readonly manages = computed(() => this.session.can('channels.manage'));
  protected readonly languageOptions = computed(() => [{ value: ALL, label: 'Language' }, ...this.choosing.languages().map((code) => ({ value: code, label: `${languageWords(code)} · ${code}` }))]);
  protected readonly found = computed(() => this.choosing.shown().length);
  protected readonly nothing = computed(() => (this.choosing.list()?.items.filter((item) => item.deletedAt === null).length ?? 0) === 0);

  focus(): void {
    this.box().nativeElement.focus();
  }

  protected optionId({ id }: TemplateSummary): string {
    return `template-${id}`;
  }

  protected setLanguage(language: string | null): void {
    this.choosing.language.set(language || null);
  }

  protected pick(template: TemplateSummary): void {
    this.choosing.choose(template);
    this.entered.emit();
  }

  protected press(event: KeyboardEvent): void {
    const shown = this.choosing.shown();
    const at = shown.findIndex(({ id }) => id === this.choosing.chosenId());
    const to = event.key === 'ArrowDown' ? at + 1 : event.key === 'ArrowUp' ? (at < 0 ? shown.length - 1 : at - 1) : -1;
    if (event.key === 'Enter') {
      event.preventDefault();
      if (at < 0 && shown.length > 0) this.choosing.choose(shown[0]);
      if (shown.length > 0) this.entered.emit();
      return;
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    const template = shown[Math.min(Math.max(to, 0), shown.length - 1)];
    if (!template) return;
    this.choosing.choose(template);
    this.element.querySelector(`#${CSS.escape(this.optionId(template))}`)?.scrollIntoView({ block: 'nearest' });
  }
}
