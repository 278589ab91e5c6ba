import type { Pool } from 'mysql2/promise';
import type { ChannelDirectory, WebhookCredential } from '@mailtrixy/server/channels';
import { newId } from '@mailtrixy/server/platform/clock';
import type { Logger } from '@mailtrixy/server/platform/logging';
import type { Doorbell } from '@mailtrixy/server/platform/queue';
import { SIGNATURE_MISMATCH } from '@mailtrixy/shared/dto';
import type { RejectedDelivery, RejectedQueue } from './rejected-queue';
import { signBody } from './signature';
import { WebhookIngest } from './webhook-ingest.service';
import { WebhookSecrets } from './webhook-secrets';

const SECRET = '0123456789abcdef0123456789abcdef';
const BODY = Buffer.from('{"object":"whatsapp_business_account","entry":[{"id":"21","changes":[{"value":{"metadata":{"phone_number_id":"1188"}}}]}]}');
const credential = (appSecret: string, externalId = '1188'): WebhookCredential => ({ secretId: newId(), appSecret, last4: appSecret.slice(-4), channels: [{ channelId: newId(), workspaceId: newId(), externalId, wabaId: null }] });

function setUp(initial: WebhookCredential[] | Error) {
  const state = { credentials: initial, loads: 0, statements: [] as string[], database: 'up' as 'up' | 'down', revision: 0, rejected: [] as RejectedDelivery[], lines: [] as { fields: Record<string, unknown>; message: string }[], rings: 0, ok: [] as string[] };
  const directory = {
    get revision() {
      return state.revision;
    },
    webhookCredentials: async () => {
      state.loads++;
      if (state.credentials instanceof Error) throw state.credentials;
      return state.credentials;
    },
    recordSignatureOk: (_: string[], secretId: string) => state.ok.push(secretId),
  } as unknown as ChannelDirectory;
  const connection = {
    query: (sql: string, answer: (error: Error | null) => void) => {
      if (state.database === 'up') state.statements.push(sql);
      answer(state.database === 'up' ? null : Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }));
    },
    release: () => undefined,
    destroy: () => undefined,
  };
  const pool = { pool: { getConnection: (callback: (error: null, given: typeof connection) => void) => callback(null, connection) } } as unknown as Pool;
  const logger = { warn: (fields: Record<string, unknown>, message: string) => state.lines.push({ fields, message }), error: () => undefined } as unknown as Logger;
  const secrets = new WebhookSecrets(directory);
  const ingest = new WebhookIngest(pool, secrets, { add: (delivery: RejectedDelivery) => state.rejected.push(delivery) } as unknown as RejectedQueue, directory, { now: () => Date.now() }, logger, { ring: () => state.rings++ } as unknown as Doorbell);
  const receive = (signature: string | string[] | undefined, body = BODY, remoteIp = '203.0.113.7') => ingest.receive({ body, headers: { 'x-hub-signature-256': signature }, remoteIp, requestId: 'r1', startedAt: performance.now() });
  const signed = (secret = SECRET, body = BODY) => receive(`sha256=${signBody(secret, body).toString('hex')}`, body);
  return { state, receive, signed };
}

