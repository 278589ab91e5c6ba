import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { createTestDatabase, type TestDatabase } from '@mailtrixy/server/platform/database/testing';
import type { Logger } from '@mailtrixy/server/platform/logging';
import { oldestRows } from '../health/oldest-rows';
import { SweepClock } from '../sweeping/sweep-clock';
import { UnconfirmedSweeper } from './unconfirmed.sweeper';

describe('sends that stay unconfirmed', () => {
  let database: TestDatabase;
  let lines: { channelId: string; messages: number; messageIds: string[] }[];
  let sweeper: UnconfirmedSweeper;
  const channelId = newId();
  const query = (sql: string, values: unknown[] = []) => database.dataSource.query(sql, values);
  const attempt = (messageId: string, no: number, phase: string, agoS: number, channel = channelId) =>
    query('INSERT INTO send_attempt (id, workspace_id, channel_id, conversation_id, message_id, no, token, phase, fence, started_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, NOW(3) - INTERVAL ? SECOND)', [idToBytes(newId()), idToBytes(newId()), idToBytes(channel), idToBytes(newId()), idToBytes(messageId), no, newId(), phase, agoS]);
  const message = async (status: string, agoS: number, { no = 1, channel = channelId, dismissed = false } = {}) => {
    const id = newId();
    await query("INSERT INTO message (conversation_id, seq, id, workspace_id, channel_id, direction, type, author_kind, attempt_no, delivery_status, dismissed_at) VALUES (?, 1, ?, ?, ?, 'out', 'text', 'user', ?, ?, ?)", [idToBytes(newId()), idToBytes(id), idToBytes(newId()), idToBytes(channel), no, status, dismissed ? new Date() : null]);
    await attempt(id, no, status === 'unconfirmed' ? 'unconfirmed' : 'accepted', agoS, channel);
    return id;
  };
  const metric = async () => (await oldestRows(database.dataSource)).find(({ table, state }) => table === 'message' && state === 'unconfirmed_2min');

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  beforeEach(async () => {
    for (const table of ['message', 'send_attempt', 'webhook_event']) await query(`DELETE FROM ${table}`);
    lines = [];
    const logger = { warn: (fields: (typeof lines)[number]) => lines.push(fields) } as unknown as Logger;
    sweeper = new UnconfirmedSweeper(database.dataSource, logger, new SweepClock(logger));
  });
  afterAll(() => database?.drop());

  it('are told of once, per channel, after two minutes, and counted in the metrics', async () => {
    const other = newId();
    const [a, b, c] = [await message('unconfirmed', 130), await message('unconfirmed', 200), await message('unconfirmed', 300, { channel: other })];
    await message('unconfirmed', 100);
    expect(await sweeper.look()).toBe(3);
    expect(lines.map((line) => [line.channelId, line.messages])).toEqual([[other, 1], [channelId, 2]]);
    expect(lines.flatMap(({ messageIds }) => messageIds).sort()).toEqual([a, b, c].sort());
    expect(await sweeper.look()).toBe(0);
    expect(lines).toHaveLength(2);
    const found = await metric();
    expect(found?.waiting).toBe(3);
    expect(found?.ageS).toBeGreaterThanOrEqual(300);
  });

  it('are not told of when dismissed, replaced by a newer attempt, or settled', async () => {
    await message('unconfirmed', 500, { dismissed: true });
    await message('accepted', 500);
    const retried = await message('accepted', 10, { no: 2 });
    await attempt(retried, 1, 'unconfirmed', 500);
    expect(await sweeper.look()).toBe(0);
    expect((await metric())?.waiting).toBe(0);
  });

  it('are told of only when our own inbound has caught up: the status may lie in what waits', async () => {
    await message('unconfirmed', 300);
    await query("INSERT INTO webhook_event (id, state, next_at, source, received_at, body, body_bytes, body_sha256, matched_channels, remote_ip, request_id) VALUES (?, 'received', NOW(3), 'http', NOW(3) - INTERVAL 30 SECOND, '{}', 2, REPEAT('x', 32), '', '', 'r')", [idToBytes(newId())]);
    expect(await sweeper.look()).toBe(0);
    await query("UPDATE webhook_event SET state = 'done'");
    expect(await sweeper.look()).toBe(1);
  });
});
