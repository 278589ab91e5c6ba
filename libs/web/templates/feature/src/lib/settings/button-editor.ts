import { ChangeDetectionStrategy, Component, ElementRef, inject } from '@angular/core';
import { type DraftButtonType, DRAFT_LIMITS } from '@mailtrixy/web/templates/data-access';
import { Button, Icon, IconButton, Menu, MenuTrigger, iconPlus, iconTrash } from '@mailtrixy/web/shared/ui';
import { ButtonFields } from './button-fields';
import { BUTTON_KINDS, buttonEntries } from './button-kinds';
import { DraftForm } from './draft-form';

/** The buttons of a template. */
@Component({
  selector: 'mx-button-editor',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, ButtonFields, Icon, IconButton, Menu, MenuTrigger],
  template: `
    @for (button of form.draft().buttons; track $index; let at = $index) {
      <fieldset data-testid="draft-button">
        <legend class="mx-sr">Button {{ at + 1 }}: {{ kinds[button.type].words }}</legend>
        <p class="kind"><b>{{ kinds[button.type].words }}</b><button type="button" mx-icon-button size="xs" [label]="'Remove button ' + (at + 1)" (click)="remove(at)"><svg mx-icon [icon]="iconTrash" [size]="14"></svg></button></p>
        <mx-button-fields [button]="button" [part]="'button.' + at" (changed)="form.setButton(at, $event)" />
      </fieldset>
    }
    @if (form.shownProblems()['buttons'] || form.problems()['buttons']; as words) {
      <p class="mx-field__error" role="alert">{{ words }}</p>
    }
    @if (form.draft().buttons.length < limits.buttons) {
      <button mx-button type="button" size="sm" data-testid="add-button" [mxMenuTriggerFor]="add"><svg mx-icon [icon]="iconPlus" [size]="14"></svg>Add button</button>
      <ng-template #add><mx-menu label="Add button" [entries]="entries" (picked)="added($event)" /></ng-template>
    }
    <p class="mx-field__hint">Templates of one product are written in WhatsApp Manager.</p>
  `,
  styles: `
    :host { display: grid; gap: .75rem; justify-items: start; }
    fieldset { inline-size: 100%; margin: 0; padding: .75rem; border: 1px solid var(--mx-border); border-radius: 8px; min-inline-size: 0; }
    .kind { display: flex; align-items: center; justify-content: space-between; margin-block-end: .25rem; }
  `,
})
export class ButtonEditor {
  protected readonly form = inject(DraftForm);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  protected readonly kinds = BUTTON_KINDS;
  protected readonly limits = DRAFT_LIMITS;
  protected readonly iconPlus = iconPlus;
  protected readonly iconTrash = iconTrash;
  protected readonly entries = buttonEntries(Object.keys(BUTTON_KINDS) as DraftButtonType[]);

  protected added(type: DraftButtonType): void {
    this.form.addButton(type);
    setTimeout(() => [...this.element.querySelectorAll<HTMLInputElement>('fieldset input')].find((input) => input.value === '')?.focus());
  }

  protected remove(at: number): void {
    this.form.removeButton(at);
    setTimeout(() => this.element.querySelector<HTMLElement>('[data-testid="add-button"]')?.focus());
  }
}