describe('WebhookIngest', () => {
  afterEach(() => jest.restoreAllMocks());

  it('takes a secret that was saved in this process a moment ago, and refuses one that was removed', async () => {
    const { state, signed } = setUp([credential(SECRET)]);
    expect(await signed()).toEqual({ status: 200 });
    state.credentials = [credential('fedcba9876543210fedcba9876543210')];
    state.revision++;
    expect(await signed('fedcba9876543210fedcba9876543210')).toEqual({ status: 200 });
    expect(await signed()).toMatchObject({ status: 403 });
    expect(state.loads).toBe(2);
  });

  it('answers 200 after the insert, then rings', async () => {
    const { state, signed } = setUp([credential(SECRET)]);
    expect(await signed()).toEqual({ status: 200 });
    expect(state.statements).toHaveLength(1);
    expect(state.statements[0]).toContain(BODY.toString('hex'));
    expect(state).toMatchObject({ rings: 1, rejected: [], lines: [] });
  });

  it.each([
    ['no header', undefined, 'signature_missing'],
    ['a wrong signature', `sha256=${'0'.repeat(64)}`, 'signature_mismatch'],
    ['a malformed header', 'sha256=xyz', 'signature_malformed'],
    ['a doubled header', `sha256=${'0'.repeat(64)}, sha256=${'0'.repeat(64)}`, 'signature_malformed'],
  ])('answers 403 with the promised log line for %s', async (_, header, reason) => {
    const { state, receive } = setUp([credential(SECRET)]);
    expect(await receive(header)).toEqual({ status: 403 });
    expect(state.lines).toEqual([{ fields: { reason, claimedPhoneNumberId: '1188', requestId: 'r1', remoteIp: '203.0.113.7' }, message: 'Signature did not match any active integration secret' }]);
    expect(SIGNATURE_MISMATCH).toBe('Signature did not match any active integration secret');
    expect(state.rejected).toMatchObject([{ reason, claimed: '1188', body: BODY }]);
    expect(state.statements).toEqual([]);
  });

  it('never accepts the empty key, whatever is stored', async () => {
    const { state, signed } = setUp([credential(''), credential('   '), credential('short')]);
    for (const secret of ['', '   ', 'short']) expect(await signed(secret)).toEqual({ status: 403 });
    expect(state.rejected[0]).toMatchObject({ reason: 'no_active_secret' });
  });

  it('reads the secrets again after a mismatch, at most once a second, and accepts a secret saved since', async () => {
    const { state, signed, receive } = setUp([credential(SECRET)]);
    await signed();
    state.credentials = [credential('another-secret-of-today-000000000')];
    expect(await signed('another-secret-of-today-000000000')).toEqual({ status: 403 });
    const now = performance.now();
    jest.spyOn(performance, 'now').mockImplementation(() => now + 1500);
    expect(await signed('another-secret-of-today-000000000')).toEqual({ status: 200 });
    expect(state.loads).toBe(2);
    await Promise.all(Array.from({ length: 50 }, () => receive(`sha256=${'1'.repeat(64)}`)));
    expect(state.loads).toBe(2);
  });

  it('accepts either of two secrets during a rotation', async () => {
    const { signed } = setUp([credential(SECRET), credential('the-new-secret-0000000000000000')]);
    expect(await signed()).toEqual({ status: 200 });
    expect(await signed('the-new-secret-0000000000000000')).toEqual({ status: 200 });
  });

  it('answers 503, never 403, while the secrets cannot be loaded', async () => {
    const { state, signed, receive } = setUp(new Error('database down'));
    expect(await signed()).toEqual({ status: 503, retryAfterS: 5 });
    expect(await receive(`sha256=${'0'.repeat(64)}`)).toEqual({ status: 503, retryAfterS: 5 });
    expect(state.lines).toEqual([]);
    // A header that cannot be right needs no secrets.
    expect(await receive(undefined)).toEqual({ status: 403 });
    state.credentials = [credential(SECRET)];
    expect(await signed()).toEqual({ status: 200 });
  });

  it('answers 503 while the database is down and 200 again by itself', async () => {
    const { state, signed } = setUp([credential(SECRET)]);
    await signed();
    state.database = 'down';
    expect(await signed()).toEqual({ status: 503, retryAfterS: 5 });
    state.database = 'up';
    expect(await signed()).toEqual({ status: 200 });
  });

  it('uses stale secrets while they cannot be renewed', async () => {
    const { state, signed } = setUp([credential(SECRET)]);
    await signed();
    state.credentials = new Error('down');
    const now = performance.now();
    jest.spyOn(performance, 'now').mockImplementation(() => now + 60_000);
    expect(await signed()).toEqual({ status: 200 });
  });

  it('stores only the channels of the secret that matched', async () => {
    const [mine, other] = [credential(SECRET), credential('the-secret-of-somebody-else-0000', '9999')];
    const { state, signed } = setUp([mine, other]);
    await signed('the-secret-of-somebody-else-0000');
    expect(state.statements[0]).toContain(other.channels[0].channelId.replaceAll('-', ''));
    expect(state.statements[0]).not.toContain(mine.channels[0].channelId.replaceAll('-', ''));
  });

  it('limits the lines of one address, not of the others', async () => {
    const { state, receive } = setUp([credential(SECRET)]);
    for (let count = 0; count < 200; count++) await receive(undefined);
    expect(state.lines).toHaveLength(60);
    await receive(undefined, BODY, '203.0.113.8');
    expect(state.lines).toHaveLength(61);
    expect(state.rejected).toHaveLength(201);
  });
});
