import { ChangeDetectionStrategy, Component, inject, output, signal } from '@angular/core';
import type { KnowledgeAudience, KnowledgeDocument } from '@mailtrixy/shared/dto';
import { KNOWLEDGE_ACCEPT, KnowledgeApi, fileRefusal } from '@mailtrixy/web/knowledge/data-access';
import { Button, FileDrop, Progress, Segmented } from '@mailtrixy/web/shared/ui';
import { ApiProblem, uuidv7 } from '@mailtrixy/web/shared/util';

interface Upload {
  no: number;
  /** Of the first try and every other one. */
  clientId: string;
  file: File;
  audience: KnowledgeAudience;
  percent: number;
  problem: string | null;
  /** Whether another try may help. */
  again: boolean;
}

/** Drop many: each goes up by itself and says what is wrong with it. */
@Component({
  selector: 'mx-file-uploads',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, FileDrop, Progress, Segmented],
  template: `
    <mx-file-drop data-testid="knowledge-drop" label="Drop files here or choose" hint="PDF, DOCX, TXT, MD, HTML, CSV, XLSX, up to 15 MB each" [accept]="accept" [multiple]="true" (chosen)="add($event)" />
    <p class="for"><span class="mx-t2">New files are for</span> <mx-segmented label="New files are for" [segments]="audiences" [value]="audience()" (valueChange)="audience.set($event ?? 'public')" /></p>
    @if (uploads().length) {
      <ul aria-label="Uploads">
        @for (upload of uploads(); track upload.no) {
          <li data-testid="upload-row">
            <span class="mx-trunc" dir="auto">{{ upload.file.name }}</span>
            @if (upload.problem; as words) {
              <span class="mx-field__error" role="alert">{{ words }}</span>
              @if (upload.again) {<button mx-button type="button" size="sm" (click)="send(upload)">Try again</button>}
              <button mx-button type="button" kind="ghost" size="sm" (click)="drop(upload.no)">Dismiss</button>
            } @else {
              <mx-progress [label]="'Upload of ' + upload.file.name" [value]="upload.percent" />
            }
          </li>
        }
      </ul>
    }
  `,
  styles: `
    :host { display: block; margin-block-end: var(--mx-6); }
    .for { display: flex; flex-wrap: wrap; align-items: center; gap: var(--mx-4); margin-block-start: var(--mx-4); }
    ul { margin: var(--mx-4) 0 0; padding: 0; list-style: none; display: grid; gap: var(--mx-3); }
    li { display: flex; flex-wrap: wrap; align-items: center; gap: var(--mx-4); } li > .mx-trunc { max-inline-size: 20rem; } mx-progress { flex: 1 1 8rem; }
  `,
})
export class FileUploads {
  private readonly api = inject(KnowledgeApi);
  readonly uploaded = output<KnowledgeDocument>();
  protected readonly uploads = signal<readonly Upload[]>([]);
  protected readonly audience = signal<KnowledgeAudience>('public');
  protected readonly audiences = [
    { value: 'public' as const, label: 'AI + agents' },
    { value: 'internal' as const, label: 'Agents only' },
  ];
  protected readonly accept = KNOWLEDGE_ACCEPT;
  private last = 0;

  protected async add(files: readonly File[]): Promise<void> {
    const added = files.map((file): Upload => ({ no: ++this.last, clientId: uuidv7(), file, audience: this.audience(), percent: 0, problem: fileRefusal(file), again: false }));
    this.uploads.update((uploads) => [...uploads, ...added]);
    // One after the other: the line is shared with everything else.
    for (const upload of added) if (!upload.problem) await this.send(upload);
  }

  protected async send({ no, file, clientId, audience }: Upload): Promise<void> {
    this.change(no, { percent: 0, problem: null });
    try {
      const document = await this.api.upload(file, { clientId, audience }, (percent) => this.change(no, { percent }));
      this.drop(no);
      this.uploaded.emit(document);
    } catch (error) {
      const problem = ApiProblem.from(error);
      this.change(no, { problem: problem.message, again: problem.status === 0 || problem.status === 429 || problem.status >= 500 });
    }
  }

  protected drop(no: number): void {
    this.uploads.update((uploads) => uploads.filter((upload) => upload.no !== no));
  }

  private change(no: number, change: Partial<Upload>): void {
    this.uploads.update((uploads) => uploads.map((upload) => (upload.no === no ? { ...upload, ...change } : upload)));
  }
}
