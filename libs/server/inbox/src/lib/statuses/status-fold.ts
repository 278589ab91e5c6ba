/** One stored status of one attempt. Times are milliseconds since the epoch, the provider's clock. */
export interface FoldStatus {
  status: 'sent' | 'delivered' | 'read' | 'played' | 'failed';
  at: number;
}

export interface FoldedTimes {
  sentAt: number | null;
  deliveredAt: number | null;
  openedAt: number | null;
  /** A voice message was played; it was opened then, too. */
  playedAt: number | null;
  failedAt: number | null;
}

/**
 * Folds the statuses of one attempt into its times. Each time is the earliest of its kind, so any order, any repetition
 * and any batching of the same statuses give the same result. `read` without `delivered` sets both (Meta may skip
 * delivered when the chat is open); `played` counts as read.
 */
export function foldStatuses(statuses: readonly FoldStatus[]): FoldedTimes {
  const earliest = (...kinds: FoldStatus['status'][]) => statuses.reduce<number | null>((least, { status, at }) => (kinds.includes(status) && (least === null || at < least) ? at : least), null);
  return { sentAt: earliest('sent'), deliveredAt: earliest('delivered', 'read', 'played'), openedAt: earliest('read', 'played'), playedAt: earliest('played'), failedAt: earliest('failed') };
}
