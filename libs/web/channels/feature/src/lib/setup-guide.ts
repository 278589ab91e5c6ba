import { ChangeDetectionStrategy, Component } from '@angular/core';
import { SIGNATURE_MISMATCH } from '@mailtrixy/shared/dto';

/** The set-up guide: everything an admin does at Meta, in the order in which it is done. */
@Component({
  selector: 'mx-setup-guide',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'st-guide', 'data-testid': 'setup-guide' },
  templateUrl: './setup-guide.html',
})
export class SetupGuide {
  protected readonly mismatch = SIGNATURE_MISMATCH;
}
