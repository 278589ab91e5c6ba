import { Injectable, computed, inject } from '@angular/core';
import type { CannedReply } from '@mailtrixy/shared/dto';
import { Load } from '@mailtrixy/web/shared/util';
import { CannedRepliesApi } from './canned-replies-api';

/** Canned replies that this person may use, by shortcut. */
@Injectable({ providedIn: 'root' })
export class CannedRepliesStore {
  private readonly api = inject(CannedRepliesApi);
  readonly reading = new Load(() => this.api.list());
  readonly all = computed<readonly CannedReply[]>(() => [...(this.reading.value() ?? [])].sort((a, b) => a.shortcut.localeCompare(b.shortcut)));

  load(): Promise<void> {
    return this.reading.run();
  }

  keep(reply: CannedReply): void {
    this.reading.patch((list) => [...list.filter(({ id }) => id !== reply.id), reply]);
  }

  forget(id: string): void {
    this.reading.patch((list) => list.filter((reply) => reply.id !== id));
  }
}
