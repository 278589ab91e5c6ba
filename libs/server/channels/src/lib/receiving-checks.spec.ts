import { receivingChecks } from './receiving-checks';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const CALLBACK = { url: 'https://inbox.example.org/api/webhooks/whatsapp', reachable: true };
const health = (lastInboundAt: string | null) => ({ channelId: 'c', lastInboundAt: lastInboundAt ? new Date(lastInboundAt) : null, lastOutboundAt: null, lastSignatureOkAt: null, checks: null, checkedAt: null, rejectedToday: 0 });
const rows = (lastInboundAt: string | null, traffic = { days: 7, deliveries: 280 }, reached: Parameters<typeof receivingChecks>[4] = null) =>
  Object.fromEntries(receivingChecks({ mode: 'live', webhookVerifiedAt: null }, health(lastInboundAt), CALLBACK, traffic, reached, NOW).map((row) => [row.check, row]));

describe('receivingChecks', () => {
  it('raises the silence alarm only where something usually comes', () => {
    expect(rows('2026-11-22T09:40:00Z')['last_inbound']).toMatchObject({ state: 'ok', words: 'Last delivery 20 minutes ago' });
    expect(rows('2026-11-21T04:00:00Z')['last_inbound']).toMatchObject({ state: 'warn', words: 'Silent for 30 hours; usual are about 40 deliveries a day' });
    expect(rows('2026-11-18T04:00:00Z')['last_inbound']).toMatchObject({ state: 'failed', words: expect.stringContaining('Silent for 4 days') });
    expect(rows('2026-11-18T04:00:00Z', { days: 1, deliveries: 2 })['last_inbound']).toMatchObject({ state: 'ok' });
    expect(rows(null)['last_inbound']).toMatchObject({ state: 'unknown' });
  });

  it('tells what it finds at its own address', () => {
    expect(rows(null, undefined, { ok: true, validUntil: new Date('2027-02-03T00:00:00Z') })['public_url']).toMatchObject({ state: 'ok', words: 'https://inbox.example.org, certificate valid until 2027-02-03' });
    expect(rows(null, undefined, { ok: true, validUntil: new Date('2026-11-25T00:00:00Z') })['public_url']).toMatchObject({ state: 'warn', fix: expect.stringContaining('Renew') });
    expect(rows(null, undefined, { ok: false, reason: 'The certificate has expired.' })['public_url']).toMatchObject({ state: 'warn', detail: 'The certificate has expired.' });
  });
});
