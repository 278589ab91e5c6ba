import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { AiSource } from '@mailtrixy/shared/dto';
import { Banner, Button, Drawer } from '@mailtrixy/web/shared/ui';

/** The passage that an answer was taken from. */
@Component({
  selector: 'mx-source-drawer',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Banner, Button, Drawer, RouterLink],
  template: `
    <mx-drawer [heading]="source.title">
      @if (!source.current) {<mx-banner kind="warn" heading="This has changed since">The document was changed or deleted after the answer was written.</mx-banner>}
      @if (source.headings.length) {<p class="mx-t2">{{ source.headings.join(' › ') }}@if (source.page) {, p. {{ source.page }}}</p>}
      <blockquote dir="auto" data-testid="source-text">{{ source.text }}</blockquote>
      @if (source.url) {<p><a [href]="source.url" target="_blank" rel="noopener noreferrer">{{ source.url }}</a></p>}
      <footer drawerFoot class="mx-drawer__foot"><a mx-button [routerLink]="path()" [queryParams]="{ doc: source.documentId, passage: source.passageId }" (click)="ref.close()">Open in Knowledge</a><button mx-button type="button" (click)="ref.close()">Close</button></footer>
    </mx-drawer>
  `,
  styles: 'blockquote { margin: var(--mx-4) 0; padding: var(--mx-4) var(--mx-5); border-inline-start: 3px solid var(--mx-ai); background: var(--mx-ai-bg); font: var(--mx-message); white-space: pre-wrap; overflow-wrap: anywhere; }',
})
export class SourceDrawer {
  protected readonly ref = inject(DialogRef);
  protected readonly source = inject<AiSource>(DIALOG_DATA);
  protected readonly path = computed(() => (this.source.kind === 'file' ? '/knowledge/files' : this.source.kind === 'faq' ? '/knowledge/faq' : '/knowledge'));
}
