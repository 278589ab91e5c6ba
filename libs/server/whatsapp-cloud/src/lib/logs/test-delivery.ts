/** The object of a delivery that a person sent from Logs: stored and listed as any other, processed as nothing. */
export const TEST_DELIVERY = 'mailtrixy_test_delivery';

/** @param at unique per press, so that two presses are two deliveries */
export function testDeliveryBody(at: Date): Buffer {
  return Buffer.from(JSON.stringify({ object: TEST_DELIVERY, entry: [], sent_at: at.toISOString() }));
}
