import { DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import type { OutboundInteractive } from '@mailtrixy/shared/dto';
import { Button, Dialog, Field, Icon, IconButton, Input, RadioGroup, iconPlus, iconTrash, type RadioOption } from '@mailtrixy/web/shared/ui';
import { EMPTY_DRAFT, INTERACTIVE_LIMITS, MAX_BUTTONS, MAX_ROWS, bodyMax, draftProblem, hasFrame, interactiveOf, lengthOf, rowCount, type Buildable, type DraftRow, type InteractiveDraft } from './interactive-draft';
import { LimitedInput } from './limited-input';

export interface BuiltInteractive {
  interactive: OutboundInteractive;
  body: string;
}

const TYPES: RadioOption<Buildable>[] = [
  { value: 'button', label: 'Reply buttons' },
  { value: 'list', label: 'List' },
  { value: 'cta_url', label: 'Link button' },
  { value: 'location_request', label: 'Ask for location' },
  { value: 'contact_request', label: 'Ask for contact' },
];

/** Builds a message with buttons. What WhatsApp would refuse is said while it is typed. */
@Component({
  selector: 'mx-interactive-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, Dialog, Field, Icon, IconButton, Input, LimitedInput, RadioGroup],
  templateUrl: './interactive-dialog.html',
  styles: `
    .fields { display: grid; gap: .75rem; inline-size: 32rem; max-inline-size: 100%; }
    .line { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: .375rem; align-items: end; }
    .row { grid-template-columns: minmax(0, 1fr) minmax(0, 1.4fr) auto; }
    .section { display: grid; gap: .5rem; margin: 0; padding: .75rem; border: 1px solid var(--mx-border); border-radius: 8px; min-inline-size: 0; }
    .adds { display: flex; flex-wrap: wrap; gap: .5rem; }
    .why { margin: 0; margin-inline-end: auto; color: var(--mx-text-2); font: var(--mx-small); }
    @media (max-width: 500px) { .row { grid-template-columns: minmax(0, 1fr) auto; } }
  `,
})
export class InteractiveDialog {
  protected readonly ref = inject<DialogRef<BuiltInteractive>>(DialogRef);
  protected readonly iconPlus = iconPlus;
  protected readonly iconTrash = iconTrash;
  protected readonly types = TYPES;
  protected readonly limits = INTERACTIVE_LIMITS;
  protected readonly maxButtons = MAX_BUTTONS;
  protected readonly maxRows = MAX_ROWS;
  protected readonly draft = signal<InteractiveDraft>(EMPTY_DRAFT);
  protected readonly problem = computed(() => draftProblem(this.draft()));
  protected readonly framed = computed(() => hasFrame(this.draft().type));
  protected readonly rows = computed(() => rowCount(this.draft()));
  protected readonly bodyCount = computed(() => `${lengthOf(this.draft().body)} / ${bodyMax(this.draft().type)}`);

  protected set(change: Partial<InteractiveDraft>): void {
    this.draft.update((draft) => ({ ...draft, ...change }));
  }

  protected setButton(at: number, title: string): void {
    this.set({ buttons: this.draft().buttons.map((one, index) => (index === at ? title : one)) });
  }

  protected addButton(): void {
    this.set({ buttons: [...this.draft().buttons, ''] });
  }

  protected removeButton(at: number): void {
    this.set({ buttons: this.draft().buttons.filter((_, index) => index !== at) });
  }

  protected setSection(at: number, title: string): void {
    this.set({ sections: this.draft().sections.map((one, index) => (index === at ? { ...one, title } : one)) });
  }

  protected addSection(): void {
    this.set({ sections: [...this.draft().sections, { title: '', rows: [{ title: '', description: '' }] }] });
  }

  protected setRow(section: number, row: number, change: Partial<DraftRow>): void {
    this.changeRows(section, (rows) => rows.map((one, index) => (index === row ? { ...one, ...change } : one)));
  }

  protected addRow(section: number): void {
    this.changeRows(section, (rows) => [...rows, { title: '', description: '' }]);
  }

  /** The last row of a section takes the section with it. */
  protected removeRow(section: number, row: number): void {
    this.changeRows(section, (rows) => rows.filter((_, index) => index !== row));
    this.set({ sections: this.draft().sections.filter(({ rows }) => rows.length > 0) });
  }

  protected submit(event: Event): void {
    event.preventDefault();
    if (this.problem()) return;
    this.ref.close({ interactive: interactiveOf(this.draft()), body: this.draft().body.trim() });
  }

  private changeRows(section: number, change: (rows: readonly DraftRow[]) => readonly DraftRow[]): void {
    this.set({ sections: this.draft().sections.map((one, index) => (index === section ? { ...one, rows: change(one.rows) } : one)) });
  }
}
