import { ChangeDetectionStrategy, Component, ElementRef, computed, inject } from '@angular/core';
import { CARD_LIMITS, variablesIn, type DraftButtonType, type DraftCard } from '@mailtrixy/web/templates/data-access';
import { Button, Checkbox, Field, Icon, IconButton, Input, Menu, MenuTrigger, RadioGroup, iconPlus, iconTrash, type RadioOption } from '@mailtrixy/web/shared/ui';
import { ButtonFields } from './button-fields';
import { BUTTON_KINDS, CARD_BUTTONS, buttonEntries } from './button-kinds';
import { CardDrafts } from './card-drafts';
import { DraftForm } from './draft-form';
import { DraftSamples } from './draft-samples';
import { SampleField } from './sample-field';

/** The cards of a carousel. Meta wants the same parts in all of them, so their kinds are chosen once. */
@Component({
  selector: 'mx-carousel-editor',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, ButtonFields, Checkbox, Field, Icon, IconButton, Input, Menu, MenuTrigger, RadioGroup, SampleField],
  providers: [CardDrafts],
  templateUrl: './carousel-editor.html',
  styles: `
    :host { display: grid; gap: .875rem; grid-template-columns: minmax(0, 1fr); }
    fieldset { display: grid; gap: .75rem; grid-template-columns: minmax(0, 1fr); margin: 0; padding: .75rem; border: 1px solid var(--mx-border); border-radius: 8px; min-inline-size: 0; }
    .kind { display: flex; align-items: center; justify-content: space-between; }
    .all { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
  `,
})
export class CarouselEditor {
  protected readonly form = inject(DraftForm);
  protected readonly cards = inject(CardDrafts);
  protected readonly uploading = inject(DraftSamples).uploading;
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  protected readonly kinds = BUTTON_KINDS;
  protected readonly limits = CARD_LIMITS;
  protected readonly iconPlus = iconPlus;
  protected readonly iconTrash = iconTrash;
  protected readonly entries = buttonEntries(CARD_BUTTONS);
  protected readonly headers: RadioOption<'IMAGE' | 'VIDEO'>[] = [
    { value: 'IMAGE', label: 'Image' },
    { value: 'VIDEO', label: 'Video' },
  ];
  protected readonly fileKind = computed(() => (this.form.draft().cardHeader === 'VIDEO' ? 'video' : 'image'));
  /** Kinds of the buttons that every card has. */
  protected readonly buttons = computed(() => this.form.draft().cards[0]?.buttons.map(({ type }) => type) ?? []);

  protected problem(part: string): string | null {
    return this.form.shownProblems()[part] ?? null;
  }

  protected examples({ body }: DraftCard, index: number): { key: string; name: string }[] {
    return this.form.draft().cardWords ? variablesIn(body).map((name) => ({ key: `card.${index}.body.${name}`, name })) : [];
  }

  protected count(text: string): string {
    return `${[...text].length} / ${CARD_LIMITS.body}`;
  }

  protected add(): void {
    this.cards.add();
    setTimeout(() => [...this.element.querySelectorAll<HTMLElement>('fieldset')].at(-1)?.querySelector<HTMLElement>('input, textarea')?.focus());
  }

  protected remove(index: number): void {
    this.cards.remove(index);
    setTimeout(() => this.element.querySelector<HTMLElement>('[data-testid="add-card"]')?.focus());
  }

  protected addButton(type: DraftButtonType): void {
    this.cards.addButton(type);
  }
}
