import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import type { KnowledgeVersionRef } from '@mailtrixy/shared/dto';
import { KnowledgeApi } from '@mailtrixy/web/knowledge/data-access';
import { Button, Dialog, ErrorCard, Skeleton } from '@mailtrixy/web/shared/ui';
import { Load } from '@mailtrixy/web/shared/util';
import { diffWordsWithSpace } from 'diff';

interface Written {
  title: string;
  markdown: string;
  questions: readonly string[];
}

/** An older version beside what is written now. Closes with its text when it is to be restored. */
@Component({
  selector: 'mx-version-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, Dialog, ErrorCard, Skeleton],
  template: `
    <mx-dialog [heading]="'Version ' + data.version.no + ' and now'" [large]="true">
      @if (version.value()) {
        <p class="mx-hint">Struck out: only in the old version. Underlined: new since then.</p>
        <pre dir="auto">@for (part of parts(); track $index) {@if (part.removed) {<del>{{ part.value }}</del>} @else if (part.added) {<ins>{{ part.value }}</ins>} @else {{{ part.value }}}}</pre>
      } @else if (version.problem(); as problem) {
        <mx-error-card heading="The version could not be loaded" [problem]="problem" (retry)="version.run()" />
      } @else {
        <mx-skeleton width="100%" height="10rem" />
      }
      <footer dialogFoot class="mx-dialog__foot"><button mx-button type="button" (click)="ref.close()">Close</button><button mx-button type="button" [disabled]="!version.value()" (click)="restore()">Take this text into the draft</button></footer>
    </mx-dialog>
  `,
  styles: 'pre { font: var(--mx-message); white-space: pre-wrap; overflow-wrap: anywhere; margin-block-start: var(--mx-4); } del { background: var(--mx-danger-bg); color: var(--mx-danger); } ins { background: var(--mx-ok-bg); color: var(--mx-ok); }',
})
export class VersionDialog {
  private readonly api = inject(KnowledgeApi);
  protected readonly ref = inject<DialogRef<Written>>(DialogRef);
  protected readonly data = inject<{ articleId: string; version: KnowledgeVersionRef; now: Written }>(DIALOG_DATA);
  protected readonly version = new Load(() => this.api.version(this.data.articleId, this.data.version.no));
  protected readonly parts = computed(() => {
    const version = this.version.value();
    return version ? diffWordsWithSpace(`${version.title}\n\n${version.markdown}`, `${this.data.now.title}\n\n${this.data.now.markdown}`) : [];
  });

  constructor() {
    void this.version.run();
  }

  protected restore(): void {
    const version = this.version.value();
    if (version) this.ref.close({ title: version.title, markdown: version.markdown, questions: version.questions });
  }
}
