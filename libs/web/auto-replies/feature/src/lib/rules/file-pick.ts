import { ChangeDetectionStrategy, Component, inject, input, output, signal } from '@angular/core';
import type { AttachmentKind } from '@mailtrixy/shared/dto';
import { Icon, iconUpload } from '@mailtrixy/web/shared/ui';
import { ApiProblem } from '@mailtrixy/web/shared/util';
import { TemplatesApi } from '@mailtrixy/web/templates/data-access';

/** A file for a rule: chosen, looked at, uploaded at once. Only one that WhatsApp takes is handed on. */
@Component({
  selector: 'mx-file-pick',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon],
  template: `
    <label class="pick"><svg mx-icon [icon]="iconUpload" [size]="14"></svg><span class="mx-trunc" dir="auto">{{ words() }}</span><input #box type="file" class="mx-sr" [accept]="accept()" [attr.aria-label]="label() + ': ' + words()" (change)="choose(box)" /></label>
    @if (hint()) {<span class="mx-hint">{{ hint() }}</span>}
    @if (problem(); as words) {<span class="mx-field__error" role="alert">{{ words }}</span>}
  `,
  styles: `
    :host { display: inline-flex; flex-wrap: wrap; align-items: center; gap: var(--mx-3) var(--mx-4); min-inline-size: 0; }
    .pick { position: relative; display: inline-flex; align-items: center; gap: var(--mx-2); min-inline-size: 0; min-block-size: 1.75rem; padding: 0 .5rem; border: 1px dashed var(--mx-border-mid); border-radius: var(--mx-r-control); color: var(--mx-text-2); font: 500 .8125rem/1.25rem var(--mx-font); cursor: pointer; }
    .pick:hover { background: var(--mx-hover); }
    .pick:focus-within { outline: 2px solid var(--mx-focus); outline-offset: 2px; }
    @media (pointer: coarse) { .pick { min-block-size: 2.75rem; } }
  `,
})
export class FilePick {
  private readonly api = inject(TemplatesApi);
  readonly label = input.required<string>();
  /** As what the file would go. */
  readonly kindOf = input.required<(file: File) => AttachmentKind>();
  readonly accept = input('');
  readonly hint = input('');
  /** Why this file will not do, before anything is uploaded. */
  readonly check = input<(file: File) => string | null>(() => null);
  /** There is one already. */
  readonly chosen = input(false);
  readonly picked = output<string>();
  protected readonly name = signal('');
  protected readonly uploading = signal(false);
  protected readonly problem = signal<string | null>(null);
  protected readonly iconUpload = iconUpload;

  protected words(): string {
    if (this.uploading()) return 'Uploading…';
    if (!this.chosen()) return 'choose a file';
    return this.name() || 'A file is chosen. Choose another';
  }

  protected async choose(box: HTMLInputElement): Promise<void> {
    const file = box.files?.[0];
    if (!file || this.uploading()) return;
    const problem = this.check()(file);
    this.problem.set(problem);
    if (!problem) await this.upload(file);
    // The same file again must be a change again.
    box.value = '';
  }

  private async upload(file: File): Promise<void> {
    this.uploading.set(true);
    try {
      const { id, refusal } = await this.api.upload(file, this.kindOf()(file));
      if (refusal) return this.problem.set(refusal.words);
      this.name.set(file.name);
      this.picked.emit(id);
    } catch (error) {
      this.problem.set(ApiProblem.from(error).message);
    } finally {
      this.uploading.set(false);
    }
  }
}
