import { Injectable, computed, inject } from '@angular/core';
import type { Label, LabelRef } from '@mailtrixy/shared/dto';
import { Load } from '@mailtrixy/web/shared/util';
import { LabelsApi } from './labels-api';

/** Labels of the workspace, by name: for chips, the Label menu and rules. */
@Injectable({ providedIn: 'root' })
export class LabelsStore {
  private readonly api = inject(LabelsApi);
  readonly reading = new Load(() => this.api.list());
  readonly all = computed<readonly Label[]>(() => [...(this.reading.value() ?? [])].sort((a, b) => a.name.localeCompare(b.name)));
  private readonly byId = computed(() => new Map(this.all().map((label) => [label.id, label])));

  load(): Promise<void> {
    return this.reading.run();
  }

  find(id: string): LabelRef | undefined {
    return this.byId().get(id);
  }

  keep(label: Label): void {
    this.reading.patch((list) => [...list.filter(({ id }) => id !== label.id), label]);
  }

  forget(id: string): void {
    this.reading.patch((list) => list.filter((label) => label.id !== id));
  }
}
