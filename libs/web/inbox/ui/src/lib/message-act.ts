import type { ThreadEntry } from './thread-items';

/** What a person asked of one bubble; `renew` is asked by the bubble itself when an address of its file has ended. */
export interface MessageAct {
  kind:
    | 'reply'
    | 'react'
    | 'pick_emoji'
    | 'copy'
    | 'info'
    | 'quote'
    | 'retry'
    | 'dismiss'
    | 'edit'
    | 'again'
    | 'discard'
    | 'raw'
    | 'save_case'
    | 'template'
    | 'open_media'
    | 'fetch_again'
    | 'renew';
  entry: ThreadEntry;
  /** With react: null takes ours back. */
  emoji?: string | null;
  /** Where a popover belongs. */
  origin?: HTMLElement;
}
