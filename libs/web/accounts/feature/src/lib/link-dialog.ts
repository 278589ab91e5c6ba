import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import type { CreatedLink } from '@mailtrixy/shared/dto';
import { Button, CopyField, Dialog } from '@mailtrixy/web/shared/ui';
import { formatFull } from '@mailtrixy/web/shared/util';

/** A link that is shown once. */
@Component({
  selector: 'mx-link-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, CopyField, Dialog],
  template: `
    <mx-dialog [heading]="data.heading">
      <p class="mx-t2 mx-gap-b">{{ data.text }} It ends {{ until }}.</p>
      <mx-copy-field label="Link" [value]="data.link.url" />
      <footer dialogFoot class="mx-dialog__foot"><span class="mx-grow"></span><button mx-button type="button" kind="primary" (click)="ref.close()">Done</button></footer>
    </mx-dialog>
  `,
})
export class LinkDialog {
  protected readonly ref = inject(DialogRef);
  protected readonly data = inject<{ heading: string; text: string; link: CreatedLink }>(DIALOG_DATA);
  protected readonly until = formatFull(this.data.link.expiresAt);
}
