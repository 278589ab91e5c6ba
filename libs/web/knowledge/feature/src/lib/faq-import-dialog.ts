import { DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import type { FaqImportResult, KnowledgeAudience } from '@mailtrixy/shared/dto';
import { KnowledgeApi, firstRows, tableText } from '@mailtrixy/web/knowledge/data-access';
import { Banner, Button, Dialog, Field, FileDrop, Input, RadioGroup, type RadioOption } from '@mailtrixy/web/shared/ui';
import { ApiProblem, FormField, checkForm, refuseForm, required, uuidv7 } from '@mailtrixy/web/shared/util';

const PREVIEW_ROWS = 4;
const PREVIEW_COLUMNS = 4;
const PREVIEW_CELL = 120;

/** Takes a table of questions and answers, from a file or pasted. */
@Component({
  selector: 'mx-faq-import-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Banner, Button, Dialog, Field, FileDrop, Input, RadioGroup],
  template: `
    <mx-dialog heading="Import questions and answers" [large]="true">
      @if (result(); as done) {
        <mx-banner [kind]="done.problems.length ? 'warn' : 'ok'" [heading]="done.imported + (done.imported === 1 ? ' question imported' : ' questions imported')" data-testid="faq-result">
          @if (done.problems.length) {<ul>@for (problem of done.problems.slice(0, 20); track problem.row) {<li>Row {{ problem.row }}: {{ problem.words }}</li>}</ul>}
        </mx-banner>
      } @else {
        <form id="faq-form" class="mx-stack" novalidate (submit)="$event.preventDefault(); send()">
          @if (failed(); as words) {<mx-banner kind="danger" heading="Not imported">{{ words }}</mx-banner>}
          <mx-field label="Name" [field]="form.name" required hint="To find this import again, for example “Shop FAQ 2026”."><input mxInput dir="auto" maxlength="200" autocomplete="off" /></mx-field>
          <mx-file-drop label="Choose a CSV file, or paste below" accept=".csv,text/csv,.tsv,.txt" (chosen)="take($event)" />
          <mx-field label="Questions and answers" [field]="form.csv" required hint="One pair in a row: question, then answer, with a comma, semicolon or tab between. A heading row is understood."><textarea mxInput rows="8" dir="auto" spellcheck="false" data-testid="faq-csv"></textarea></mx-field>
          @if (preview().length) {
            <table class="preview" data-testid="faq-preview"><caption class="mx-hint">The first rows. Are all letters right?</caption><tbody>@for (row of preview(); track $index) {<tr>@for (cell of row; track $index) {<td dir="auto">{{ cell }}</td>}</tr>}</tbody></table>
          }
          <mx-radio-group label="For" [row]="true" [options]="audiences" [value]="audience()" (valueChange)="audience.set($event ?? 'public')" />
        </form>
      }
      <footer dialogFoot class="mx-dialog__foot">
        <button mx-button type="button" (click)="ref.close()">{{ result() ? 'Close' : 'Cancel' }}</button>
        @if (!result()) {<button mx-button type="submit" form="faq-form" kind="primary" data-testid="faq-import" [loading]="busy()">Import</button>}
      </footer>
    </mx-dialog>
  `,
  styles: `
    .preview { inline-size: 100%; border-collapse: collapse; table-layout: fixed; } .preview caption { text-align: start; }
    .preview td { padding: var(--mx-2); border-block-end: 1px solid var(--mx-border); vertical-align: top; overflow-wrap: anywhere; }
  `,
})
export class FaqImportDialog {
  private readonly api = inject(KnowledgeApi);
  protected readonly ref = inject(DialogRef);
  protected readonly form = { name: new FormField('', required('Give the import a name.')), csv: new FormField('', required('Choose a file or paste the table.')) };
  protected readonly audience = signal<KnowledgeAudience>('public');
  protected readonly audiences: RadioOption<KnowledgeAudience>[] = [
    { value: 'public', label: 'AI + agents' },
    { value: 'internal', label: 'Agents only' },
  ];
  protected readonly busy = signal(false);
  protected readonly failed = signal<string | null>(null);
  protected readonly result = signal<FaqImportResult | null>(null);
  /** A wrong encoding is seen before anything is stored. */
  protected readonly preview = computed(() => firstRows(this.form.csv.value(), PREVIEW_ROWS).map((row) => row.slice(0, PREVIEW_COLUMNS).map((cell) => (cell.length > PREVIEW_CELL ? `${cell.slice(0, PREVIEW_CELL)}…` : cell))));
  private readonly clientId = uuidv7();

  protected async take(files: readonly File[]): Promise<void> {
    const [file] = files;
    if (!file) return;
    this.form.csv.value.set(tableText(new Uint8Array(await file.arrayBuffer())));
    if (!this.form.name.value()) this.form.name.value.set(file.name.replace(/\.[^.]+$/, ''));
  }

  protected async send(): Promise<void> {
    if (this.busy() || !checkForm(this.form)) return;
    this.busy.set(true);
    this.failed.set(null);
    try {
      this.result.set(await this.api.importFaq({ clientId: this.clientId, name: this.form.name.value().trim(), csv: this.form.csv.value(), audience: this.audience() }));
    } catch (error) {
      const problem = ApiProblem.from(error);
      if (!refuseForm(this.form, problem)) this.failed.set(problem.message);
    } finally {
      this.busy.set(false);
    }
  }
}
