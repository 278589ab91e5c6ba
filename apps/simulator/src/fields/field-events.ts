import type { WebhookPublisher } from '../delivery/webhook-publisher';
import type { BusinessNumber } from '../graph/accounts';
import type { Ledger } from '../ledger/ledger';

/** Sends webhooks of any field to who subscribed to it. */
export class FieldEvents {
  constructor(
    private readonly publisher: WebhookPublisher,
    private readonly ledger: Ledger,
  ) {}

  /** @param time `entry.time`; null = none. @returns the deliveries' ids */
  publish(number: BusinessNumber, field: string, value: Record<string, unknown>, time: number | null, entryId = number.wabaId): string[] {
    this.ledger.append('field', { phoneNumberId: number.phoneNumberId, field });
    const deliveries = this.publisher.publish({
      number, field, kinds: [field], wamids: [], entries: [{ id: entryId, ...(time === null ? {} : { time }), changes: [{ value, field }] }],
    });
    return deliveries.map(({ id }) => id);
  }
}
