import { signal } from '@angular/core';
import type { ListFilter } from './list-filter';
import type { RequestFailure } from './request-failure';

/** One list as the agent sees it: a view with its filters, its loaded ids and its place. */
export class ListView {
  readonly ids = signal<readonly string[]>([]);
  readonly state = signal<'loading' | 'ready' | 'failed'>('loading');
  readonly failure = signal<RequestFailure | null>(null);
  readonly loadingMore = signal(false);
  readonly hasMore = signal(false);
  /** Rows whose place would change, kept still while the list is hovered or scrolled. */
  readonly held = signal(0);

  nextCursor: string | null = null;
  /** Ids that moved while moves were held. */
  readonly moved = new Set<string>();
  scrollTop = 0;

  constructor(readonly filter: ListFilter) {}
}
