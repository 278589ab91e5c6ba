/** Bull queues. A job says only "look now": the work itself is rows in MySQL, so a lost or doubled job costs delay at most. */
export const RINGS = ['inbound', 'outbound', 'statuses', 'read-receipts', 'templates', 'media', 'automation', 'ai', 'knowledge'] as const;
export type Ring = (typeof RINGS)[number];
