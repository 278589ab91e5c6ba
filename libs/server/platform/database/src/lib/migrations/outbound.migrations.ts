import { migration } from './migration';

/** What sending needs to know beside a message's text. */
export const OUTBOUND_MIGRATIONS = [
  // What goes to the provider, apart from what the bubble shows; NULL: plain text.
  migration(280, 'add-message-outgoing', `ALTER TABLE message ADD COLUMN outgoing JSON NULL`),
  // The provider's remark on an accepted send, e.g. held_for_quality_assessment.
  migration(281, 'add-send-attempt-note', `ALTER TABLE send_attempt ADD COLUMN note VARCHAR(64) NULL`),
  migration(282, 'add-send-attempt-played', `ALTER TABLE send_attempt ADD COLUMN played_at DATETIME(3) NULL`),
];
