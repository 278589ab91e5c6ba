import type { ThreadEntry } from './thread-items';

/** What a person asked of one bubble. */
export interface MessageAct {
  kind: 'reply' | 'copy' | 'info' | 'quote' | 'retry' | 'dismiss' | 'edit' | 'again' | 'discard' | 'raw';
  entry: ThreadEntry;
  /** Where a popover belongs. */
  origin?: HTMLElement;
}
