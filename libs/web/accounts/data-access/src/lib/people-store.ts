import { Injectable, computed, inject } from '@angular/core';
import type { Person } from '@mailtrixy/shared/dto';
import { Load } from '@mailtrixy/web/shared/util';
import { MembersApi } from './members-api';

/** The people of the workspace, for names in threads and the Assign menu. */
@Injectable({ providedIn: 'root' })
export class PeopleStore {
  private readonly api = inject(MembersApi);
  private readonly reading = new Load(() => this.api.people());
  readonly all = computed<readonly Person[]>(() => this.reading.value() ?? []);
  readonly active = computed(() => this.all().filter((person) => person.active));
  private readonly byId = computed(() => new Map(this.all().map((person) => [person.id, person])));

  load(): Promise<void> {
    return this.reading.run();
  }

  find(id: string | null): Person | null {
    return id === null ? null : (this.byId().get(id) ?? null);
  }
}
