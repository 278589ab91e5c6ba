import type { EntityManager } from 'typeorm';
import { listInLogs } from '../processing/event-rows';
import { loadChannels, routeEvent } from '../processing/routed-item';

interface StoredDelivery {
  id: Buffer;
  receivedAt: Date;
  body: Buffer;
  /** Ids, 16 bytes each: who may take part in it so far. */
  matched: Buffer;
}

const ID_BYTES = 16;
const CHANNELS_MAX = 256;

/**
 * Items that were for a number nobody had become due again for the channels that have it now. The stored delivery itself
 * is processed on: a second press finds nothing foreign any more, and no copy of it appears in Logs.
 * @param signers channels of the secret that signs the delivery now
 * @returns how many became due; 0: still nobody has the number
 */
export async function rerouteForeign(tx: EntityManager, delivery: StoredDelivery, foreign: readonly { idx: number }[], signers: readonly Buffer[]): Promise<number> {
  const event = { id: delivery.id, receivedAt: delivery.receivedAt, body: delivery.body, matchedChannels: [...signers] };
  const routed = routeEvent(event, await loadChannels(tx, [event]));
  const found = routed.items.flatMap(({ parsed, channel, state }) => (channel && state === 'ready' ? foreign.filter(({ idx }) => idx === parsed.index).map(({ idx }) => ({ idx, channel })) : []));
  if (!found.length) return 0;
  await tx.query("UPDATE webhook_item SET state = 'ready', attempts = 0, next_at = NOW(3), last_error = NULL WHERE event_id = ? AND idx IN (?)", [delivery.id, found.map(({ idx }) => idx)]);
  await tx.query("UPDATE webhook_event SET state = 'split', matched_channels = ? WHERE id = ?", [united(signers, delivery.matched), delivery.id]);
  const owners = new Set(found.map(({ channel }) => channel.id));
  await listInLogs(tx, [{ ...routed, items: routed.items.filter(({ channel }) => channel && owners.has(channel.id)) }]);
  return found.length;
}

function united(signers: readonly Buffer[], matched: Buffer): Buffer {
  const all = new Map([...signers, ...Array.from({ length: matched.length / ID_BYTES }, (_, at) => matched.subarray(at * ID_BYTES, (at + 1) * ID_BYTES))].map((id) => [id.toString('hex'), id]));
  return Buffer.concat([...all.values()].slice(0, CHANNELS_MAX));
}
