import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { MessageInfo as Info, SendAttemptInfo } from '@mailtrixy/shared/dto';
import { ConversationAiApi, InboxApi } from '@mailtrixy/web/inbox/data-access';
import { deliveryWords } from '@mailtrixy/web/inbox/ui';
import { Button, CopyField, Dialog, ErrorCard, Loading, Skeleton } from '@mailtrixy/web/shared/ui';
import { Announcer, Load, copyText, formatBytes, formatFull } from '@mailtrixy/web/shared/util';
import { priceWords } from './price-words';

const SILENT_READ_MS = 24 * 3_600_000;
const PHASES: Record<SendAttemptInfo['phase'], string> = { on_wire: 'On its way', accepted: 'Accepted by Meta', rejected: 'Refused by Meta', unconfirmed: 'Answer lost' };

/** Everything known about one message: exact times, Meta's id, every attempt and what Meta said to it. */
@Component({
  selector: 'mx-message-info',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button, CopyField, Dialog, ErrorCard, Loading, RouterLink, Skeleton],
  templateUrl: './message-info.html',
  styles: `
    .mx-dl { grid-template-columns: 6rem minmax(0, 1fr); }
    .wamid { margin-block-start: .75rem; }
    .attempt { margin-block-start: .75rem; padding-block-start: .75rem; border-block-start: 1px solid var(--mx-border); }
    .detail { margin-block: .25rem; overflow-wrap: anywhere; white-space: pre-wrap; }
    .lines { display: grid; gap: .75rem; }
    .source { display: block; }
  `,
})
export class MessageInfo {
  private readonly api = inject(InboxApi);
  private readonly announcer = inject(Announcer);
  protected readonly id = inject<string>(DIALOG_DATA);
  protected readonly ref = inject(DialogRef);
  protected readonly info = new Load<Info>(() => this.api.message(this.id));
  private readonly ai = inject(ConversationAiApi);
  /** Where the words of the AI come from. */
  protected readonly sources = new Load(() => this.ai.sources(this.id));
  protected readonly full = formatFull;
  protected readonly phases = PHASES;
  protected readonly status = computed(() => {
    const message = this.info.value()?.message;
    return message && message.direction === 'out' ? deliveryWords(message) : '';
  });
  protected readonly bytes = formatBytes;
  protected readonly price = priceWords;
  protected readonly template = computed(() => {
    const content = this.info.value()?.message.content;
    return content?.kind === 'template' ? content : null;
  });
  /** Delivered long ago and never opened: most often the phone does not tell. */
  protected readonly maybeSilent = computed(() => {
    const message = this.info.value()?.message;
    return !!message?.deliveredAt && !message.openedAt && Date.now() - new Date(message.deliveredAt).getTime() > SILENT_READ_MS;
  });

  constructor() {
    void this.info.run();
    void this.sources.run();
  }

  protected async copyError(attempt: SendAttemptInfo): Promise<void> {
    const { error } = attempt;
    if (!error) return;
    const text = [error.words, error.detail, error.code === null ? '' : `Code: ${error.code}`, error.fbtraceId ? `fbtrace_id: ${error.fbtraceId}` : '', attempt.wamid ? `wamid: ${attempt.wamid}` : '']
      .filter(Boolean)
      .join('\n');
    if (await copyText(text)) this.announcer.say('Details copied');
  }
}
