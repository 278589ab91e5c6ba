import { ChangeDetectionStrategy, Component, ElementRef, computed, inject, output, viewChild } from '@angular/core';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { categoryWords } from '@mailtrixy/web/templates/data-access';
import { TemplatePreview, languageWords } from '@mailtrixy/web/templates/ui';
import { Banner, EmptyState, Icon, IconButton, Segmented, iconLayoutTemplate, iconStar } from '@mailtrixy/web/shared/ui';
import { formatClock } from '@mailtrixy/web/shared/util';
import { HeaderFiles } from './header-files';
import { SlotInput } from './slot-input';
import { type ChoosingStep, TemplateChoosing } from './template-choosing';
import { TemplateList } from './template-list';

const STEPS: { value: ChoosingStep; label: string }[] = [
  { value: 'list', label: '1 Template' },
  { value: 'fill', label: '2 Fill in' },
  { value: 'preview', label: '3 Preview' },
];

/** List, fields and preview beside each other; on a phone one after another. */
@Component({
  selector: 'mx-template-columns',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Banner, EmptyState, Icon, IconButton, Segmented, SlotInput, TemplateList, TemplatePreview],
  host: { '[attr.data-step]': 'choosing.step()' },
  templateUrl: './template-columns.html',
  styleUrl: './template-columns.css',
})
export class TemplateColumns {
  protected readonly choosing = inject(TemplateChoosing);
  protected readonly files = inject(HeaderFiles);
  private readonly session = inject(SessionStore);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  /** Enter in a field: send, when it may. */
  readonly entered = output();

  private readonly list = viewChild.required(TemplateList);
  protected readonly steps = STEPS;
  protected readonly iconStar = iconStar;
  protected readonly iconTemplate = iconLayoutTemplate;
  protected readonly clock = formatClock(Date.now());
  protected readonly business = computed(() => this.session.me()?.workspace.name ?? '');
  protected readonly required = computed(() => this.choosing.form()?.fields.filter(({ slot }) => slot.required) ?? []);
  protected readonly optional = computed(() => this.choosing.form()?.fields.filter(({ slot }) => !slot.required) ?? []);
  protected readonly about = computed(() => {
    const chosen = this.choosing.chosen();
    return chosen ? `${chosen.name} · ${languageWords(chosen.language)} · ${categoryWords(chosen.category)}` : '';
  });

  /** From the list to the first thing to fill in. */
  goOn(): void {
    this.choosing.step.set(this.required().length > 0 ? 'fill' : 'preview');
    setTimeout(() => {
      const fields = [...this.element.querySelectorAll<HTMLInputElement>('.fill :is(input, textarea)')];
      (fields.find((field) => field.value === '' && field.type !== 'file') ?? fields[0])?.focus();
    });
  }

  focusList(): void {
    this.choosing.step.set('list');
    setTimeout(() => this.list().focus());
  }
}
