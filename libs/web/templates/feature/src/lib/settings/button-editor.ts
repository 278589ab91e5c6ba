import { ChangeDetectionStrategy, Component, ElementRef, inject } from '@angular/core';
import { type DraftButton, type DraftButtonType, DRAFT_LIMITS, variablesIn } from '@mailtrixy/web/templates/data-access';
import { Button, Field, Icon, IconButton, Input, Menu, type MenuEntry, MenuTrigger, iconCopy, iconExternalLink, iconPhone, iconPlus, iconReply, iconTrash } from '@mailtrixy/web/shared/ui';
import { DraftForm } from './draft-form';

const KINDS: Readonly<Record<DraftButtonType, { words: string; value: string; placeholder: string }>> = {
  QUICK_REPLY: { words: 'Quick reply', value: '', placeholder: '' },
  URL: { words: 'Link', value: 'Address', placeholder: 'https://example.org/orders/{{1}}' },
  PHONE_NUMBER: { words: 'Call', value: 'Phone number', placeholder: '+15550104477' },
  COPY_CODE: { words: 'Copy code', value: 'Example of the code', placeholder: 'SAVE10' },
};

/** The buttons of a template. */
@Component({
  selector: 'mx-button-editor',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, Field, Icon, IconButton, Input, Menu, MenuTrigger],
  template: `
    @for (button of form.draft().buttons; track $index; let at = $index) {
      <fieldset data-testid="draft-button">
        <legend class="mx-sr">Button {{ at + 1 }}: {{ kinds[button.type].words }}</legend>
        <p class="kind"><b>{{ kinds[button.type].words }}</b><button type="button" mx-icon-button size="xs" [label]="'Remove button ' + (at + 1)" (click)="remove(at)"><svg mx-icon [icon]="iconTrash" [size]="14"></svg></button></p>
        <div class="fields">
          @if (button.type !== 'COPY_CODE') {
            <mx-field label="Words" [aside]="count(button.text)" [error]="problem(at, 'text')" required><input #words mxInput dir="auto" autocomplete="off" [value]="button.text" (input)="form.setButton(at, { text: words.value })" (blur)="touch(at, 'text')" /></mx-field>
          }
          @if (kinds[button.type].value; as label) {
            <mx-field [label]="label" [error]="problem(at, 'value')" required><input #value mxInput autocomplete="off" [placeholder]="kinds[button.type].placeholder" [value]="button.value" (input)="form.setButton(at, { value: value.value })" (blur)="touch(at, 'value')" /></mx-field>
          }
          @if (varies(button)) {
            <mx-field class="wide" label="Example of the whole address" [error]="problem(at, 'example')" required><input #example mxInput autocomplete="off" placeholder="https://example.org/orders/1182" [value]="button.example" (input)="form.setButton(at, { example: example.value })" (blur)="touch(at, 'example')" /></mx-field>
          }
        </div>
      </fieldset>
    }
    @if (form.shownProblems()['buttons'] || form.problems()['buttons']; as words) {
      <p class="mx-field__error" role="alert">{{ words }}</p>
    }
    @if (form.draft().buttons.length < limits.buttons) {
      <button mx-button type="button" size="sm" data-testid="add-button" [mxMenuTriggerFor]="add"><svg mx-icon [icon]="iconPlus" [size]="14"></svg>Add button</button>
      <ng-template #add><mx-menu label="Add button" [entries]="entries" (picked)="added($event)" /></ng-template>
    }
  `,
  styles: `
    :host { display: grid; gap: .75rem; justify-items: start; }
    fieldset { inline-size: 100%; margin: 0; padding: .75rem; border: 1px solid var(--mx-border); border-radius: 8px; min-inline-size: 0; }
    .kind { display: flex; align-items: center; justify-content: space-between; margin-block-end: .25rem; }
    .fields { display: grid; grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); gap: .75rem; align-items: start; }
    .wide { grid-column: 1 / -1; }
  `,
})
export class ButtonEditor {
  protected readonly form = inject(DraftForm);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  protected readonly kinds = KINDS;
  protected readonly limits = DRAFT_LIMITS;
  protected readonly iconPlus = iconPlus;
  protected readonly iconTrash = iconTrash;
  protected readonly entries: MenuEntry<DraftButtonType>[] = [
    { value: 'QUICK_REPLY', label: 'Quick reply', icon: iconReply },
    { value: 'URL', label: 'Link', icon: iconExternalLink },
    { value: 'PHONE_NUMBER', label: 'Call', icon: iconPhone },
    { value: 'COPY_CODE', label: 'Copy code', icon: iconCopy },
  ];

  protected problem(at: number, member: string): string | null {
    return this.form.shownProblems()[`button.${at}.${member}`] ?? null;
  }

  protected touch(at: number, member: string): void {
    this.form.touch(`button.${at}.${member}`);
  }

  protected count(text: string): string {
    return `${[...text].length} / ${DRAFT_LIMITS.buttonText}`;
  }

  protected varies({ type, value }: DraftButton): boolean {
    return type === 'URL' && variablesIn(value).length > 0;
  }

  protected added(type: DraftButtonType): void {
    this.form.addButton(type);
    setTimeout(() => [...this.element.querySelectorAll<HTMLInputElement>('fieldset input')].find((input) => input.value === '')?.focus());
  }

  protected remove(at: number): void {
    this.form.removeButton(at);
    setTimeout(() => this.element.querySelector<HTMLElement>('[data-testid="add-button"]')?.focus());
  }
}
