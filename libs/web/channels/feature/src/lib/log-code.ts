import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { LogRow } from '@mailtrixy/shared/dto';

const WORDS: Readonly<Record<LogRow['state'], string>> = { processed: 'Processed', processing: 'Processing', rejected: 'Rejected', failed: 'Failed', ignored: 'Ignored' };

/** "403 Rejected": number and word, coloured by state. */
@Component({
  selector: 'mx-log-code',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'st-code', '[class.is-danger]': 'state() === "rejected"', '[class.is-warn]': 'state() === "failed"', '[class.is-ok]': 'state() === "processed"', '[class.is-mute]': 'state() === "ignored" || state() === "processing"' },
  template: `<b>{{ status() }}</b> {{ words() }}`,
})
export class LogCode {
  readonly status = input.required<number | null>();
  readonly state = input.required<LogRow['state']>();
  protected readonly words = computed(() => WORDS[this.state()]);
}
